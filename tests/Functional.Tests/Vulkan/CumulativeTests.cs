using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>Running sums, products and largest: integers and largest to the bit, as are floats where a line is not divided.</summary>
public sealed class CumulativeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1025)]
    [InlineData(4099)]
    public void Lengths_around_parts(int length)
    {
        var x = Ramp(3, length, 2);
        var whole = (x * 30).To(DType.Int32).Evaluate();
        OnBoth.AssertEqual(
            whole.CumSum(1),
            whole.CumProd(1),
            x.CumMax(1).Values,
            x.CumMax(1).Indices,
            x.CumMin(1).Values,
            x.CumProd(1),
            Ramp(length).To(DType.Float64).CumProd(0),
            Tensor.LinearRecurrence(x, Ramp(3, 1, 2) * 0.2, 1)
        );
        // Sums of parts are rounded otherwise, but far behind float32's last place; float64 has nothing to spare.
        OnBoth.AssertClose(length < 512 ? 0 : 1, x.CumSum(1));
        OnBoth.Compare([x.To(DType.Float64).CumSum(1)], length < 512 ? 0 : 1, (_, _) => 1e-12);
    }

    [Fact]
    public void Every_type()
    {
        foreach (var type in DTypes.All.Where(type => type != DType.Bool))
        {
            var x = (Ramp(4, 100) * 3).To(type).Evaluate();
            OnBoth.AssertEqual(x.CumSum(1), x.CumProd(0), x.CumMax(1).Values);
        }
        OnBoth.AssertEqual((Ramp(700) > 0).CumSum(0));
    }

    [Fact]
    public void Zeros_NaN_and_infinities()
    {
        var x = Tensor.Of([
            .. Enumerable
                .Range(0, 2000)
                .Select(i =>
                    i switch
                    {
                        900 => float.NaN,
                        1500 => float.PositiveInfinity,
                        _ => 10f,
                    }
                ),
        ]);
        OnBoth.AssertEqual(x.CumMax(0).Values, x.CumMax(0).Indices, x.Slice(0, 901).CumMax(0).Values, x.CumSum(0), -x.CumSum(0));
        // A zero at the beginning keeps all products zero.
        OnBoth.AssertEqual(Tensor.Concatenate(0, Tensor.Of([0f]), Tensor.Full([3000], 10f)).CumProd(0));
    }

    [Fact]
    public void Many_lines_and_few_long_ones()
    {
        OnBoth.AssertEqual((Ramp(3000, 600) * 9).To(DType.Int64).CumSum(1), Ramp(600, 3000).CumMax(0).Values);
        OnBoth.AssertEqual((Ramp(300_000) * 9).To(DType.Int64).CumSum(0));
        // A million ones add up to a million.
        OnBoth.AssertEqual(Tensor.Full([1_000_000], 1f).CumSum(0));
    }

    [Fact]
    public void Seen_through_views_and_differentiated()
    {
        var x = Ramp(30, 40);
        OnBoth.AssertEqual(x.Transpose().CumMax(1).Values, x.Flip(0).CumSum(0), x.Slice(1, 1, 40, 3).CumSum(1));
        OnBoth.AssertEqual(Differentiate.Gradient((Tensor y) => (y.CumSum(1) * x).Sum())(x));
        OnBoth.AssertClose(4, x.LogCumSumExp(1));
    }
}
