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
            var options = Try();
            return Interlocked.CompareExchange(ref _kernelOptions, options, null) ?? options;
        }
    }

    private KernelOptions Try()
    {
        var (hasDouble, hasLong) = (Capabilities.Has(DeviceFeatures.Float64), Capabilities.Has(DeviceFeatures.Int64));
        // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ if it is rounded once and 0 if twice: Vulkan lets GLSL's fma do either, and no property says which.
        const int TooLong = (1 << 24) + 1; // for a float32
        var single = Probe(
            [1 + MathF.ScaleB(1, -12), -(1 + MathF.ScaleB(1, -11)), float.NaN, -0f, BitConverter.Int32BitsToSingle(TooLong)],
            (module, x) =>
            {
                var (zero, number) = (module.Constant(module.Float32, 0UL), module.Bitcast(module.Int32, x[4]));
                var back = module.Convert(module.Int32, module.Convert(module.Float32, number));
                return
                [
                    module.Fma(x[0], x[0], x[1]),
                    module.Bitcast(module.Float32, back),
                    module.Add(x[3], zero),
                    module.Multiply(x[2], zero),
                    module.Divide(zero, x[2]),
                    module.Subtract(x[2], x[2]),
                ];
            }
        );
        var twice = hasDouble
            ? Probe(
                [1 + Math.ScaleB(1, -27), -(1 + Math.ScaleB(1, -26))],
                (module, x) =>
                    [module.Fma(x[0], x[0], x[1]), module.Convert(module.Float64, module.Convert(module.Float32, x[0]))]
            )
            : [0, 1];
        return new KernelOptions(
            Capabilities.FloatControls,
            single[0] != 0 ? MultiplyAdd.Fused
                : hasDouble && hasLong ? MultiplyAdd.ThroughFloat64
                : MultiplyAdd.Split,
            twice[0] != 0 ? MultiplyAdd.Fused : MultiplyAdd.Split,
            KeepsZeros: !float.IsNegative(single[2]) && single[3..].All(float.IsNaN),
            KeepsRoundings: BitConverter.SingleToInt32Bits(single[1]) != TooLong && twice[1] == 1,
            Physical.EndsIdleLoops
        );
    }

    // What the device makes of some numbers.
    private T[] Probe<T>(T[] numbers, Func<SpirvModule, uint[], uint[]> compute)
        where T : unmanaged
    {
        var module = new SpirvModule(1, controls: Capabilities.FloatControls);
        var buffer = module.Buffer(0, typeof(T) == typeof(float) ? module.Float32 : module.Float64);
        uint[] loaded = [.. numbers.Select((_, i) => module.Load(buffer, module.Constant((uint)i)))];
        var results = compute(module, loaded);
        for (var i = 0; i < results.Length; i++)
            module.Store(buffer, module.Constant((uint)i), results[i]);
        var values = new T[Math.Max(numbers.Length, results.Length)];
        numbers.CopyTo(values, 0);
        using var memory = Allocate((ulong)(values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        memory.Write<T>(values);
        Dispatch(Pipeline(module.ToWords()), [memory], [], 1);
        memory.Read(values.AsSpan());
        return values[..results.Length];
    }
}
