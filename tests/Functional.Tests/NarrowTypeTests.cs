using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Integers of 8 and 16 bits and floats of 16 bits: stored narrow, computed in their lane type, rounded once an operation.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Interpreted")]
public sealed class NarrowTypeTests
{
    // Halfway cases of either sign and parity, the edges of every range, subnormal numbers, and what lies beside them.
    private static float[] Edges { get; } =
    [
        .. new[]
        {
            0,
            1 + (1f / 2048),
            1 + (3f / 2048),
            1 + (1f / 256),
            1 + (3f / 256),
            2048,
            2049,
            2051,
            65504,
            65519,
            65519.996f,
            65520,
            65536,
            6.1035156e-05f,
            6.103e-05f,
            5.9604645e-08f,
            2.9802322e-08f,
            2.98024e-08f,
            8.9406967e-08f,
            1.4e-45f,
            1.1754944e-38f,
            9.2e-41f,
            3.3895314e38f,
            3.3961e38f,
            float.MaxValue,
            float.PositiveInfinity,
            float.NaN,
        }.SelectMany(x => new[] { x, -x, MathF.BitIncrement(x), MathF.BitDecrement(x) }),
    ];

    private static float[] Spread { get; } =
    [.. Enumerable.Range(0, 1 << 17).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 32749u))];

    [Fact]
    public void All_bits_of_float16_widen_as_they_do_in_NET()
    {
        Half[] all = [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        foreach (var setting in Setting.All)
            Assert.Equal(
                Array.ConvertAll(all, x => (float)x),
                setting.Run(() => Tensor.Of(all).To(DType.Float32).ToArray<float>())
            );
    }

    [Fact]
    public void Float32_rounds_to_float16_as_it_does_in_NET()
    {
        foreach (var numbers in new[] { Edges, Spread })
        foreach (var setting in Setting.All)
            Assert.Equal(
                Array.ConvertAll(numbers, x => (Half)x),
                setting.Run(() => Tensor.Of(numbers).To(DType.Float16).ToArray<Half>())
            );
    }

    [Fact]
    public void Float32_rounds_to_bfloat16_as_its_nearest_neighbour()
    {
        foreach (var numbers in new[] { Edges, Spread })
        foreach (var setting in Setting.All)
        {
            var rounded = setting.Run(() => Tensor.Of(numbers).To(DType.BFloat16).ToArray<BFloat16>());
            Assert.Equal(Array.ConvertAll(numbers, x => (BFloat16)x), rounded);
            Assert.All(numbers.Zip(rounded), pair => AssertNearest(pair.Item1, pair.Item2));
        }
    }

    [Fact]
    public void All_bits_of_bfloat16_come_back()
    {
        BFloat16[] all = [.. Enumerable.Range(0, 1 << 16).Select(bits => BFloat16.FromBits((ushort)bits))];
        foreach (var setting in Setting.All)
        {
            var x = Tensor.Of(all);
            Assert.Equal(Array.ConvertAll(all, v => (float)v), setting.Run(() => x.To(DType.Float32).ToArray<float>()));
            // Numbers that are only moved keep even the bits of a NaN.
            Assert.Equal(
                Array.ConvertAll(all, v => v.Bits).Reverse(),
                Array.ConvertAll(setting.Run(() => x.Flip(0).ToArray<BFloat16>()), v => v.Bits)
            );
        }
    }

    [Fact]
    public void Every_operation_rounds_to_its_type()
    {
        // 2048 + 1 is halfway between 2048 and 2050; rounded each time, nothing is ever added.
        var x = Tensor.Of((Half)2048);
        Assert.Equal((Half)2048, (x + 1 + 1 + 1).Item<Half>());
        Assert.Equal((Half)2052, (x.To(DType.Float32) + 1 + 1 + 1).To(DType.Float16).Item<Half>());
        Assert.Equal(Half.PositiveInfinity, (Tensor.Of((Half)60000) * 2).Item<Half>());
        Assert.Equal((BFloat16)256f, (Tensor.Of((BFloat16)256f) + 1).Item<BFloat16>());
        Assert.Equal((Half)MathF.Exp(1.5f), Tensor.Of((Half)1.5).Exp().Item<Half>());
    }

    [Fact]
    public void Whole_numbers_wrap_around()
    {
        Assert.Equal(sbyte.MinValue, (Tensor.Of(sbyte.MaxValue) + 1).Item<sbyte>());
        Assert.Equal(byte.MaxValue, (Tensor.Of((byte)0) - 1).Item<byte>());
        Assert.Equal((short)-32768, (Tensor.Of(short.MaxValue) + 1).Item<short>());
        Assert.Equal((sbyte)-128, (-Tensor.Of(sbyte.MinValue)).Item<sbyte>());
        Assert.Equal((byte)(200 * 200 % 256), (Tensor.Of((byte)200) * Tensor.Of((byte)200)).Item<byte>());
        Assert.Equal([-56, 1], Tensor.Of([200, 257]).To(DType.Int8).ToArray<sbyte>());
        Assert.Equal([56, 255], Tensor.Of([-200, -1]).To(DType.UInt8).ToArray<byte>());
        Assert.Equal([255], Tensor.Of<sbyte>([-1]).To(DType.UInt8).ToArray<byte>());
    }

    [Fact]
    public void Floats_saturate_as_whole_numbers()
    {
        var x = Tensor.Of([1.9, -1.9, 300, -300, 40_000, 1e300, double.NegativeInfinity, double.NaN]);
        Assert.Equal([1, -1, 127, -128, 127, 127, -128, 0], x.To(DType.Int8).ToArray<sbyte>());
        Assert.Equal([1, 0, 255, 0, 255, 255, 0, 0], x.To(DType.UInt8).ToArray<byte>());
        Assert.Equal([1, -1, 300, -300, 32767, 32767, -32768, 0], x.To(DType.Int16).ToArray<short>());
    }

    [Fact]
    public void Sums_of_narrow_floats_round_once()
    {
        // One by one in float16, 2048 ones more would add nothing to 2048.
        Assert.Equal((Half)4096, Tensor.Ones([4096], DType.Float16).Sum().Item<Half>());
        Assert.Equal((BFloat16)1000f, Tensor.Ones([1000], DType.BFloat16).Sum().Item<BFloat16>());
        Assert.Equal((Half)1, Tensor.Full([1 << 17], 1, DType.Float16).Mean().Item<Half>());
        Assert.Equal((Half)2, (Tensor.Ones([4096], DType.Float16) * 2).Max().Item<Half>());
        Assert.Equal(DType.Float16, Tensor.Ones([3], DType.Float16).Mean(0).DType);
    }

    [Fact]
    public void Sums_of_narrow_integers_are_int64()
    {
        Assert.Equal(200_000L, Tensor.Full([1000], 200, DType.UInt8).Sum().Item<long>());
        Assert.Equal(-128_000L, Tensor.Full([1000], -128, DType.Int8).Sum(0).Item<long>());
        Assert.Equal(3, Tensor.Of<byte>([9, 3, 255]).Min().Item());
        Assert.Equal(255, Tensor.Of<byte>([9, 3, 255]).Max().Item());
        Assert.Equal(-128, Tensor.Of<sbyte>([127, -128]).Min().Item());
        Assert.Equal(2, Tensor.Of<short>([9, 3, 255]).ArgMax(0).Item());
    }

    [Fact]
    public void Products_of_narrow_types_round_or_wrap_once()
    {
        var ones = Tensor.Ones([1, 4096], DType.Float16);
        Assert.Equal((Half)4096, ones.MatMul(ones.Transpose()).Item<Half>());
        var bytes = Tensor.Of<sbyte>([100, 100]).Reshape(1, 2);
        Assert.Equal(unchecked((sbyte)20_000), bytes.MatMul(bytes.Transpose()).Item<sbyte>());
        Assert.Equal(DType.Int16, Tensor.Of<byte>([1]).Reshape(1, 1).MatMul(Tensor.Of<sbyte>([1]).Reshape(1, 1)).DType);
    }

    [Fact]
    public void Running_combinations_and_orders_go_through_the_lane_type()
    {
        var x = Tensor.Of([(Half)2048, (Half)1, (Half)1, (Half)(-3)]);
        Assert.Equal([(Half)2048, (Half)2048, (Half)2050, (Half)2047], x.CumSum(0).ToArray<Half>());
        Assert.Equal([3, 1, 2, 0], x.ArgSort(0).ToArray<long>());
        Assert.Equal([2, 0, 1], Tensor.Of<sbyte>([3, 100, -128]).ArgSort(0).ToArray<long>());
        Assert.Equal([1L, 0], Tensor.Of<byte>([3, 200]).ArgSort(0, descending: true).ToArray<long>());
    }

    [Fact]
    public void Elements_added_at_one_place_round_once()
    {
        var index = Tensor.Zeros([2000], DType.UInt8);
        var x = Tensor.Full([1], 1000, DType.Float16).ScatterAdd(index, Tensor.Ones([2000], DType.Float16), 0);
        Assert.Equal((Half)3000, x.Item<Half>());
        Assert.Equal([7, 5], Tensor.Of<sbyte>([5, 7]).Take(Tensor.Of<short>([1, 0])).ToArray<sbyte>());
    }

    [Fact]
    public void Gradients_have_the_type_of_their_operand()
    {
        var x = Tensor.Of([(Half)0.5, (Half)2]);
        var gradient = Differentiate.Gradient((Tensor v) => (v * v * v).Sum())(x);
        Assert.Equal(DType.Float16, gradient.DType);
        Assert.Equal([(Half)0.75, (Half)12], gradient.ToArray<Half>());
        // 2000 cotangents of 1 for one element.
        var shared = Differentiate.Gradient((Tensor v) => v.BroadcastTo([3000]).Sum())(Tensor.Of((Half)1));
        Assert.Equal((Half)3000, shared.Item<Half>());
    }

    [Fact]
    public void Moved_elements_keep_their_bits_at_every_width()
    {
        foreach (var type in DTypes.All)
        foreach (var setting in Setting.All)
            setting.Run(() =>
            {
                var x = (Tensor.Range(33 * 37) - 500).To(type).Reshape(33, 37).Evaluate();
                Assert.Equal(Bits.Of(x), Bits.Of(x.Transpose().Evaluate().Transpose()));
                Assert.Equal(Bits.Of(x), Bits.Of(x.Flip(1).Evaluate().Flip(1)));
                Assert.Equal(Bits.Of(x), Bits.Of(Tensor.Concatenate(1, x.Slice(1, 0, 5), x.Slice(1, 5, 37))));
                Assert.Equal(Bits.Of(x.Pad((1, 2), (3, 4)).Slice(0, 1, 34).Slice(1, 3, 40)), Bits.Of(x));
                return 0;
            });
    }

    [Fact]
    public void Overlapping_slices_cotangents_add_up_in_their_type()
    {
        foreach (var type in new[] { DType.Float16, DType.BFloat16 })
        {
            var g = Differentiate.Gradient((Tensor v) => (v.Slice(0, 0, 3) * v.Slice(0, 1, 4)).Sum())(
                (Tensor.Range(4) + 1).To(type)
            );
            Assert.Equal([2, 4, 6, 3], g.To(DType.Float32).ToArray<float>());
        }
    }

    [Fact]
    public void Random_numbers_come_in_narrow_floats()
    {
        foreach (var type in new[] { DType.Float16, DType.BFloat16 })
        {
            var (uniform, normal) = (Key.From(3).Uniform([10_000], type), Key.From(3).Normal([10_000], type));
            Assert.Equal(type, uniform.DType);
            Assert.InRange(uniform.Min().Item(), 0, 0.01);
            Assert.InRange(uniform.Max().Item(), 0.99, 0.9999);
            Assert.Equal(0.5, uniform.To(DType.Float32).Mean().Item(), 0.02);
            Assert.Equal(0, normal.To(DType.Float32).Mean().Item(), 0.05);
        }
    }

    [Fact]
    public void A_model_trains_in_bfloat16()
    {
        var x = Key.From(1).Normal([64, 3], DType.BFloat16);
        var slope = Tensor.Of([1f, -2, 3]).To(DType.BFloat16);
        var loss = (Tensor w) => (x.MatMul(w) - x.MatMul(slope)) | Square | Mean;
        var w = Tensor.Zeros([3], DType.BFloat16);
        for (var i = 0; i < 100; i++)
            w = (w - (0.1 * Differentiate.Gradient(loss)(w))).Evaluate();
        Assert.Equal(DType.BFloat16, w.DType);
        Assert.All(w.To(DType.Float32).ToArray<float>().Zip([1f, -2, 3]), pair => Assert.Equal(pair.Item2, pair.Item1, 0.05f));

        static Tensor Square(Tensor v) => v * v;
        static Tensor Mean(Tensor v) => v.Mean();
    }

    private static void AssertNearest(float x, BFloat16 rounded)
    {
        if (float.IsNaN(x))
        {
            Assert.True(float.IsNaN((float)rounded));
            return;
        }
        // Infinity counts as the number after the largest, 2¹²⁸.
        static double Number(BFloat16 value) =>
            float.IsInfinity((float)value) ? Math.CopySign(Math.ScaleB(1, 128), (float)value) : (float)value;
        if (float.IsInfinity(x))
        {
            Assert.Equal(x, (float)rounded);
            return;
        }
        var distance = Math.Abs(Number(rounded) - x);
        foreach (var neighbour in new[] { rounded.Bits - 1, rounded.Bits + 1 })
        {
            if (((neighbour ^ rounded.Bits) & 0x8000) != 0 || (neighbour & 0x7FFF) > 0x7F80)
                continue;
            var other = Math.Abs(Number(BFloat16.FromBits((ushort)neighbour)) - x);
            Assert.True(distance < other || (distance == other && (rounded.Bits & 1) == 0), $"{x:R} became {rounded}");
        }
    }
}
