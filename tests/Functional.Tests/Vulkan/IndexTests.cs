using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Index arithmetic in the kernel language, read on the CPU: no device is needed.</summary>
public sealed class IndexTests
{
    [Fact]
    public void Every_element_of_a_view_has_the_address_that_the_view_gives()
    {
        foreach (var make in Programs.All.Values)
        foreach (var stage in OnBoth.PlanOf(make()).Plan.Stages.OfType<LoopStage>())
        foreach (var source in stage.Program.Sources)
            Check(source.View);
    }

    [Theory]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Integers_divide_and_compare_as_the_kernel_language_says(DType type)
    {
        var limit = type == DType.Int32 ? int.MinValue : long.MinValue;
        var quotient = Value.Input(0, type) / Value.Input(1, type);
        var guard = Guards.Of(quotient, MultiplyAdd.Fused, MultiplyAdd.Fused)!;
        foreach (var a in (long[])[0, 1, -7, 100, limit, -(limit + 1)])
        foreach (var b in (long[])[0, 1, -1, 3, limit])
            Assert.Equal(ScalarReader.Evaluate(quotient, [a, b]), ScalarReader.Evaluate(guard, [a, b]));
    }

    [Theory]
    [InlineData(nameof(MultiplyAdd.ThroughFloat64), 0)]
    [InlineData(nameof(MultiplyAdd.Split), 1)]
    public void A_product_and_sum_that_a_device_rounds_twice_is_made_up_for(string name, int ulps)
    {
        var how = Enum.Parse<MultiplyAdd>(name);
        var fused = Value.Fma(Value.Input(0, DType.Float32), Value.Input(1, DType.Float32), Value.Input(2, DType.Float32));
        var guard = Guards.Of(fused, how, how)!;
        var random = new Random(1);
        float[] Draw() =>
            [
                1,
                0,
                -0.0f,
                float.PositiveInfinity,
                float.NaN,
                .. Enumerable.Range(0, 20).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(2, random.Next(-30, 30))),
            ];
        foreach (var a in Draw())
        foreach (var b in Draw())
        foreach (var c in (float[])[.. Draw(), -(a * b), a * b * 2, MathF.ScaleB(a, 24)])
        {
            var want = MathF.FusedMultiplyAdd(a, b, c);
            var got = BitConverter.Int32BitsToSingle((int)ScalarReader.Evaluate(guard, [Bits(a), Bits(b), Bits(c)]));
            Assert.True(
                want.Equals(got) || Math.Abs((int)(Bits(want) - Bits(got))) <= ulps,
                $"{a:R} · {b:R} + {c:R} is {want:R}, not {got:R}"
            );
        }
    }

    [Fact]
    public void An_int64_divides_the_space_where_int32_cannot()
    {
        var program = new LoopProgram([1 << 20, 1 << 20], [], [], [], 0, null, 0, 0);
        Assert.Equal(DType.Int64, IndexArithmetic.For(program).Type);
    }

    private static void Check(View view)
    {
        var index = new IndexArithmetic(DType.Int32);
        var place = view.Shape.Size == 0 ? default : index.Of(view, (index.Input(0, view.Shape.Size - 1), 0, view.Shape.Rank));
        for (long i = 0; i < Math.Min(view.Shape.Size, 500); i++)
        {
            var isThere = !place.IsNowhere && (place.Condition is null || ScalarReader.Evaluate(place.Condition, [i]) != 0);
            Assert.Equal(view.Address(i), isThere ? (int)ScalarReader.Evaluate(place.Address!, [i]) : -1);
        }
    }

    private static long Bits(float value) => (uint)BitConverter.SingleToInt32Bits(value);
}
