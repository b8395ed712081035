using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Runs kernels by themselves, without a plan, so that tests reach those that would not be chosen for this device.</summary>
internal static class KernelRun
{
    /// <summary>What kernels of a stage leave in its last binding; the others are read.</summary>
    public static unsafe HostStorage Of(
        IReadOnlyList<Kernel> kernels,
        IReadOnlyList<long> scratchBytes,
        Tensor[] inputs,
        long bytes,
        uint mostGroups = 64
    )
    {
        var device = Device.OrSkip();
        var buffers = Array.ConvertAll(
            inputs,
            input => Upload(device, Evaluator.StorageOf(input, isOptional: false)!.OnHost(), Bytes(input))
        );
        var target = device.Allocate(Math.Max(4, (ulong)(bytes + 3) & ~3UL));
        var scratch = scratchBytes.Select(bytes => device.Allocate((ulong)bytes)).ToArray();
        foreach (var kernel in kernels)
            device.Dispatch(
                device.Pipeline(SpirvPrinter.Print(kernel, device.KernelOptions), (uint)kernel.SubgroupSize),
                Array.ConvertAll(
                    kernel.Buffers,
                    buffer =>
                        (BufferRange)(
                            buffer < 0 ? scratch[~buffer]
                            : buffer < buffers.Length ? buffers[buffer]
                            : target
                        )
                ),
                [],
                (uint)Math.Min(kernel.Groups, mostGroups)
            );
        var storage = HostStorage.Rent(bytes);
        target.Read(new Span<byte>(storage.Pointer, (int)bytes));
        foreach (var buffer in buffers.Concat(scratch).Append(target))
            buffer.Dispose();
        return storage;
    }

    private static long Bytes(Tensor tensor) => tensor.Size * tensor.DType.ByteSize;

    private static unsafe DeviceBuffer Upload(VulkanDevice device, HostStorage storage, long bytes)
    {
        var buffer = device.Allocate(Math.Max(4, (ulong)(bytes + 3) & ~3UL));
        buffer.Write(new ReadOnlySpan<byte>(storage.Pointer, (int)bytes));
        GC.KeepAlive(storage);
        return buffer;
    }
}
