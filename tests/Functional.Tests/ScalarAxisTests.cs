using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Along axis 0 or −1 a scalar is a vector of one, as in PyTorch and NumPy.</summary>
[Trait("Category", "Interpreted")]
public sealed class ScalarAxisTests
{
    private static readonly Tensor Three = Tensor.Of(3.0);

    public static TheoryData<string> Same => [.. Functions.Keys];

    private static readonly Dictionary<string, Func<Tensor, int, Tensor>> Functions = new()
    {
        ["sum"] = (x, axis) => x.Sum(axis),
        ["mean"] = (x, axis) => x.Mean(axis, keepAxes: true),
        ["prod"] = (x, axis) => x.Prod(axis),
        ["max"] = (x, axis) => x.Max(axis),
        ["min"] = (x, axis) => x.Min(axis),
        ["logsumexp"] = (x, axis) => x.LogSumExp(axis),
        ["norm"] = (x, axis) => x.Norm(2, axis),
        ["median"] = (x, axis) => x.Median(axis),
        ["quantile"] = (x, axis) => x.Quantile(0.3, axis),
        ["cumsum"] = (x, axis) => x.CumSum(axis),
        ["cumprod"] = (x, axis) => x.CumProd(axis),
        ["cummax"] = (x, axis) => x.CumMax(axis).Values,
        ["cummin"] = (x, axis) => x.CumMin(axis).Values,
        ["logcumsumexp"] = (x, axis) => x.LogCumSumExp(axis),
        ["sort"] = (x, axis) => x.Sort(axis, descending: true).Values,
        ["topk"] = (x, axis) => x.TopK(1, axis).Values,
        ["kthvalue"] = (x, axis) => x.KthValue(1, axis).Values,
        ["max with index"] = (x, axis) => x.MaxWithIndex(axis).Values,
        ["transpose"] = (x, axis) => x.Transpose(axis, 0),
        ["squeeze"] = (x, axis) => x.Squeeze(axis),
        ["gather"] = (x, axis) => x.Gather(Tensor.Of(0L), axis),
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void What_is_made_of_one_number_is_that_number(string name)
    {
        foreach (var axis in new[] { 0, -1 })
        {
            var y = Functions[name](Three, axis);
            Assert.Equal(Shape.Scalar, y.Shape);
            Assert.Equal(3, y.Item());
            Assert.Equal(1, Differentiate.Gradient((Tensor x) => Functions[name](x, axis))(Three).Item(), 1e-12);
            Assert.Equal([1, 3], Vectorize.Map((Tensor x) => Functions[name](x, axis))(Tensor.Of([1.0, 3])).ToArray<double>());
        }
    }

    [Fact]
    public void The_place_of_the_only_number_is_0()
    {
        Tensor[] places =
        [
            Three.ArgMax(0),
            Three.ArgMin(-1, keepAxes: true),
            Three.ArgSort(),
            Three.Sort().Indices,
            Three.CumMax(0).Indices,
            Three.MinWithIndex(0).Indices,
            Three.MedianWithIndex(-1).Indices,
        ];
        Assert.All(
            places,
            place =>
            {
                Assert.Equal(Shape.Scalar, place.Shape);
                Assert.Equal(0, place.Item<long>());
            }
        );
        Assert.Equal(0, Three.CountNonzero(0).Item<long>() - 1);
    }

    [Fact]
    public void The_only_share_is_all()
    {
        Assert.Equal(1, Three.Softmax(0).Item());
        Assert.Equal(0, Three.LogSoftmax(-1).Item());
        Assert.Equal(0, Differentiate.Gradient((Tensor x) => Softmax(x, 0))(Three).Item());
        Assert.Equal(0, Three.Variance(0, correction: 0).Item());
    }

    [Fact]
    public void Numbers_are_put_into_a_scalar_too()
    {
        Assert.Equal(8, Three.ScatterAdd(Tensor.Of(0L), Tensor.Of(5.0), 0).Item());
        Assert.Equal(5, Three.Scatter(Tensor.Of(0L), Tensor.Of(5.0), -1).Item());
    }

    [Fact]
    public void No_other_axis_is_one_of_a_scalar()
    {
        Assert.Throws<AxisException>(() => Three.Sum(1));
        Assert.Throws<AxisException>(() => Three.Sum([0, -1]));
        Assert.Throws<AxisException>(() => Three.Softmax(-2));
        Assert.Throws<AxisException>(() => Three.Sort(1));
    }
}
