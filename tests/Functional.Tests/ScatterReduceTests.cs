using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Several elements for one place: values and gradients are PyTorch's (its amax and amin, sum, prod and mean).</summary>
[Trait("Category", "Interpreted")]
public sealed class ScatterReduceTests
{
    private static readonly Tensor X = Tensor.Of([
        [1.0, 2, 3],
        [4, 5, 6],
    ]);

    private static readonly Tensor Source = Tensor.Of([
        [2.0, 0, 5, 7],
        [0, 0, 3, 4],
    ]);

    private static readonly Tensor Places = Tensor.Of([
        [0L, 0, 2, 0],
        [1, 1, 1, -3],
    ]);

    public static TheoryData<ScatterReduction, bool, string, string, string> Results =>
        new()
        {
            { ScatterReduction.Sum, true, "10 2 8 8 8 6", "1 2 3 4 5 6", "1 1 3 1 5 5 5 4" },
            { ScatterReduction.Sum, false, "9 2 5 4 3 6", "0 2 0 0 0 6", "1 1 3 1 5 5 5 4" },
            { ScatterReduction.Prod, true, "0 2 15 16 0 6", "0 2 15 16 0 6", "0 14 9 0 0 0 0 16" },
            { ScatterReduction.Prod, false, "0 2 5 4 0 6", "0 2 0 0 0 6", "0 14 3 0 0 0 0 4" },
            { ScatterReduction.Mean, true, "2.5 2 4 4 2 6", "0.25 2 1.5 2 1.25 6", "0.25 0.25 1.5 0.25 1.25 1.25 1.25 2" },
            { ScatterReduction.Max, true, "7 2 5 4 5 6", "0 2 0 2 5 6", "0 0 3 1 0 0 0 2" },
            { ScatterReduction.Max, false, "7 2 5 4 3 6", "0 2 0 0 0 6", "0 0 3 1 0 0 5 4" },
            { ScatterReduction.Min, true, "0 2 3 4 0 6", "0 2 3 2 0 6", "0 1 0 0 2.5 2.5 0 2" },
            { ScatterReduction.Min, false, "0 2 5 4 0 6", "0 2 0 0 0 6", "0 1 3 0 2.5 2.5 0 4" },
        };

    [Theory]
    [MemberData(nameof(Results))]
    public void Values_and_gradients_are_these(
        ScatterReduction reduction,
        bool includeSelf,
        string values,
        string ofTensor,
        string ofSource
    )
    {
        Tensor Reduced(Tensor x, Tensor source) => x.ScatterReduce(Places, source, 1, reduction, includeSelf);
        Assert.Equal(Numbers(values), Reduced(X, Source).ToArray<double>());
        var loss = ((Tensor X, Tensor Source) t) => (Reduced(t.X, t.Source) * X).Sum();
        var (x, source) = Differentiate.Gradient(loss)((X, Source));
        Assert.Equal(Numbers(ofTensor), x.ToArray<double>());
        Assert.Equal(Numbers(ofSource), source.ToArray<double>());
    }

    [Fact]
    public void Means_of_whole_numbers_are_rounded_down()
    {
        var means = Tensor.Of([1, 2, 3]).ScatterReduce(Tensor.Of([0, 0]), Tensor.Of([4, -8]), 0, ScatterReduction.Mean);
        Assert.Equal([-1, 2, 3], means.ToArray<int>());
    }

    [Fact]
    public void A_corner_is_enough()
    {
        var sums = X.ScatterReduce(
            Tensor
                .Of([
                    [1L],
                    [1],
                ])
                .Slice(0, 0, 1),
            Tensor.Of([
                [10.0],
            ]),
            1,
            ScatterReduction.Sum
        );
        Assert.Equal([1, 12, 3, 4, 5, 6], sums.ToArray<double>());
    }

    [Fact]
    public void Slices_are_reduced_by_one_index_for_all()
    {
        var source = Tensor.Of([
            [1.0, 1, 1],
            [2, 2, 2],
        ]);
        var products = X.IndexReduce(Tensor.Of([0, 0]), source, 0, ScatterReduction.Prod);
        Assert.Equal([2, 4, 6, 4, 5, 6], products.ToArray<double>());
        Assert.Throws<ShapeException>(() => X.IndexReduce(Tensor.Of([0]), source, 0, ScatterReduction.Sum));
    }

    [Fact]
    public void An_index_out_of_range_is_refused()
    {
        var wrong = X.ScatterReduce(
            Tensor.Of([
                [3L],
            ]),
            Tensor.Of([
                [1.0],
            ]),
            1,
            ScatterReduction.Prod
        );
        Assert.Throws<ValueException>(() => wrong.ToArray<double>());
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(double.Parse)];
}
