using System.Runtime.InteropServices;

namespace Functional.Tests;

/// <summary>Numbers as the bits that they are, so that −0 is not 0 and NaN is NaN.</summary>
internal static class Bits
{
    public static byte[] Of(Tensor tensor) =>
        tensor.DType switch
        {
            DType.Bool => MemoryMarshal.AsBytes(tensor.ToArray<bool>().AsSpan()).ToArray(),
            DType.UInt8 => tensor.ToArray<byte>(),
            DType.Int8 => MemoryMarshal.AsBytes(tensor.ToArray<sbyte>().AsSpan()).ToArray(),
            DType.Int16 => MemoryMarshal.AsBytes(tensor.ToArray<short>().AsSpan()).ToArray(),
            DType.Float16 => MemoryMarshal.AsBytes(tensor.ToArray<Half>().AsSpan()).ToArray(),
            DType.BFloat16 => MemoryMarshal.AsBytes(tensor.ToArray<BFloat16>().AsSpan()).ToArray(),
            DType.Int32 => MemoryMarshal.AsBytes(tensor.ToArray<int>().AsSpan()).ToArray(),
            DType.Int64 => MemoryMarshal.AsBytes(tensor.ToArray<long>().AsSpan()).ToArray(),
            DType.Float32 => MemoryMarshal.AsBytes(tensor.ToArray<float>().AsSpan()).ToArray(),
            _ => MemoryMarshal.AsBytes(tensor.ToArray<double>().AsSpan()).ToArray(),
        };

    /// <summary>One number for all bits of several tensors, the same in every process.</summary>
    public static string Hash(IEnumerable<Tensor> tensors) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([.. tensors.SelectMany(Of)]));
}
