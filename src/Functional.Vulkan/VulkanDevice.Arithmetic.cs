using System.Runtime.InteropServices;

namespace Functional.Vulkan;

public sealed partial class VulkanDevice
{
    private KernelOptions? _kernelOptions;

    /// <summary>What kernels for this device depend on; found out by trying at the first call.</summary>
    internal KernelOptions KernelOptions
    {
        get
        {
            if (Volatile.Read(ref _kernelOptions) is { } known)
                return known;
            var options = TryArithmetic();
            return Interlocked.CompareExchange(ref _kernelOptions, options, null) ?? options;
        }
    }

    // Vulkan lets GLSL's fma round twice, and no property says what it does: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ if it is rounded once
    // and 0 if twice. Neither does one say whether NaN · 0 is computed. One kernel tries all, since every kernel costs some milliseconds.
    private KernelOptions TryArithmetic()
    {
        var hasDouble = Capabilities.Has(DeviceFeatures.Float64);
        var module = new SpirvModule(1, controls: Capabilities.FloatControls);
        var singles = module.Buffer(0, module.Float32);
        var zero = module.Constant(module.Float32, 0UL);
        Store(singles, 0, Fused(singles));
        Store(singles, 2, module.Multiply(Load(singles, 2), zero));
        if (hasDouble)
        {
            var doubles = module.Buffer(1, module.Float64);
            Store(doubles, 0, Fused(doubles));
        }
        float[] single = [(float)(1 + Math.ScaleB(1, -12)), (float)-(1 + Math.ScaleB(1, -11)), float.NaN];
        double[] twice = [1 + Math.ScaleB(1, -27), -(1 + Math.ScaleB(1, -26))];
        // Both lie in one buffer, whose parts begin where a binding may.
        var second = DeviceAlignment.Of(this).Round(single.Length * sizeof(float));
        var bytes = new byte[second + (2 * sizeof(double))];
        MemoryMarshal.AsBytes(single.AsSpan()).CopyTo(bytes);
        MemoryMarshal.AsBytes(twice.AsSpan()).CopyTo(bytes.AsSpan((int)second));
        using var memory = Allocate((ulong)bytes.Length);
        memory.Write<byte>(bytes);
        var (first, rest) = (new BufferRange(memory, 0, second), new BufferRange(memory, second, 2 * sizeof(double)));
        var pipeline = Pipeline(module.ToWords(), known: module.Interface);
        Dispatch(pipeline, hasDouble ? [first, rest] : [first], [], 1);
        memory.Read<byte>(bytes);
        var (product, nothing) = (BitConverter.ToSingle(bytes, 0), BitConverter.ToSingle(bytes, 2 * sizeof(float)));
        return new KernelOptions(
            Capabilities.FloatControls,
            product != 0 ? MultiplyAdd.Fused
                : Capabilities.Has(DeviceFeatures.Float64 | DeviceFeatures.Int64) ? MultiplyAdd.ThroughFloat64
                : MultiplyAdd.Split,
            hasDouble && BitConverter.ToDouble(bytes, (int)second) != 0 ? MultiplyAdd.Fused : MultiplyAdd.Split,
            KeepsZeros: float.IsNaN(nothing)
        );

        uint Load(uint buffer, uint index) => module.Load(buffer, module.Constant(index));
        void Store(uint buffer, uint index, uint value) => module.Store(buffer, module.Constant(index), value);
        uint Fused(uint buffer) => module.Fma(Load(buffer, 0), Load(buffer, 0), Load(buffer, 1));
    }
}
