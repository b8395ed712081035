using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Types of 8 and 16 bits are loaded, stored, rounded and wrapped on the device as on the CPU.</summary>
public sealed class NarrowTests
{
    private const int Halves = 1 << 16;

    private static readonly double[] Numbers =
    [
        0,
        -0.0,
        0.5,
        -0.5,
        1,
        -1,
        1.5,
        -2.5,
        100,
        127,
        128,
        -128,
        -129,
        200,
        255,
        256,
        1000,
        2049,
        32767,
        32768,
        -32768,
        -32769,
        65504,
        65519.99,
        65520,
        70000,
        -70000,
        1e-5,
        6e-8,
        2.9e-8,
        3e-8,
        -1e-9,
        16777217,
        2147483647,
        -2147483648,
        4294967297,
        1e18,
        -1e19,
        3.4e38,
        3.39e38,
        1e300,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
    ];

    public static TheoryData<DType> NarrowFloats => [DType.Float16, DType.BFloat16];

    public static TheoryData<DType> Types => [.. DTypes.All];

    public static TheoryData<DType> WideRanged => [DType.BFloat16, DType.Float32];

    // What is in memory, and what is only in a register on the way.
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_becomes_every_other(DType from)
    {
        var x = Tensor.Of(Numbers).To(from).Evaluate();
        OnBoth.AssertEqual([.. DTypes.All.Select(to => x.To(to))]);
        OnBoth.AssertEqual([.. DTypes.All.Select(to => x.To(to).To(DType.Float64))]);
        OnBoth.AssertEqual([.. DTypes.All.Select(to => Tensor.Of(Numbers).To(from).To(to))]);
    }

    [Theory]
    [MemberData(nameof(NarrowFloats))]
    public void All_halves_are_loaded_and_stored(DType type)
    {
        var all = All(type);
        OnBoth.AssertEqual(all.To(DType.Float32), -all.Flip(0).Reshape(256, 256).Transpose());
        OnBoth.AssertEqual(WithoutSubnormals(all).To(DType.Float64));
    }

    // Numbers that float32 holds with fewer digits; devices may take them for zeros, unless they promise not to.
    [Theory]
    [MemberData(nameof(WideRanged))]
    public void Subnormal_numbers_stay_or_become_zeros(DType type)
    {
        var numbers = Tensor.Of([1e-40, -1e-40, 9.2e-41, 3e-39, -1.1e-38, 1.17e-38, 0, -0.0]);
        var x = numbers.To(type).Evaluate();
        OnBoth.AssertEqualOrZero(
            Device.KeepsSubnormals,
            x.To(DType.Float64),
            x * 3,
            x / 2,
            x + x.Flip(0),
            Abs(x),
            numbers.To(type)
        );
        OnBoth.AssertEqual(x.Flip(0), x.Pad((1, 2)), Tensor.Concatenate(0, x, x.Flip(0)));
    }

    // Every half, what lies in the middle between it and the next, and what lies just beside the middle.
    [Theory]
    [MemberData(nameof(NarrowFloats))]
    public void Every_float32_between_halves_goes_to_the_nearest_even(DType type)
    {
        var bits = All(type).To(DType.Float32).ToArray<float>().Select(BitConverter.SingleToInt32Bits).ToArray();
        var middle = type == DType.Float16 ? 1 << 12 : 1 << 15;
        int[] steps = [0, 1, middle - 1, middle, middle + 1, 2 * middle - 1];
        foreach (var step in steps)
        {
            var x = Tensor.Of(Array.ConvertAll(bits, half => BitConverter.Int32BitsToSingle(half + step)));
            OnBoth.AssertEqual(x.To(type), x.To(type).To(DType.Float32));
        }
        // Subnormal halves lie closer together than that.
        var small = Tensor.Of([.. Enumerable.Range(0, 1 << 15).Select(i => MathF.ScaleB(i - (1 << 14), -27))]);
        OnBoth.AssertEqual(small.To(type), small.To(DType.Float64).To(type));
    }

    [Theory]
    [MemberData(nameof(NarrowFloats))]
    public void Arithmetic_on_all_halves_is_the_CPUs(DType type)
    {
        var x = WithoutSubnormals(All(type));
        // Every half beside one that has nothing to do with it.
        var y = Tensor.Of([.. Enumerable.Range(0, Halves).Select(i => i * 40503 % Halves)]);
        var other = WithoutSubnormals(Tensor.Of(Array.ConvertAll(y.ToArray<int>(), i => HalfOf(type, i))).To(type));
        // Sums and products that are subnormal may be flushed to zero.
        OnBoth.AssertClose(0.5, x + other, x - other, x * other, x / other, -x, Abs(x), Sqrt(x));
        OnBoth.AssertEqual(Maximum(x, other), Floor(x), Round(x), x < other, x.To(DType.Int16), x.To(DType.UInt8));
        OnBoth.AssertClose(0.5, (x * 2 + other).To(DType.Float32) * 3, Where(x > other, x, other * 0.5));
    }

    [Fact]
    public void Arithmetic_on_all_bytes_wraps_around()
    {
        foreach (var type in (DType[])[DType.UInt8, DType.Int8])
        {
            var x = Tensor.Iota([256]).To(type).Evaluate();
            var y = x.Reshape(256, 1);
            OnBoth.AssertEqual(x + y, x - y, x * y, x / 3, -x, Maximum(x, y), x < y, x & y, x | y, x ^ y, ~x);
        }
    }

    [Fact]
    public void Arithmetic_on_all_shorts_wraps_around()
    {
        var x = Tensor.Iota([Halves]).To(DType.Int16).Evaluate();
        OnBoth.AssertEqual(x + 12345, x * x, x / 7, -x, x.Flip(0) - x, x.To(DType.UInt8), x.To(DType.Float16));
    }

    [Fact]
    public void Sizes_around_words_and_groups()
    {
        foreach (var type in DTypes.All)
        foreach (var size in (int[])[0, 1, 2, 3, 5, 63, 64, 65, 255, 257])
        {
            var x = (Tensor.Iota([size]) * 7).To(type).Evaluate();
            OnBoth.AssertEqual(x.Flip(0).Pad((1, 2)), Tensor.Concatenate(0, x, x, x.Flip(0)));
        }
    }

    private static Tensor All(DType type) =>
        Tensor.Of([.. Enumerable.Range(0, Halves).Select(i => HalfOf(type, i))]).To(type).Evaluate();

    // Where the device does not promise to keep them: those of float16 are normal in float32, in which they are computed.
    private static Tensor WithoutSubnormals(Tensor x) =>
        (Device.KeepsSubnormals || x.DType == DType.Float16 ? x : Where(Abs(x) < 1.17549435e-38, 0 * Sign(x), x)).Evaluate();

    private static float HalfOf(DType type, int bits) =>
        type == DType.Float16 ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : BitConverter.Int32BitsToSingle(bits << 16);
}
