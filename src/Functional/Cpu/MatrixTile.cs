using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>
/// The innermost kernel of the matrix product: a tile of C, <see cref="Rows"/> high and one to three vectors wide, in registers.
/// </summary>
internal unsafe interface IMatrixTile<T>
    where T : unmanaged
{
    /// <summary>Rows of a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Numbers in a vector; the widest tile has three.</summary>
    static abstract int Lanes { get; }

    /// <summary>
    /// Writes <c>C = A·B</c> or adds to C, for <paramref name="k"/> columns of A and rows of B. All <see cref="Rows"/> rows
    /// of C are written; of A only the first <paramref name="rows"/> are read, so the rest of C is of no use.
    /// </summary>
    static abstract void Multiply(int vectors, int k, int rows, MatrixOperand<T> a, T* b, nint bRow, T* c, nint cRow, bool add);
}

/// <summary>Eight rows: 24 accumulators and 4 more vectors, for processors that have 32 vector registers.</summary>
internal readonly unsafe struct Tile8<T, V, TLanes> : IMatrixTile<T>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    public static int Rows => 8;

    public static int Lanes => TLanes.Count;

    public static void Multiply(int vectors, int k, int rows, MatrixOperand<T> a, T* b, nint bRow, T* c, nint cRow, bool add)
    {
        if (vectors == 3)
            Multiply<Strip3<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
        else if (vectors == 2)
            Multiply<Strip2<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
        else
            Multiply<Strip1<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<S>(int k, int rows, MatrixOperand<T> a, T* b, nint bRow, T* c, nint cRow, bool add)
        where S : struct, IStrip<T, S>
    {
        S s0 = default,
            s1 = default,
            s2 = default,
            s3 = default,
            s4 = default,
            s5 = default,
            s6 = default,
            s7 = default;
        T* a0 = a.Start,
            a1 = a.RowOrFirst(1, rows),
            a2 = a.RowOrFirst(2, rows),
            a3 = a.RowOrFirst(3, rows);
        T* a4 = a.RowOrFirst(4, rows),
            a5 = a.RowOrFirst(5, rows),
            a6 = a.RowOrFirst(6, rows),
            a7 = a.RowOrFirst(7, rows);
        nint aColumn = a.Column;
        for (nint p = 0; k > 0; k--, p += aColumn, b += bRow)
        {
            S row = S.Load(b);
            s0.MultiplyAdd(a0[p], row);
            s1.MultiplyAdd(a1[p], row);
            s2.MultiplyAdd(a2[p], row);
            s3.MultiplyAdd(a3[p], row);
            s4.MultiplyAdd(a4[p], row);
            s5.MultiplyAdd(a5[p], row);
            s6.MultiplyAdd(a6[p], row);
            s7.MultiplyAdd(a7[p], row);
        }
        s0.Write(c, add);
        s1.Write(c += cRow, add);
        s2.Write(c += cRow, add);
        s3.Write(c += cRow, add);
        s4.Write(c += cRow, add);
        s5.Write(c += cRow, add);
        s6.Write(c += cRow, add);
        s7.Write(c += cRow, add);
    }
}

/// <summary>Four rows: 12 accumulators and 4 more vectors, for processors that have 16 vector registers.</summary>
internal readonly unsafe struct Tile4<T, V, TLanes> : IMatrixTile<T>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    public static int Rows => 4;

    public static int Lanes => TLanes.Count;

    public static void Multiply(int vectors, int k, int rows, MatrixOperand<T> a, T* b, nint bRow, T* c, nint cRow, bool add)
    {
        if (vectors == 3)
            Multiply<Strip3<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
        else if (vectors == 2)
            Multiply<Strip2<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
        else
            Multiply<Strip1<T, V, TLanes>>(k, rows, a, b, bRow, c, cRow, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<S>(int k, int rows, MatrixOperand<T> a, T* b, nint bRow, T* c, nint cRow, bool add)
        where S : struct, IStrip<T, S>
    {
        S s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        T* a0 = a.Start,
            a1 = a.RowOrFirst(1, rows),
            a2 = a.RowOrFirst(2, rows),
            a3 = a.RowOrFirst(3, rows);
        nint aColumn = a.Column;
        for (nint p = 0; k > 0; k--, p += aColumn, b += bRow)
        {
            S row = S.Load(b);
            s0.MultiplyAdd(a0[p], row);
            s1.MultiplyAdd(a1[p], row);
            s2.MultiplyAdd(a2[p], row);
            s3.MultiplyAdd(a3[p], row);
        }
        s0.Write(c, add);
        s1.Write(c += cRow, add);
        s2.Write(c += cRow, add);
        s3.Write(c += cRow, add);
    }
}
