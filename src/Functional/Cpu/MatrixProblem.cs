namespace Functional;

/// <summary>One matrix product to compute: <c>C[i·CRow + j] = Σₚ A[i, p]·B[p, j]</c>.</summary>
internal readonly unsafe struct MatrixProblem<T>(MatrixOperand<T> a, MatrixOperand<T> b, T* c, nint cRow, int m, int n, int k)
    where T : unmanaged
{
    public readonly MatrixOperand<T> A = a;
    public readonly MatrixOperand<T> B = b;
    public readonly T* C = c;
    public readonly nint CRow = cRow;
    public readonly int M = m;
    public readonly int N = n;
    public readonly int K = k;

    /// <summary>The product of some columns of A and rows of B, written elsewhere.</summary>
    public MatrixProblem<T> Depth(int begin, int length, T* c, nint cRow) =>
        new(A.From(0, begin), B.From(begin, 0), c, cRow, M, N, length);

    /// <summary>The part from row i and depth p on: of the given sizes, or smaller at an edge.</summary>
    public MatrixProblem<T> Block(int i, int p, int rows, int depth) =>
        new(A.From(i, p), B.From(p, 0), C + (i * CRow), CRow, Math.Min(rows, M - i), N, Math.Min(depth, K - p));

    /// <summary>The product of other matrices of the same sizes and strides.</summary>
    public MatrixProblem<T> Moved(long a, long b, long c) => new(A.Moved(a), B.Moved(b), C + c, CRow, M, N, K);

    /// <summary>Writes zeros: the sum of no products.</summary>
    public void Clear()
    {
        for (int i = 0; i < M; i++)
            new Span<T>(C + (i * CRow), N).Clear();
    }
}
