using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Functional;

/// <summary>A convolution.</summary>
internal static class ConvolutionTask
{
    public static CpuTask Of(ConvolutionStage stage) =>
        stage.Input.Type switch
        {
            DType.Float32 => Of<float>(stage),
            DType.Float64 => Of<double>(stage),
            DType.Int32 => Of<int>(stage),
            DType.Int64 => Of<long>(stage),
            var type => throw new DTypeException($"[convolution] has no CPU kernel for {type.Name}."),
        };

    // As MatrixProduct chooses its tiles.
    private static CpuTask Of<T>(ConvolutionStage stage)
        where T : unmanaged =>
        Vector512.IsHardwareAccelerated ? new ConvolutionTask<T, ConvolutionTile8<T, Vector512<T>, Lanes512<T>>>(stage)
        : Vector256.IsHardwareAccelerated ? new ConvolutionTask<T, ConvolutionTile4<T, Vector256<T>, Lanes256<T>>>(stage)
        : AdvSimd.IsSupported ? new ConvolutionTask<T, ConvolutionTile8<T, Vector128<T>, Lanes128<T>>>(stage)
        : new ConvolutionTask<T, ConvolutionTile4<T, Vector128<T>, Lanes128<T>>>(stage);
}

/// <summary>
/// A convolution of elements of type <typeparamref name="T"/>, as a matrix product that reads x where it lies: weights packed into
/// panels, tiles of the result in registers.
/// </summary>
internal sealed unsafe class ConvolutionTask<T, TTile>(ConvolutionStage stage) : CpuTask
    where T : unmanaged
    where TTile : struct, IConvolutionTile<T>
{
    // Multiplications below which waking another thread costs more than it brings.
    private const long ParallelWork = 1 << 18;

    private readonly ConvolutionWork _work = new(stage, TTile.Rows, TTile.Lanes, sizeof(T));

    public override void Run(byte** buffers)
    {
        if (stage.Shape.Size == 0)
            return;
        WorkerPool? pool = _work.Multiplications >= ParallelWork ? WorkerPool.Shared : null;
        long paddedSize = _work.Padded is { } input ? input.Planes * input.PlaneSize : 0;
        long size = (paddedSize + _work.PackedSize + _work.SumsSize + (3 * TTile.Lanes)) * sizeof(T);
        byte[]? block = paddedSize + _work.PackedSize + _work.SumsSize > 0 ? BufferPool.Shared.Rent(size) : null;
        T* padded = block is null ? null : (T*)BufferPool.Align(block);
        T* packed = padded + RoundUp(paddedSize);
        T* sums = packed + RoundUp(_work.PackedSize);
        T* x = (T*)buffers[stage.Input.Buffer];
        if (_work.Padded is { } copy)
        {
            PaddedCopyJob<T> copying = new(copy, x, padded);
            WorkerPool.For(copy.Tasks, ref copying, pool);
            x = padded;
        }
        Multiply(
            new(x, (T*)buffers[stage.Kernel.Buffer], (T*)buffers[stage.Target], packed, _work.SumsSize > 0 ? sums : null),
            pool
        );
        if (block is not null)
            BufferPool.Shared.Return(block);
    }

    private void Multiply(ConvolutionMemory<T> memory, WorkerPool? pool)
    {
        for (int part = 0; part < _work.Parts.Length; part++)
        {
            if (_work.Divisions[part].IsPacked)
            {
                WeightPackingJob<T> packing = new(_work, part, memory);
                WorkerPool.For(packing.Tasks, ref packing, pool);
            }
            ConvolutionJob<T, TTile> job = new(_work, part, memory);
            WorkerPool.For(_work.Groups * _work.Divisions[part].Pieces, ref job, pool);
        }
        if (memory.Sums != null)
        {
            SliceSumJob<T> adding = new(_work, memory);
            WorkerPool.For(adding.Tasks, ref adding, pool);
        }
    }

    private static long RoundUp(long count) => (count + TTile.Lanes - 1) / TTile.Lanes * TTile.Lanes;
}
