using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Functional;

/// <summary>
/// Copies parts of a matrix into panels, in which the numbers that a tile reads together lie together:
/// <c>target[p·width + j] = source[j·across + p·along]</c>.
/// </summary>
internal static unsafe class MatrixPacking
{
    /// <summary>
    /// Packs <paramref name="valid"/> columns of a panel <paramref name="width"/> wide and <paramref name="length"/> long, and writes
    /// zeros from there to column <paramref name="filled"/>.
    /// </summary>
    public static void Pack<T>(T* source, nint across, nint along, int valid, int filled, int width, int length, T* target)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(float))
            PackWords((float*)source, across, along, valid, width, length, (float*)target);
        else
            PackWords((double*)source, across, along, valid, width, length, (double*)target);
        for (nint p = 0; valid < filled && p < length; p++)
            new Span<T>(target + (p * width) + valid, filled - valid).Clear();
    }

    // Moves bits: integers of the same size travel as floating numbers.
    private static void PackWords<T>(T* source, nint across, nint along, int valid, int width, int length, T* target)
        where T : unmanaged
    {
        if (across == 1)
            CopyRows(source, along, valid, width, length, target);
        else if (along == 1 && Avx.IsSupported && valid >= Vector256<T>.Count && length >= Vector256<T>.Count)
            Transpose(source, across, valid, width, length, target);
        else
            CopyElements(source, across, along, valid, width, length, target);
    }

    private static void CopyRows<T>(T* source, nint along, int valid, int width, int length, T* target)
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && valid >= Vector512<T>.Count)
            CopyVectors<T, Vector512<T>, Lanes512<T>>(source, along, valid, width, length, target);
        else if (Vector256.IsHardwareAccelerated && valid >= Vector256<T>.Count)
            CopyVectors<T, Vector256<T>, Lanes256<T>>(source, along, valid, width, length, target);
        else if (valid >= Vector128<T>.Count)
            CopyVectors<T, Vector128<T>, Lanes128<T>>(source, along, valid, width, length, target);
        else
            CopyElements(source, 1, along, valid, width, length, target);
    }

    // The last vector of a row, and the last block of a transposition, overlap the one before where the length is no multiple.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyVectors<T, V, TLanes>(T* source, nint along, int valid, int width, int length, T* target)
        where T : unmanaged
        where V : struct
        where TLanes : struct, IVectorLanes<T, V>
    {
        int last = valid - TLanes.Count;
        for (; length > 0; length--, source += along, target += width)
        {
            for (int j = 0; j < last; j += TLanes.Count)
                TLanes.Store(target + j, TLanes.Load(source + j));
            TLanes.Store(target + last, TLanes.Load(source + last));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Transpose<T>(T* source, nint across, int valid, int width, int length, T* target)
        where T : unmanaged
    {
        int block = Vector256<T>.Count;
        for (int j = 0; j < valid; j += block)
        {
            nint column = Math.Min(j, valid - block);
            for (int p = 0; p < length; p += block)
            {
                nint row = Math.Min(p, length - block);
                TransposeBlock(source + (column * across) + row, across, target + (row * width) + column, width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock<T>(T* source, nint stride, T* target, nint width)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(float))
            TransposeBlock((float*)source, stride, (float*)target, width);
        else
            TransposeBlock((double*)source, stride, (double*)target, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(float* source, nint stride, float* target, nint width)
    {
        // Rows i and i + 4 share a register, so that only shuffles inside its halves remain.
        Vector256<float> r0 = Halves(source, stride),
            r1 = Halves(source + stride, stride);
        Vector256<float> r2 = Halves(source + (2 * stride), stride),
            r3 = Halves(source + (3 * stride), stride);
        TransposeQuarter(r0, r1, r2, r3, target, width);
        source += 4;
        r0 = Halves(source, stride);
        r1 = Halves(source + stride, stride);
        r2 = Halves(source + (2 * stride), stride);
        r3 = Halves(source + (3 * stride), stride);
        TransposeQuarter(r0, r1, r2, r3, target + (4 * width), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* source, nint stride) =>
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + (4 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeQuarter(
        Vector256<float> r0,
        Vector256<float> r1,
        Vector256<float> r2,
        Vector256<float> r3,
        float* target,
        nint width
    )
    {
        Vector256<float> low01 = Avx.UnpackLow(r0, r1),
            high01 = Avx.UnpackHigh(r0, r1);
        Vector256<float> low23 = Avx.UnpackLow(r2, r3),
            high23 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(target);
        Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(target + width);
        Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(target + (2 * width));
        Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(target + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeBlock(double* source, nint stride, double* target, nint width)
    {
        Vector256<double> r0 = Vector256.Load(source),
            r1 = Vector256.Load(source + stride);
        Vector256<double> r2 = Vector256.Load(source + (2 * stride)),
            r3 = Vector256.Load(source + (3 * stride));
        Vector256<double> even01 = Avx.UnpackLow(r0, r1),
            odd01 = Avx.UnpackHigh(r0, r1);
        Vector256<double> even23 = Avx.UnpackLow(r2, r3),
            odd23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(even01, even23, 0x20).Store(target);
        Avx.Permute2x128(odd01, odd23, 0x20).Store(target + width);
        Avx.Permute2x128(even01, even23, 0x31).Store(target + (2 * width));
        Avx.Permute2x128(odd01, odd23, 0x31).Store(target + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyElements<T>(T* source, nint across, nint along, int valid, int width, int length, T* target)
        where T : unmanaged
    {
        for (; length > 0; length--, source += along, target += width)
        for (nint j = 0; j < valid; j++)
            target[j] = source[j * across];
    }
}
