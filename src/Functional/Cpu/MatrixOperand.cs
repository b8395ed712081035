namespace Functional;

/// <summary>
/// A matrix in memory with any strides, counted in elements: (i, j) is at <c>Start[i·Row + j·Column]</c>. Transposed matrices
/// swap the strides, broadcast ones have stride 0, flipped ones a negative stride.
/// </summary>
internal readonly unsafe struct MatrixOperand<T>(T* start, nint row, nint column)
    where T : unmanaged
{
    public readonly T* Start = start;
    public readonly nint Row = row;
    public readonly nint Column = column;

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public MatrixOperand<T> Transposed => new(Start, Column, Row);

    /// <summary>Address of row i, or of the first row where the matrix has no such row.</summary>
    public T* RowOrFirst(int i, int rows) => i < rows ? Start + (i * Row) : Start;

    /// <summary>The matrix that begins at element (i, j) of this one.</summary>
    public MatrixOperand<T> From(nint i, nint j) => new(Start + (i * Row) + (j * Column), Row, Column);

    /// <summary>The matrix of the same strides that begins <paramref name="elements"/> further on.</summary>
    public MatrixOperand<T> Moved(long elements) => new(Start + elements, Row, Column);
}
