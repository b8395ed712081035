using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Functions of every element: values that anybody can check, and derivatives where formulas break.</summary>
[Trait("Category", "Interpreted")]
public sealed class ElementwiseTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void The_gamma_function_knows_factorials() =>
        Near(
            [0, 0, Math.Log(2), Math.Log(24), Math.Log(Math.Sqrt(Math.PI)), Math.Log(2 * Math.Sqrt(Math.PI)), Infinity, Infinity],
            LogGamma(Tensor.Of([1.0, 2, 3, 5, 0.5, -0.5, 0, -3]))
        );

    [Fact]
    public void Its_derivatives_know_Euler_and_Basel()
    {
        var one = Tensor.Of([1.0]);
        Near([-0.57721566490153286], Digamma(one));
        Near([Math.PI * Math.PI / 6], one.Polygamma(1));
        Near([-2.4041138063191886], one.Polygamma(2)); // −2 ζ(3)
        Near([Math.Pow(Math.PI, 4) / 15], one.Polygamma(3));
        Near([Math.PI * Math.PI / 2], Tensor.Of([0.5]).Polygamma(1));
        var third = Gradient(Gradient(Gradient(x => LogGamma(x).Sum())));
        Near([-2.4041138063191886], third(one));
    }

    [Fact]
    public void The_inverse_error_function_undoes_the_error_function()
    {
        var x = Tensor.Of([-3.0, -1, -0.1, 1e-12, 0, 0.5, 2]);
        Near(x.ToArray<double>(), ErfInv(Erf(x)), 1e-11);
        Near([-Infinity, Infinity, double.NaN], ErfInv(Tensor.Of([-1.0, 1, 1.5])));
    }

    [Fact]
    public void The_derivatives_of_sinc_at_0_are_those_of_its_series()
    {
        // 1 − (πx)² / 6 + (πx)⁴ / 120
        var zero = Tensor.Of([0.0]);
        var second = Gradient(Gradient(x => Sinc(x).Sum()));
        Near([1], Sinc(zero));
        Near([0], Gradient(x => Sinc(x).Sum())(zero));
        Near([-Math.PI * Math.PI / 3], second(zero));
        Near([Math.Pow(Math.PI, 4) / 5], Gradient(Gradient(x => second(x).Sum()))(zero));
    }

    [Theory]
    [InlineData(7.5, 2)]
    [InlineData(-7.5, 2)]
    [InlineData(7, -3)]
    [InlineData(1e300, 3)]
    [InlineData(1e300, 1e-300)]
    [InlineData(double.MaxValue, double.Epsilon)]
    [InlineData(-4e-320, 1e-323)]
    [InlineData(5, Infinity)]
    [InlineData(Infinity, 2)]
    [InlineData(1, 0)]
    public void A_remainder_is_exact_and_has_the_sign_of_the_dividend(double x, double y)
    {
        Assert.Equal(x % y, (Tensor.Of(x) % Tensor.Of(y)).Item<double>());
        var (a, b) = ((float)x, (float)y);
        Assert.Equal(a % b, (Tensor.Of(a) % Tensor.Of(b)).Item<float>());
    }

    [Fact]
    public void Floor_division_and_its_remainder_look_down()
    {
        var (x, y) = (Tensor.Of([7, -7, 7, -7, 6, 5]), Tensor.Of([2, 2, -2, -2, -3, 0]));
        Same([3, -4, -4, 3, -2, 0], FloorDivide(x, y));
        Same([1, 1, -1, -1, 0, 5], Remainder(x, y));
        Same([3, -3, -3, 3, -2, 0], TruncateDivide(x, y));
        Same([1, -1, 1, -1, 0, 5], x % y);
        Near([59, -1, 1, -1], FloorDivide(Tensor.Of([6.0, -1, 1, -5]), Tensor.Of([0.1, 5, 0.9, Infinity])));
        Near([1.5, 0.5, Infinity], Remainder(Tensor.Of([7.5, -7.5, -5]), Tensor.Of([2.0, 2, Infinity])));
    }

    [Fact]
    public void Powers_of_whole_numbers_are_whole_and_wrap_around()
    {
        Same([1, 3, -8, 0, 1, 0, -1, 1], Pow(Tensor.Of([5, 3, -2, 0, 1, 2, -1, -1]), Tensor.Of([0, 1, 3, 7, -9, -1, -3, -2])));
        Assert.Equal(unchecked(3L * long.MaxValue * 3), (Pow(Tensor.Of([3L]), 2) * long.MaxValue).Item<long>());
        Assert.Equal(-5544873984239060473L, Pow(Tensor.Of([7L]), Tensor.Of([65L])).Item<long>());
        Near([9], Pow(Tensor.Of([81]), 0.5).To(DType.Float64));
    }

    [Fact]
    public void Bits_of_whole_numbers()
    {
        var (x, y) = (Tensor.Of([6, -7, 5]), Tensor.Of([3, 3, 12]));
        Same([2, 1, 4], x & y);
        Same([7, -5, 13], x | y);
        Same([5, -6, 9], x ^ y);
        Same([-7, 6, -6], ~x);
        Same([24, -28, 20], x << 2);
        Same([1, -2, 1], x >> 2);
        Same([0, 0, 0], x << Tensor.Of([32, -1, 100]));
        Same([0, -1, 0], x >> Tensor.Of([32, -1, 100]));
        Assert.Equal([false, true], (Tensor.Of([true, true]) ^ Tensor.Of([true, false])).ToArray<bool>());
    }

    [Fact]
    public void A_length_does_not_overflow()
    {
        Near(
            [5e200, 5e-200, Infinity, 0],
            Hypot(Tensor.Of([3e200, 3e-200, Infinity, 0]), Tensor.Of([4e200, 4e-200, double.NaN, 0]))
        );
        Near([0], Gradient(x => Hypot(x, x).Sum())(Tensor.Of([0.0])));
    }

    [Fact]
    public void Sums_of_exponentials_stay_logarithms()
    {
        var (x, y) = (Tensor.Of([1000, -1000, -Infinity, 0]), Tensor.Of([1000, 0, -Infinity, -Infinity]));
        Near([1000 + Math.Log(2), 0, -Infinity, 0], LogAddExp(x, y));
        Near([1001, 0, -Infinity, 0], LogAddExp2(x, y));
        Near([0.5, 0, 0.5, 1], Gradient(v => LogAddExp(v, y).Sum())(x));
    }

    [Fact]
    public void Nothing_times_the_logarithm_of_nothing_is_nothing()
    {
        var (x, y) = (Tensor.Of([0.0, 0, 2]), Tensor.Of([0, double.NaN, 1]));
        Near([0, double.NaN, 0], XLogY(x, y));
        Near([0, 0, 2], Gradient(v => XLogY(Tensor.Of([0.0, 0, 2]), v).Sum())(Tensor.Of([0.0, 3, 1])));
    }

    [Fact]
    public void A_clamp_passes_cotangents_at_its_bounds_and_a_hard_tanh_does_not()
    {
        var x = Tensor.Of([-2.0, -1, 0, 1, 2]);
        Near([0, 1, 1, 1, 0], Gradient(v => v.Clamp(-1, 1).Sum())(x));
        Near([0, 0, 1, 0, 0], Gradient(v => v.HardTanh().Sum())(x));
        Near([3, 3, 3, 3, 3], x.Clamp(5, 3));
        Same([0, 2], Tensor.Of([-4, 9]).Clamp(0, 2));
        Near([double.NaN, double.NaN], Tensor.Of([double.NaN, 1]).Clamp(Tensor.Of([0, double.NaN])));
    }

    [Fact]
    public void Numbers_in_place_of_what_is_none()
    {
        var x = Tensor.Of([double.NaN, Infinity, -Infinity, 2]);
        Near([0, double.MaxValue, -double.MaxValue, 2], x.NanToNum());
        Near([1, 8, -9, 2], x.NanToNum(1, 8, -9));
        Near([0, 65504, -65504, 2], x.To(DType.Float16).NanToNum().To(DType.Float64));
        Assert.True(x.To(DType.BFloat16).NanToNum().IsFinite().All().Item<bool>());
        Near([0, 0, 0, 1], Gradient(v => v.NanToNum().Sum())(x));
        Assert.Equal([true, false, false, false], IsNaN(x).ToArray<bool>());
        Assert.Equal([false, true, true, false], IsInfinite(x).ToArray<bool>());
        Assert.Equal([false, false, false, true], IsFinite(x).ToArray<bool>());
        Near([2, 2, -2], FMax(Tensor.Of([double.NaN, 2, -2]), Tensor.Of([2, double.NaN, -3])));
    }

    [Fact]
    public void Infinities_are_close_to_themselves_only()
    {
        var (x, y) = (Tensor.Of([1, Infinity, Infinity, double.NaN, 1]), Tensor.Of([1 + 1e-6, Infinity, 5, double.NaN, 1.1]));
        Assert.Equal([true, true, false, false, false], IsClose(x, y).ToArray<bool>());
        Assert.Equal([true, true, false, true, true], IsClose(x, y, relative: 0.2, equalNaN: true).ToArray<bool>());
        Assert.Equal([true, false], IsClose(Tensor.Of([1L << 60, 3]), Tensor.Of([(1L << 60) + 1, 4])).ToArray<bool>());
    }

    public static TheoryData<string> Activations => [.. ByName.Keys];

    private static readonly Dictionary<string, Func<Tensor, Tensor>> ByName = new()
    {
        ["relu6"] = Relu6,
        ["selu"] = Selu,
        ["elu"] = x => x.Elu(2),
        ["celu"] = x => x.Celu(0.5),
        ["silu"] = Silu,
        ["gelu"] = Gelu,
        ["gelu by tanh"] = GeluTanh,
        ["quick gelu"] = QuickGelu,
        ["mish"] = Mish,
        ["hard sigmoid"] = HardSigmoid,
        ["hard swish"] = HardSwish,
        ["hard tanh"] = x => x.HardTanh(),
        ["hard shrink"] = x => x.HardShrink(),
        ["soft shrink"] = x => x.SoftShrink(),
        ["tanh shrink"] = TanhShrink,
        ["softplus"] = x => x.Softplus(2),
        ["softsign"] = Softsign,
        ["log sigmoid"] = LogSigmoid,
        ["threshold"] = x => x.Threshold(1, 0),
        ["leaky relu"] = x => x.LeakyRelu(),
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_and_its_first_two_derivatives_are_finite_everywhere(string name)
    {
        var f = ByName[name];
        var x = Tensor.Of([0, -0f, 1e-30f, -1e-30f, 1, -1, 3, -3, 6, 20, -20, 88, -88, 104, -104, 1e4f, -1e4f, 1e30f, -1e30f]);
        var first = Gradient(v => f(v).Sum());
        Assert.All(f(x).ToArray<float>(), y => Assert.True(float.IsFinite(y), $"{f(x)}"));
        Assert.All(first(x).ToArray<float>(), y => Assert.True(float.IsFinite(y), $"{first(x)}"));
        var second = Gradient(v => first(v).Sum());
        Assert.All(second(x).ToArray<float>(), y => Assert.True(float.IsFinite(y), $"{second(x)}"));
    }

    [Fact]
    public void Activations_have_the_values_of_their_formulas()
    {
        var x = Tensor.Of([-2.0, 1]);
        Near([-0.045500263896358417, 0.84134474606854293], Gelu(x)); // x Φ(x)
        Near([-0.04540230591222494, 0.8411919906082768], GeluTanh(x));
        Near([-2 * Math.Tanh(Math.Log(1 + Math.Exp(-2))), Math.Tanh(Math.Log(1 + Math.E))], Mish(x));
        Near([Math.Log(1 + Math.Exp(-4)) / 2, Math.Log(1 + Math.Exp(2)) / 2], x.Softplus(2));
        Near([-2, 1], (x * 1e6).SoftShrink().Clamp(-2, 1));
        Near([-0.5, 1], PRelu(x, Tensor.Of([0.25])));
        Near([-2 / (1 + Math.Exp(-1))], x.Glu());
    }

    private static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> f) =>
        x => Differentiate.Gradient<Tensor>(v => f(v).Sum())(x);

    private static void Same(int[] expected, Tensor actual) => Assert.Equal(expected, actual.ToArray<int>());

    private static void Near(double[] expected, Tensor actual, double tolerance = 1e-14)
    {
        var got = actual.ToArray<double>();
        Assert.Equal(expected.Length, got.Length);
        for (var i = 0; i < got.Length; i++)
            Assert.True(
                expected[i].Equals(got[i]) || Math.Abs(expected[i] - got[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i} should be {expected[i]:R}, is {got[i]:R}"
            );
    }
}
