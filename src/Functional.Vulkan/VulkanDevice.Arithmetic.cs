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
            var (single, twice) = (MultiplyAdd.Split, MultiplyAdd.Split);
            // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ if it is rounded once and 0 if twice.
            if (IsFused(module => module.Float32, (float)(1 + Math.ScaleB(1, -12)), (float)-(1 + Math.ScaleB(1, -11))))
                single = MultiplyAdd.Fused;
            else if (Capabilities.Has(DeviceFeatures.Float64 | DeviceFeatures.Int64))
                single = MultiplyAdd.ThroughFloat64;
            if (
                Capabilities.Has(DeviceFeatures.Float64)
                && IsFused(module => module.Float64, 1 + Math.ScaleB(1, -27), -(1 + Math.ScaleB(1, -26)))
            )
                twice = MultiplyAdd.Fused;
            var options = new KernelOptions(Capabilities.FloatControls, single, twice, KeepsZeros());
            return Interlocked.CompareExchange(ref _kernelOptions, options, null) ?? options;
        }
    }

    // Vulkan lets GLSL's fma round twice, and no property says what it does.
    private bool IsFused<T>(Func<SpirvModule, uint> type, T factor, T minus)
        where T : unmanaged, System.Numerics.INumber<T> =>
        Probe(type, (module, x, y) => module.Fma(x, x, y), factor, minus) != T.Zero;

    private bool KeepsZeros() =>
        float.IsNaN(
            Probe(
                module => module.Float32,
                (module, x, _) => module.Multiply(x, module.Constant(module.Float32, 0UL)),
                float.NaN,
                0f
            )
        );

    // What the device makes of two numbers.
    private T Probe<T>(Func<SpirvModule, uint> type, Func<SpirvModule, uint, uint, uint> compute, T first, T second)
        where T : unmanaged
    {
        var module = new SpirvModule(1, controls: Capabilities.FloatControls);
        var buffer = module.Buffer(0, type(module));
        var (x, y) = (module.Load(buffer, module.Constant(0u)), module.Load(buffer, module.Constant(1u)));
        module.Store(buffer, module.Constant(0u), compute(module, x, y));
        using var memory = Allocate((ulong)(2 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        memory.Write<T>([first, second]);
        Dispatch(Pipeline(module.ToWords()), [memory], [], 1);
        Span<T> results = stackalloc T[2];
        memory.Read(results);
        return results[0];
    }
}
