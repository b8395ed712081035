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

    // No property says what a device makes of these. One kernel tries all, since every kernel costs some milliseconds.
    private KernelOptions TryArithmetic()
    {
        var (hasDouble, hasLong) = (Capabilities.Has(DeviceFeatures.Float64), Capabilities.Has(DeviceFeatures.Int64));
        var module = new SpirvModule(1, controls: Capabilities.FloatControls);
        const int TooLong = (1 << 24) + 1; // for a float32
        var single = new float[6];
        (single[0], single[1]) = (1 + MathF.ScaleB(1, -12), -(1 + MathF.ScaleB(1, -11)));
        (single[2], single[3], single[4]) = (float.NaN, -0f, BitConverter.Int32BitsToSingle(TooLong));
        var twice = new double[4];
        (twice[0], twice[1]) = (1 + Math.ScaleB(1, -27), -(1 + Math.ScaleB(1, -26)));
        (twice[2], twice[3]) = (1.5, 2.5);
        var (singles, zero) = (module.Buffer(0, module.Float32), module.Constant(module.Float32, 0UL));
        var (nan, number) = (Load(singles, 2), module.Bitcast(module.Int32, Load(singles, 4)));
        uint[] results =
        [
            Fused(singles),
            module.Bitcast(module.Float32, module.Convert(module.Int32, module.Convert(module.Float32, number))),
            module.Add(Load(singles, 3), zero),
            module.Multiply(nan, zero),
            module.Divide(zero, nan),
            module.Subtract(nan, nan),
        ];
        Store(singles, results);
        if (hasDouble)
        {
            var doubles = module.Buffer(1, module.Float64);
            Store(
                doubles,
                [
                    Fused(doubles),
                    module.Convert(module.Float64, module.Convert(module.Float32, Load(doubles, 0))),
                    module.RoundEven(Load(doubles, 2)),
                    module.RoundEven(Load(doubles, 3)),
                ]
            );
        }
        // Both lie in one buffer, whose parts begin where a binding may.
        var second = DeviceAlignment.Of(this).Round(single.Length * sizeof(float));
        using var memory = Allocate(second + (4 * sizeof(double)));
        memory.Write<float>(single);
        memory.Write<double>(twice, second);
        var (first, rest) = (new BufferRange(memory, 0, second), new BufferRange(memory, second, 4 * sizeof(double)));
        var pipeline = Pipeline(module.ToWords(), known: module.Interface);
        Dispatch(pipeline, hasDouble ? [first, rest] : [first], [], 1);
        memory.Read(single.AsSpan());
        memory.Read(twice.AsSpan(), second);
        return new KernelOptions(
            Capabilities.FloatControls,
            single[0] != 0 ? MultiplyAdd.Fused
                : hasDouble && hasLong ? MultiplyAdd.ThroughFloat64
                : MultiplyAdd.Split,
            hasDouble && twice[0] != 0 ? MultiplyAdd.Fused : MultiplyAdd.Split,
            KeepsZeros: !float.IsNegative(single[2])
                && float.IsNaN(single[3])
                && float.IsNaN(single[4])
                && float.IsNaN(single[5]),
            KeepsRoundings: BitConverter.SingleToInt32Bits(single[1]) != TooLong && (!hasDouble || twice[1] == 1),
            RoundsToEven: hasDouble && twice[2] == 2 && twice[3] == 2,
            Physical.EndsIdleLoops
        );

        uint Load(uint buffer, uint index) => module.Load(buffer, module.Constant(index));
        // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ if it is rounded once and 0 if twice: Vulkan lets GLSL's fma do either.
        uint Fused(uint buffer) => module.Fma(Load(buffer, 0), Load(buffer, 0), Load(buffer, 1));
        void Store(uint buffer, uint[] values)
        {
            for (var i = 0; i < values.Length; i++)
                module.Store(buffer, module.Constant((uint)i), values[i]);
        }
    }
}
