using static Functional.Operations;

namespace Functional.Properties;

/// <summary>A zero cotangent absorbs an infinite derivative, elementwise and at every order; nothing else absorbs anything.</summary>
[Trait("Category", "Interpreted")]
public sealed class AbsorptionLaws
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> SingularAtZero = new()
    {
        ["sqrt"] = Sqrt,
        ["log"] = Log,
        ["pow ½"] = x => Pow(x, 0.5),
        ["pow −1"] = x => Pow(x, -1),
        ["1/x"] = x => 1 / x,
        ["x/x"] = x => x / x,
        ["sqrt of square"] = x => Sqrt(x * x),
        ["log of sqrt"] = x => Log(Sqrt(x)),
        ["exp of 1/x"] = x => Exp(1 / x),
    };

    public static TheoryData<string> Singular => [.. SingularAtZero.Keys];

    [Theory]
    [MemberData(nameof(Singular))]
    public void What_where_hides_has_no_derivative_of_first_or_second_order(string name) =>
        Law.Holds(
            Prop.ForAll(
                Samples.Tensors(Interval.Real),
                x =>
                {
                    var hidden = x - x;
                    Assert.All(
                        Bits.Numbers(Differentiate.Gradient<Tensor>(v => Hide(name, v).Sum())(hidden)),
                        slope => Assert.Equal(0, slope)
                    );
                    Assert.All(
                        Bits.Numbers(
                            Differentiate.Gradient<Tensor>(v =>
                                (Differentiate.Gradient<Tensor>(u => Hide(name, u).Sum())(v) * 3).Sum()
                            )(hidden)
                        ),
                        slope => Assert.Equal(0, slope)
                    );
                }
            ),
            $"hidden {name}"
        );

    [Theory]
    [MemberData(nameof(Singular))]
    public void Absorption_survives_vectorization_compilation_and_loops(string name)
    {
        var zeros = Tensor.Of([0.0, 0.0, 0.0]);
        Tensor Slope(Tensor x) => Differentiate.Gradient<Tensor>(v => Hide(name, v).Sum())(x);
        Assert.All(Vectorize.Map<Tensor, Tensor>(Slope)(zeros).ToArray<double>(), slope => Assert.Equal(0, slope));
        Assert.All(Compile.Function<Tensor, Tensor>(Slope)(zeros).ToArray<double>(), slope => Assert.Equal(0, slope));
        var looped = Differentiate.Gradient<Tensor>(x =>
            Loop.Scan((Tensor sum, Tensor v) => (sum + Hide(name, v), sum), Tensor.Of(0.0), x).Carry
        );
        Assert.All(looped(zeros).ToArray<double>(), slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Beside_what_is_hidden_derivatives_are_right() =>
        Law.Holds(
            Prop.ForAll(
                Samples.Tensors(Interval.Real),
                x =>
                {
                    var slope = Differentiate.Gradient<Tensor>(v => Where(v > 0, Sqrt(v), 0).Sum())(x);
                    var expected = Array.ConvertAll(Bits.Numbers(x), v => v > 0 ? 0.5 / Math.Sqrt(v) : 0);
                    Tolerance.Of(DType.Float64).Check("slope", expected, Bits.Numbers(slope));
                }
            )
        );

    [Fact]
    public void Products_of_the_user_absorb_nothing()
    {
        var nan = Tensor.Of([double.NaN, double.PositiveInfinity, double.NegativeInfinity]);
        Assert.All((0 * nan).ToArray<double>(), product => Assert.True(double.IsNaN(product)));
        Assert.All((nan * 0).ToArray<double>(), product => Assert.True(double.IsNaN(product)));
        Assert.True(double.IsNaN(Tensor.Zeros([3], DType.Float64).MatMul(nan).Item()));
        Assert.All(
            Differentiate.Gradient<Tensor>(x => (0 * (x * nan)).Sum())(Tensor.Of([1.0, 2, 3])).ToArray<double>(),
            slope => Assert.True(double.IsNaN(slope))
        );
    }

    [Fact]
    public void Scale_is_a_product_where_its_derivative_is_finite() =>
        Law.Holds(
            Prop.ForAll(
                Samples.Operands(OpTable.All.Single(op => op.Name == "scale")),
                sample =>
                {
                    var (x, y) = (sample.Operands[0] * Tensor.Of([0.0, -0.0, 1.0]).Reshape(3, 1, 1, 1), sample.Operands[1]);
                    Bits.Same("scale", x * y, Scale(x, y));
                }
            )
        );

    [Fact]
    public void Scale_does_not_depend_on_whether_its_derivative_was_looked_at()
    {
        Func<Tensor, Tensor>[] derivatives =
        [
            x => -Tanh(x),
            x => -(x > 0).To(DType.Float64),
            x => Where(x > 0, -1.0, -0.5).To(DType.Float64),
            x => x * -1,
        ];
        foreach (var derivative in derivatives)
        foreach (var at in new[] { 1.5, -1.5, 0.0, -0.0, double.PositiveInfinity, double.NaN })
        foreach (var cotangent in new[] { 0.0, -0.0, 1.0, double.NaN })
            Bits.Same(
                "scale",
                Scale(Tensor.Of([cotangent]), derivative(Tensor.Of([at]))),
                Scale(Tensor.Of([cotangent]), derivative(Tensor.Of([at])).Evaluate())
            );
    }

    private static Tensor Hide(string name, Tensor x) => Where(x > 0, SingularAtZero[name](x), 0);
}
