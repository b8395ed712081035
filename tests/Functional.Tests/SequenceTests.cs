namespace Functional.Tests;

/// <summary>Regular sequences of numbers, and tensors like others.</summary>
[Trait("Category", "Interpreted")]
public sealed class SequenceTests
{
    [Fact]
    public void A_range_leaves_its_end_out()
    {
        Assert.Equal([2, 3, 4], Tensor.Range(2, 5).ToArray<long>());
        Assert.Equal([2, 5, 8], Tensor.Range(2, 9, 3).ToArray<long>());
        Assert.Equal([5, 3], Tensor.Range(5, 1, -2).ToArray<long>());
        Assert.Equal([5, 3, 1], Tensor.Range(5, 0, -2).ToArray<long>());
        Assert.Empty(Tensor.Range(3, 3).ToArray<long>());
        // Not the first type: 0 is also every enumeration's.
        Assert.Equal([-3, -2, -1], Tensor.Range(-3, 0).ToArray<long>());
        Assert.Equal([250, 251], Tensor.Range(250, 252, type: DType.UInt8).ToArray<byte>());
        Assert.Equal(
            [long.MinValue, -1, long.MaxValue - 1],
            Tensor.Range(long.MinValue, long.MaxValue, long.MaxValue).ToArray<long>()
        );
    }

    [Fact]
    public void A_range_of_floats_counts_from_its_start()
    {
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f], Tensor.Range(0, 1, 0.25).ToArray<float>());
        Assert.Equal([1.0, 0.5], Tensor.Range(1.0, 0.0, -0.5, DType.Float64).ToArray<double>());
        // Not a sum of rounded steps: the thousandth is right to the last bit.
        Assert.Equal(1000 * 0.1, Tensor.Range(0, 200, 0.1, DType.Float64).Select(0, 1000).Item());
        Assert.Equal(10, Tensor.Range(0, 1, 0.1).Size);
        Assert.Empty(Tensor.Range(0.5, 0.5, -1).ToArray<float>());
    }

    [Fact]
    public void Equal_distances_include_both_ends()
    {
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f, 1], Tensor.LinSpace(0, 1, 5).ToArray<float>());
        Assert.Equal([3f], Tensor.LinSpace(3, 9, 1).ToArray<float>());
        Assert.Equal([3f, 9], Tensor.LinSpace(3, 9, 2).ToArray<float>());
        Assert.Empty(Tensor.LinSpace(3, 9, 0).ToArray<float>());
        var x = Tensor.LinSpace(-0.7, 0.7, 1001, DType.Float64).ToArray<double>();
        Assert.Equal((-0.7, 0.7), (x[0], x[^1]));
        Assert.Equal(x.Select(value => -value), x.Reverse());
    }

    [Fact]
    public void Powers_run_from_the_first_exponent_to_the_last()
    {
        Assert.Equal([0.1f, 1, 10, 100], Tensor.LogSpace(-1, 2, 4).ToArray<float>());
        Assert.Equal([1.0, 2, 4, 8], Tensor.LogSpace(0, 3, 4, @base: 2, DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Ones_stand_on_the_diagonal()
    {
        Assert.Equal([1f, 0, 0, 1], Tensor.Eye(2).ToArray<float>());
        Assert.Equal([1, 0, 0, 0, 1, 0], Tensor.Eye(2, 3, DType.Int32).ToArray<int>());
        Assert.Equal([true, false, false, true, false, false], Tensor.Eye(3, 2, DType.Bool).ToArray<bool>());
        Assert.Equal([0, 0], Tensor.Eye(0).Shape);
    }

    [Fact]
    public void Tensors_like_another_have_its_shape_and_type()
    {
        var x = Tensor.Of<sbyte>([1, 2]).Reshape(2, 1);
        Assert.Equal("[[0],\n [0]] int8[2,1]", $"{Tensor.ZerosLike(x)}");
        Assert.Equal("[[1.0],\n [1.0]] float64[2,1]", $"{Tensor.OnesLike(x, DType.Float64)}");
        Assert.Equal("[[7],\n [7]] int8[2,1]", $"{Tensor.FullLike(x, 7.9)}");
        Assert.Equal(long.MaxValue, Tensor.Full([2], long.MaxValue, DType.Int64).Max().Item<long>());
    }

    [Fact]
    public void A_collection_stacks_its_elements()
    {
        Tensor whole = [1, 2, 3];
        Assert.Equal("[1, 2, 3] int64[3]", $"{whole}");
        Tensor single = [1f, 2.5, 3];
        Assert.Equal("[1.0000, 2.5000, 3.0000] float32[3]", $"{single}");
        Tensor matrix =
        [
            [1, 2],
            [3, 4.5],
        ];
        Assert.Equal("[[1.0000, 2.0000],\n [3.0000, 4.5000]] float32[2,2]", $"{matrix}");
        Tensor bools = [true, false];
        Assert.Equal(DType.Bool, bools.DType);
        Tensor empty = [];
        Assert.Equal("[] float32[0]", $"{empty}");
        Tensor stacked =
        [
            single,
            single + 1,
            .. matrix.MatMul([
                [1, 0, 0],
                [0, 1, 0],
            ]),
        ];
        Assert.Equal([4, 3], stacked.Shape);
        Assert.Equal([1, 2.5f, 3, 2, 3.5f, 4, 1, 2, 0, 3, 4.5f, 0], stacked.ToArray<float>());
    }

    [Fact]
    public void Literals_in_a_collection_take_the_type_of_the_tensors_beside_them()
    {
        var x = Tensor.Of(0.1);
        Tensor both = [x, 0.1, 1];
        Assert.Equal([0.1, 0.1, 1], both.ToArray<double>());
        Tensor halves = [Tensor.Of((Half)1), 2];
        Assert.Equal(DType.Float16, halves.DType);
        Tensor bytes = [Tensor.Of((byte)1), Tensor.Of((sbyte)-1)];
        Assert.Equal([1, -1], bytes.ToArray<short>());
    }

    [Fact]
    public void A_collection_is_differentiated_as_a_stack()
    {
        static Tensor Weighted(Tensor v)
        {
            Tensor both = [v, v * 2];
            Tensor weights =
            [
                [1, 2],
                [3, 4],
            ];
            return (both * weights).Sum();
        }
        Assert.Equal([7, 10], Differentiate.Gradient<Tensor>(Weighted)(Tensor.Of([1f, 1])).ToArray<float>());
    }

    [Fact]
    public void A_tensor_runs_along_its_first_axis()
    {
        Assert.Equal([1, 5], Rows().Select(row => row.Sum().Item()));

        static List<Tensor> Rows()
        {
            var rows = new List<Tensor>();
            foreach (var row in Tensor.Range(4).Reshape(2, 2))
                rows.Add(row);
            return rows;
        }
    }
}
