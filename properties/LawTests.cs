namespace Functional.Properties;

/// <summary>The checkers themselves: what is true passes, what is false is found out.</summary>
[Trait("Category", "Interpreted")]
public sealed class LawTests
{
    [Fact]
    public void A_true_law_holds() => Law.Holds(Prop.ForAll<int, int>((x, y) => x + y == y + x));

    [Fact]
    public void A_false_law_is_found_out() =>
        Assert.ThrowsAny<Exception>(() => Law.Holds(Prop.ForAll<int, int>((x, y) => x - y == y - x)));

    [Fact]
    public void A_false_law_is_shrunk_to_the_smallest_tensor()
    {
        var failure = Assert.ThrowsAny<Exception>(() =>
            Law.Holds(Prop.ForAll(Samples.Tensors(Interval.Positive), x => x.Sum().Item() < 0))
        );
        // What is drawn may be smallest by itself.
        Assert.Matches(@"(Shrunk|Original):\s+[0-9.]+\s", failure.Message);
    }

    [Fact]
    public void A_right_gradient_passes() =>
        Gradients.Check(
            (x, y) => x.MatMul(y).Tanh(),
            Tensor.Of([
                [1f, 2f],
                [3f, 4f],
            ]),
            Tensor.Of([0.5f, -0.25f])
        );

    [Fact]
    public void A_wrong_gradient_is_found_out()
    {
        var failure = Assert.Throws<LawException>(() =>
            Gradients.Check((x, y) => x * y * y.StopGradient(), Tensor.Of([1.0, 2]), Tensor.Of([3.0, 4]))
        );
        Assert.StartsWith("[gradient] the derivative of order 1 by y is ", failure.Message);
    }

    [Fact]
    public void A_wrong_second_derivative_is_found_out()
    {
        // The gradient is 2x, as it should be, and says that it is constant.
        static Tensor F(Tensor x) => (2 * x.StopGradient() * x) - (x * x).StopGradient();
        Gradients.Check(F, Tensor.Of([1.0, 2]), order: 1);
        Assert.Contains("of order 2 by x", Assert.Throws<LawException>(() => Gradients.Check(F, Tensor.Of([1.0, 2]))).Message);
    }

    [Fact]
    public void A_kink_is_named()
    {
        var failure = Assert.Throws<LawException>(() => Gradients.Check(x => x.Abs() * 1e6, Tensor.Of([2e-5, 1.0])));
        Assert.Contains("may not be smooth here", failure.Message);
    }

    [Fact]
    public void A_gradient_by_parameters_is_named_by_its_path()
    {
        var parameters = Parameters.Of(("0.bias", Tensor.Of([1.0])), ("0.weight", Tensor.Of([2.0])));
        var failure = Assert.Throws<LawException>(() =>
            Gradients.Check(p => p["0.bias"] * p["0.weight"].StopGradient(), parameters)
        );
        Assert.Contains("by 0.weight is 0", failure.Message);
    }

    [Fact]
    public void Numbers_that_differ_are_found_out_and_placed()
    {
        var failure = Assert.Throws<LawException>(() => Tolerance.Of(DType.Float64).Check("sum", [1, 2, 3], [1, 2.1, 3]));
        Assert.StartsWith("[sum] element 1 should be 2, is 2.1: ", failure.Message);
        Assert.Throws<LawException>(() => Tolerance.Of(DType.Float64).Check("sum", [double.NaN], [1]));
        Assert.Throws<LawException>(() => Tolerance.Of(DType.Float64).Check("sum", [1], [double.PositiveInfinity]));
        Tolerance
            .Of(DType.Float64)
            .Check("sum", [double.NaN, double.PositiveInfinity, 0], [double.NaN, double.PositiveInfinity, -0.0]);
    }
}
