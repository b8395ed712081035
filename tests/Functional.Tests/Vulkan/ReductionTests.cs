using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Sums and maxima over rows, columns and all, at lengths around every boundary of the kernels.</summary>
public sealed class ReductionTests
{
    public static TheoryData<int> Lengths => [.. (int[])[1, 2, 3, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257]];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Short_reductions_give_the_same(int length)
    {
        var others = 1 + (length * 7 % 67);
        var (rows, columns) = (Noise(others, length), Noise(length, others));
        Close(length, rows.Sum(1), columns.Sum(0));
        OnBoth.AssertEqual(rows.Max(1), columns.Max(0), rows.Max(), (rows * 100).To(DType.Int32).Sum(1));
    }

    [Theory]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(100003)]
    [InlineData(1000003)]
    public void Long_rows_go_through_partial_results(int length)
    {
        var x = Noise(2, length);
        Close(length, x.Sum(1), x.Sum());
        OnBoth.AssertEqual(x.Max(1), x.Max(), (x * 1000).To(DType.Int64).Sum(1));
    }

    [Theory]
    [InlineData(128, 3)]
    [InlineData(129, 70)]
    [InlineData(140000, 5)]
    public void Long_columns_go_through_partial_results(int length, int columns)
    {
        var x = Noise(length, columns);
        Close(length, x.Sum(0), Operations.Exp(x).Sum(0));
        OnBoth.AssertEqual(x.Max(0), (x * 1000).To(DType.Int64).Sum(0));
    }

    [Fact]
    public void Reduced_axes_in_the_middle_and_on_both_sides_give_the_same()
    {
        var x = Noise(3, 70, 5, 11);
        Close(3 * 70 * 11, x.Sum(1), x.Sum([1, 2]), x.Sum([0, 3]), x.Sum([0, 1]), x.Sum([0, 2, 3]), x.Sum([1, 3]));
        OnBoth.AssertEqual(x.Max([1, 2]), x.Max([0, 3]), x.Transpose(0, 3).Max(1));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Products_of_whole_numbers_wrap_around_alike(int length)
    {
        // Odd numbers, so that products do not end at 0.
        var x = ((Noise(length, 70) * 1000).To(DType.Int64) * 2) + 1;
        OnBoth.AssertEqual(x.Prod(0), x.Prod(1), x.Prod());
    }

    [Fact]
    public void A_NaN_is_the_largest()
    {
        var x = Operations.Where(Tensor.Range(1000) < 777, Noise(1000), double.NaN);
        OnBoth.AssertEqual(x.Max(), x.Reshape(10, 100).Max(1), x.Reshape(100, 10).Max(0));
    }

    [Fact]
    public void Two_runs_give_the_same_bits()
    {
        var device = Device.OrSkip();
        var x = Noise(100003);
        var (plan, _) = OnBoth.PlanOf(x.Sum());
        var onDevice = VulkanProgram.Of(device, plan);
        var sums = Enumerable.Range(0, 5).Select(_ => Bits(onDevice.Run([x.OnHost()])[0].OnHost())).Distinct();
        Assert.Single(sums);
    }

    // Each sum's error is below the sum of magnitudes (numbers here are below 4, their exponentials below 55) times the
    // length of the longest chain of additions times half a unit; in practice the errors' signs differ.
    private static void Close(int length, params Tensor[] sums) =>
        OnBoth.Compare(sums, 0.5, (_, _) => 55.0 * length * Math.ScaleB(1, -24));

    private static Tensor Noise(params int[] sizes)
    {
        var random = new Random(1);
        var values = new float[sizes.Aggregate(1, (size, axis) => size * axis)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() * 8) - 4;
        return Tensor.Of(values).Reshape(sizes);
    }

    private static unsafe int Bits(HostStorage storage)
    {
        var bits = *(int*)storage.Pointer;
        GC.KeepAlive(storage);
        return bits;
    }
}
