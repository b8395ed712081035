using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>
/// The innermost kernel of the convolution: a tile of C in registers, as in <see cref="IMatrixTile{T}"/>, whose left operand lies
/// at sums of two offsets: (i, p) at <c>x[rows[i] + depths[p]]</c>. So x is read where it lies, once for each kernel place.
/// </summary>
internal unsafe interface IConvolutionTile<T>
    where T : unmanaged
{
    /// <summary>Rows of a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Numbers in a vector; the widest tile has three.</summary>
    static abstract int Lanes { get; }

    /// <summary>
    /// Writes <c>C = X·B</c> or adds to C, over <paramref name="k"/> depths. B is packed: its rows follow each other, as wide as
    /// the tile.
    /// </summary>
    static abstract void Multiply(int vectors, int k, T* x, nint* rows, nint* depths, T* b, T* c, nint cRow, bool add);
}

/// <summary>Eight rows, for processors that have 32 vector registers.</summary>
internal readonly unsafe struct ConvolutionTile8<T, V, TLanes> : IConvolutionTile<T>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    public static int Rows => 8;

    public static int Lanes => TLanes.Count;

    public static void Multiply(int vectors, int k, T* x, nint* rows, nint* depths, T* b, T* c, nint cRow, bool add)
    {
        if (vectors == 3)
            Multiply<Strip3<T, V, TLanes>>(3 * TLanes.Count, k, x, rows, depths, b, c, cRow, add);
        else if (vectors == 2)
            Multiply<Strip2<T, V, TLanes>>(2 * TLanes.Count, k, x, rows, depths, b, c, cRow, add);
        else
            Multiply<Strip1<T, V, TLanes>>(TLanes.Count, k, x, rows, depths, b, c, cRow, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<S>(nint bRow, int k, T* x, nint* rows, nint* depths, T* b, T* c, nint cRow, bool add)
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
        T* a0 = x + rows[0],
            a1 = x + rows[1],
            a2 = x + rows[2],
            a3 = x + rows[3];
        T* a4 = x + rows[4],
            a5 = x + rows[5],
            a6 = x + rows[6],
            a7 = x + rows[7];
        for (nint* end = depths + k; depths < end; depths++, b += bRow)
        {
            nint p = *depths;
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

/// <summary>Four rows, for processors that have 16 vector registers.</summary>
internal readonly unsafe struct ConvolutionTile4<T, V, TLanes> : IConvolutionTile<T>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    public static int Rows => 4;

    public static int Lanes => TLanes.Count;

    public static void Multiply(int vectors, int k, T* x, nint* rows, nint* depths, T* b, T* c, nint cRow, bool add)
    {
        if (vectors == 3)
            Multiply<Strip3<T, V, TLanes>>(3 * TLanes.Count, k, x, rows, depths, b, c, cRow, add);
        else if (vectors == 2)
            Multiply<Strip2<T, V, TLanes>>(2 * TLanes.Count, k, x, rows, depths, b, c, cRow, add);
        else
            Multiply<Strip1<T, V, TLanes>>(TLanes.Count, k, x, rows, depths, b, c, cRow, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<S>(nint bRow, int k, T* x, nint* rows, nint* depths, T* b, T* c, nint cRow, bool add)
        where S : struct, IStrip<T, S>
    {
        S s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        T* a0 = x + rows[0],
            a1 = x + rows[1],
            a2 = x + rows[2],
            a3 = x + rows[3];
        for (nint* end = depths + k; depths < end; depths++, b += bRow)
        {
            nint p = *depths;
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
