using static Functional.Tests.Vulkan.Programs;

namespace Functional.Tests.Vulkan;

/// <summary>Orders are the CPU's: stable, NaN last, zeros of either sign equal.</summary>
public sealed class SortTests
{
    public static TheoryData<DType> Types => [.. DTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_ordered(DType type)
    {
        // Many ties.
        var x = (Ramp(5, 3000) * 10).To(type).Evaluate();
        OnBoth.AssertEqual(x.ArgSort(1), x.ArgSort(1, descending: true), x.ArgSort(0), x.Sort(1).Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(255)]
    [InlineData(257)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2047)]
    [InlineData(2049)]
    [InlineData(5000)]
    [InlineData(33333)]
    public void Lengths_around_blocks_and_runs(int length)
    {
        var x = Ramp(3, length, 2);
        OnBoth.AssertEqual(x.ArgSort(1), x.To(DType.Int32).ArgSort(1, descending: true), Ramp(length).ArgSort());
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Special_numbers_have_their_places(DType type)
    {
        double[] numbers =
        [
            0,
            double.NaN,
            -0.0,
            1,
            double.NegativeInfinity,
            -1,
            double.PositiveInfinity,
            0,
            -double.NaN,
            1e-40,
            -1e-40,
            3e38,
            -3e38,
            -0.0,
        ];
        var x = Tensor.Of([.. Enumerable.Range(0, 2000).Select(i => numbers[i * 7919 % numbers.Length])]).To(type).Evaluate();
        OnBoth.AssertEqual(x.ArgSort(), x.ArgSort(descending: true), x.Slice(0, 0, 14).ArgSort());
    }

    [Fact]
    public void The_smallest_and_the_largest_integers()
    {
        long[] numbers = [long.MaxValue, 0, long.MinValue, -1, 1, long.MaxValue, long.MinValue];
        var x = Tensor.Of(numbers);
        var narrow = Tensor.Of([int.MaxValue, 0, int.MinValue, -1, 1, int.MaxValue, int.MinValue]);
        OnBoth.AssertEqual(x.ArgSort(), x.ArgSort(descending: true), narrow.ArgSort(), narrow.ArgSort(descending: true));
    }

    [Fact]
    public void Seen_through_views()
    {
        var x = Ramp(40, 50);
        OnBoth.AssertEqual(
            x.Transpose().ArgSort(1),
            x.Flip(1).ArgSort(1),
            x.Slice(1, 3, 40, 4).ArgSort(1),
            Ramp(50).BroadcastTo([40, 50]).ArgSort(0)
        );
    }

    [Fact]
    public void The_largest_and_the_middle() =>
        OnBoth.AssertEqual(Ramp(7, 90).TopK(5).Values, Ramp(7, 90).TopK(5, largest: false).Indices, Ramp(90).KthValue(40).Values);
}
