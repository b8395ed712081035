using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Functional;

/// <summary>
/// The matrix product <c>C = A·B</c> of the CPU, <c>[m, k] × [k, n] → [m, n]</c>, after Goto &amp; van de Geijn 2008: panels packed
/// for the caches, tiles of C in registers. C's rows are contiguous; A and B have any strides. The bits of the result depend on
/// m, n, k, the numbers and the processor's vectors: not on threads, strides or the place in a batch.
/// </summary>
internal static unsafe class MatrixProduct
{
    // Multiplications below which waking another thread costs more than it brings.
    private const long ParallelWork = 1 << 20;

    // Rows of C that a tile of four does as well as one of eight, with half the idle work.
    private const int FewRows = 4;

    /// <summary>Writes one product; what C held before does not matter.</summary>
    public static void Multiply<T>(MatrixOperand<T> a, MatrixOperand<T> b, T* c, nint cRow, int m, int n, int k, WorkerPool pool)
        where T : unmanaged =>
        Multiply(new MatrixProblem<T>(a, b, c, cRow, m, n, k), Work(m, n, k) >= ParallelWork ? pool : null);

    /// <summary>
    /// Writes one product for each place of the offsets, which are counted in elements from the starts of A, B and C. Results must
    /// not overlap; operands may.
    /// </summary>
    public static void MultiplyBatch<T>(
        MatrixOperand<T> a,
        ReadOnlySpan<long> aOffsets,
        MatrixOperand<T> b,
        ReadOnlySpan<long> bOffsets,
        T* c,
        ReadOnlySpan<long> cOffsets,
        nint cRow,
        int m,
        int n,
        int k,
        WorkerPool pool
    )
        where T : unmanaged
    {
        if (aOffsets.Length != cOffsets.Length || bOffsets.Length != cOffsets.Length)
            throw new ArgumentException("The three operands of a batch have one offset for every product.");

        MatrixProblem<T> first = new(a, b, c, cRow, m, n, k);
        fixed (
            long* aMoves = aOffsets,
                bMoves = bOffsets,
                cMoves = cOffsets
        )
        {
            MatrixBatch<T> batch = new(first, aMoves, bMoves, cMoves, cOffsets.Length);
            batch.Run(pool, ParallelWork);
        }
    }

    /// <summary>Multiplications of one product.</summary>
    public static long Work(long m, long n, long k) => m * n * k;

    /// <summary>Writes one product, on one thread if there is no pool.</summary>
    public static void Multiply<T>(in MatrixProblem<T> problem, WorkerPool? pool)
        where T : unmanaged
    {
        int parts = DepthProduct.Parts(problem.M, problem.N, problem.K);
        if (problem.M == 0 || problem.N == 0)
            return;
        if (problem.K == 0)
            problem.Clear();
        else if (parts > 1)
            DepthProduct.Multiply(problem, parts, pool);
        else
            MultiplyUndivided(problem, pool);
    }

    /// <summary>Writes one product whose depth is not cut into parts, on the widest vectors of this processor.</summary>
    public static void MultiplyUndivided<T>(in MatrixProblem<T> problem, WorkerPool? pool)
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && problem.M <= FewRows)
            BlockedProduct<T, Tile4<T, Vector512<T>, Lanes512<T>>>.Multiply(problem, pool);
        else if (Vector512.IsHardwareAccelerated)
            BlockedProduct<T, Tile8<T, Vector512<T>, Lanes512<T>>>.Multiply(problem, pool);
        else if (Vector256.IsHardwareAccelerated)
            BlockedProduct<T, Tile4<T, Vector256<T>, Lanes256<T>>>.Multiply(problem, pool);
        else if (AdvSimd.IsSupported)
            BlockedProduct<T, Tile8<T, Vector128<T>, Lanes128<T>>>.Multiply(problem, pool);
        else
            BlockedProduct<T, Tile4<T, Vector128<T>, Lanes128<T>>>.Multiply(problem, pool);
    }
}
