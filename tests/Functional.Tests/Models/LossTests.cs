namespace Functional.Tests.Models;

/// <summary>Losses with numbers to check by hand; the rest is compared with another library in the goldens.</summary>
public sealed class LossTests
{
    private static readonly Tensor Even = Tensor.Zeros([4, 2], DType.Float64);
    private static readonly Tensor Classes = Tensor.Of([0L, 1, -100, 1]);

    [Fact]
    public void Even_odds_of_two_cost_the_logarithm_of_two() =>
        Assert.Equal(Math.Log(2), Losses.CrossEntropy(Even, Tensor.Of([0L, 1, 1, 0])).Item(), 1e-15);

    [Fact]
    public void What_is_ignored_counts_neither_above_nor_below() =>
        Assert.Equal(Math.Log(2), Losses.CrossEntropy(Even, Classes).Item(), 1e-15);

    [Fact]
    public void Weights_of_classes_are_divided_out_of_the_mean_but_not_of_the_sum()
    {
        var weight = Tensor.Of([1.0, 3]);
        Assert.Equal(Math.Log(2), Losses.CrossEntropy(weight)(Even, Classes).Item(), 1e-15);
        Assert.Equal(7 * Math.Log(2), Losses.CrossEntropy(weight, reduction: Reduction.Sum)(Even, Classes).Item(), 1e-14);
    }

    [Fact]
    public void Without_reduction_each_element_has_its_loss() =>
        Assert.Equal(
            [Math.Log(2), Math.Log(2), 0, Math.Log(2)],
            Losses.CrossEntropy(reduction: Reduction.None)(Even, Classes).ToArray<double>(),
            (a, b) => Math.Abs(a - b) < 1e-15
        );

    [Fact]
    public void An_infinite_logit_of_an_ignored_example_leaves_no_trace_in_the_gradient()
    {
        var output = Tensor.Of([
            [1.0, 2],
            [double.NegativeInfinity, 1],
        ]);
        var gradient = Differentiate.Gradient((Tensor x) => Losses.CrossEntropy(x, Tensor.Of([0L, -100])))(output);
        Assert.All(gradient.Select(0, 1).ToArray<double>(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Options_make_a_function_of_the_same_shape_as_the_loss()
    {
        Func<Tensor, Tensor, Tensor>[] losses = [Losses.Huber, Losses.Huber(delta: 1), Losses.SmoothL1, Losses.SmoothL1(beta: 1)];
        Assert.All(losses, loss => Assert.Equal((0.125 + 2.5) / 2, loss(Tensor.Of([0.5, 3]), Tensor.Of([0.0, 0])).Item(), 1e-15));
    }

    [Fact]
    public void Very_sure_logits_cost_their_size_when_wrong_and_nothing_when_right()
    {
        var output = Tensor.Of([1000.0, -1000, 1000, -1000]);
        var losses = Losses.BinaryCrossEntropyWithLogits(reduction: Reduction.None)(output, Tensor.Of([0.0, 1, 1, 0]));
        Assert.Equal([1000, 1000, 0, 0], losses.ToArray<double>());
    }

    [Fact]
    public void Bools_are_labels() =>
        Assert.Equal(Math.Log(2), Losses.BinaryCrossEntropyWithLogits(Tensor.Zeros([2]), Tensor.Of([true, false])).Item(), 1e-7);

    [Fact]
    public void Equal_rows_have_a_triplet_loss_whose_gradient_is_finite()
    {
        var rows = Tensor.Of([
            [1.0, 2],
        ]);
        var gradient = Differentiate.Gradient((Tensor x) => Losses.TripletMargin(epsilon: 0)(x, x, rows))(rows);
        Assert.All(gradient.ToArray<double>(), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Accuracy_counts_and_the_best_two_count_more()
    {
        var output = Tensor.Of([
            [3f, 2, 1],
            [1f, 3, 2],
            [2f, 3, 1],
            [1f, 2, 3],
        ]);
        var target = Tensor.Of([0L, 2, 0, 0]);
        Assert.Equal(0.25, Metrics.Accuracy(output, target).Item());
        Assert.Equal(0.75, Metrics.TopAccuracy(2)(output, target).Item());
        Assert.Equal(1, Metrics.TopAccuracy(3)(output, target).Item());
    }

    [Fact]
    public void A_variance_below_the_least_one_can_grow_again()
    {
        var loss = Losses.GaussianNegativeLogLikelihood(epsilon: 0.5);
        var (output, target) = (Tensor.Of([0.0]), Tensor.Of([2.0]));
        Assert.Equal(loss(output, target, Tensor.Of([0.5])).Item(), loss(output, target, Tensor.Of([0.01])).Item());
        // ½ (1 / v − d² / v²) at v = ½, d = 2.
        Assert.Equal(-7, Differentiate.Gradient((Tensor v) => loss(output, target, v))(Tensor.Of([0.01])).Item(), 1e-12);
    }
}
