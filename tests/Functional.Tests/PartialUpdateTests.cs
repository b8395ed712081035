using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Tensors with a part of them replaced, and elements taken along an axis.</summary>
[Trait("Category", "Interpreted")]
public sealed class PartialUpdateTests
{
    private static readonly Tensor X = Tensor.Range(12, DType.Float64).Reshape(3, 4);

    [Fact]
    public void One_slice_is_replaced()
    {
        var y = X.SelectScatter(Tensor.Of([-1.0, -2, -3]), 1, -1);
        Assert.Equal([0, 1, 2, -1, 4, 5, 6, -2, 8, 9, 10, -3], y.ToArray<double>());
        Assert.Throws<AxisException>(() => X.SelectScatter(Tensor.Of(0.0), 1, 4));
    }

    [Fact]
    public void A_stretch_is_replaced_by_Pythons_rules()
    {
        var zeros = Tensor.Zeros([5], DType.Float64);
        Assert.Equal([0, 1, 0, 2, 0], zeros.SliceScatter(Tensor.Of([1.0, 2]), 0, -4, 5, 2).ToArray<double>());
        Assert.Equal([0, 0, 0, 2, 1], zeros.SliceScatter(Tensor.Of([1.0, 2]), 0, null, 2, -1).ToArray<double>());
        var gradient = Differentiate.Gradient((Tensor x) => (x.SliceScatter(Tensor.Of([1.0, 2]), 0, 1, 3) * 3).Sum());
        Assert.Equal([3, 0, 0, 3, 3], gradient(zeros).ToArray<double>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_diagonal_is_replaced_and_nothing_else(int offset)
    {
        var x = Key.From(1).Normal([3, 2, 4], DType.Float64);
        foreach (var (axis0, axis1) in new[] { (0, 2), (2, 0), (1, -1), (-3, 1) })
        {
            var source = -Key.From(2).Normal(x.Diagonal(offset, axis0, axis1).Shape, DType.Float64);
            var y = x.DiagonalScatter(source, offset, axis0, axis1);
            Assert.Equal(source.ToArray<double>(), y.Diagonal(offset, axis0, axis1).ToArray<double>());
            Assert.Equal(x.Size - source.Size, Equal(x, y).Sum().Item<long>());
        }
    }

    [Fact]
    public void Elements_are_taken_along_an_axis_and_the_others_broadcast()
    {
        var x = Tensor.Of([
            [3.0, 1, 2],
            [4, 6, 5],
        ]);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.TakeAlongAxis(x.ArgSort(1), 1).ToArray<double>());
        Assert.Equal([3, 6], x.TakeAlongAxis(x.ArgMax(1, keepAxes: true), -1).ToArray<double>());
        Assert.Equal(
            [2, 3, 5, 4],
            x.TakeAlongAxis(
                    Tensor.Of([
                        [-1L, 0],
                    ]),
                    1
                )
                .ToArray<double>()
        );
        Assert.Throws<ShapeException>(() => x.TakeAlongAxis(Tensor.Of([0L]), 1));
    }

    [Fact]
    public void Slices_beyond_a_norm_are_shortened()
    {
        var x = Tensor.Of([
            [3.0, 4],
            [0.3, 0.4],
        ]);
        Assert.Equal([0.6, 0.8, 0.3, 0.4], x.Renorm(2, 0, 1).ToArray<double>().Select(number => Math.Round(number, 6)));
        Assert.Throws<ValueException>(() => x.Renorm(2, 0, -1));
    }
}
