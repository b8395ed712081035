namespace Functional.Tests;

/// <summary>Elements at other places: slices by Python's rules, picks, pads, joins.</summary>
[Trait("Category", "Interpreted")]
public sealed class IndexingTests
{
    private static readonly Tensor Six = Tensor.Range(6, DType.Int32);
    private static readonly Tensor Matrix = Six.Reshape(2, 3);

    [Theory]
    [InlineData(null, null, 1, "0 1 2 3 4 5")]
    [InlineData(2, null, 1, "2 3 4 5")]
    [InlineData(null, 2, 1, "0 1")]
    [InlineData(-2, null, 1, "4 5")]
    [InlineData(null, -2, 1, "0 1 2 3")]
    [InlineData(1, 100, 1, "1 2 3 4 5")]
    [InlineData(-100, 2, 1, "0 1")]
    [InlineData(4, 2, 1, "")]
    [InlineData(6, null, 1, "")]
    [InlineData(null, null, 2, "0 2 4")]
    [InlineData(1, null, 2, "1 3 5")]
    [InlineData(1, 4, 2, "1 3")]
    [InlineData(null, null, 5, "0 5")]
    [InlineData(null, null, 7, "0")]
    [InlineData(null, null, -1, "5 4 3 2 1 0")]
    [InlineData(null, null, -2, "5 3 1")]
    [InlineData(4, 1, -1, "4 3 2")]
    [InlineData(4, null, -3, "4 1")]
    [InlineData(-1, -4, -1, "5 4 3")]
    [InlineData(100, -100, -2, "5 3 1")]
    [InlineData(1, 4, -1, "")]
    [InlineData(int.MinValue, int.MaxValue, 1, "0 1 2 3 4 5")]
    [InlineData(int.MaxValue, int.MinValue, -1, "5 4 3 2 1 0")]
    [InlineData(1, null, int.MaxValue, "1")]
    [InlineData(null, null, int.MinValue, "5")]
    public void Slices_follow_Python(int? start, int? stop, int step, string expected) =>
        Assert.Equal(expected, string.Join(' ', Six.Slice(0, start, stop, step).ToArray<int>()));

    [Fact]
    public void A_slice_of_nothing_is_empty() => Assert.Empty(Tensor.Zeros([0]).Slice(0, -3, 5).ToArray<float>());

    [Fact]
    public void Slices_of_slices_and_transposes_read_the_right_places()
    {
        var x = Matrix.Transpose().Slice(0, step: -2).Slice(1, 1);
        Assert.Equal([2, 1], x.Shape);
        Assert.Equal([5, 3], x.ToArray<int>());
        Assert.Equal([1, 0], Six.Slice(0, 0, 4).Flip(0).Slice(0, 2).ToArray<int>());
    }

    [Fact]
    public void Select_drops_the_axis()
    {
        Assert.Equal([3, 4, 5], Matrix.Select(0, -1).ToArray<int>());
        Assert.Equal([1, 4], Matrix.Select(1, 1).ToArray<int>());
        Assert.Equal(5, Matrix.Select(0, 1).Select(0, 2).Item());
    }

    [Fact]
    public void Permute_and_transpose_move_axes()
    {
        var x = Tensor.Range(24).Reshape(2, 3, 4);
        Assert.Equal([4, 2, 3], x.Permute(2, 0, 1).Shape);
        Assert.Equal(13, x.Permute(2, 0, 1).Select(0, 1).Select(0, 1).Select(0, 0).Item());
        Assert.Equal([0, 3, 1, 4, 2, 5], Matrix.Transpose().ToArray<int>());
        Assert.Equal([4, 3, 2], x.Transpose(0, -1).Shape);
    }

    [Fact]
    public void Reshape_finds_one_size_itself()
    {
        Assert.Equal([3, 2], Six.Reshape(-1, 2).Shape);
        Assert.Equal([6], Matrix.Flatten().Shape);
        Assert.Equal([2, 3], Matrix.Flatten(start: 1).Shape);
        Assert.Equal([1], Tensor.Of(3).Flatten().Shape);
        Assert.Equal([0, 5], Tensor.Zeros([5, 0]).Reshape(-1, 5).Shape);
    }

    [Fact]
    public void Axes_of_one_come_and_go()
    {
        Assert.Equal([2, 1, 3], Matrix.ExpandDims(1).Shape);
        Assert.Equal([2, 3, 1], Matrix.ExpandDims(-1).Shape);
        Assert.Equal([2, 3], Matrix.ExpandDims(0).ExpandDims(2).Squeeze().Shape);
        Assert.Equal([1, 2, 3], Matrix.ExpandDims(0).ExpandDims(0).Squeeze(0).Shape);
    }

    [Fact]
    public void Broadcasting_repeats_axes_of_one()
    {
        Assert.Equal(
            [1, 1, 2, 2],
            Tensor
                .Of([
                    [1],
                    [2],
                ])
                .BroadcastTo([2, 2])
                .ToArray<int>()
        );
        Assert.Equal(
            [0, 1, 10, 11],
            (
                Tensor.Of([
                    [0],
                    [10],
                ]) + Tensor.Of([0, 1])
            ).ToArray<int>()
        );
        Assert.Equal([0, 3], (Tensor.Zeros([0, 1]) + Tensor.Zeros([3])).Shape);
        Assert.Equal([2, 3], (Tensor.Of(1) + Matrix).Shape);
    }

    [Fact]
    public void Pads_are_zeros_and_negative_pads_crop()
    {
        Assert.Equal([0, 0, 1, 2, 0], Tensor.Of([1, 2]).Pad((2, 1)).ToArray<int>());
        Assert.Equal([1, 2, 3, 0, 0], Six.Pad((-1, -2)).Pad((0, 2)).ToArray<int>());
        Assert.Equal([0, 5], Six.Pad((1, 0)).Slice(0, step: 6).ToArray<int>());
        Assert.Equal([0], Six.Pad((-3, -3)).Shape);
        Assert.Equal([false, true], Tensor.Of([true]).Pad((1, 0)).ToArray<bool>());
    }

    [Fact]
    public void Joins_stand_one_after_the_other()
    {
        Assert.Equal(
            [0, 1, 2, 0, 3, 4, 5, 1],
            Tensor
                .Concatenate(
                    1,
                    Matrix,
                    Tensor.Of([
                        [0],
                        [1],
                    ])
                )
                .ToArray<int>()
        );
        Assert.Equal([3, 3], Tensor.Concatenate(-2, Matrix, Matrix.Slice(0, 0, 1)).Shape);
        Assert.Equal([2, 2, 3], Tensor.Stack(0, Matrix, Matrix).Shape);
        Assert.Equal([2, 3, 2], Tensor.Stack(-1, Matrix, Matrix).Shape);
        Assert.Equal([1, 2], Tensor.Stack(0, Tensor.Of(1), Tensor.Of(2)).ToArray<int>());
        Assert.Equal([0, 1, 2], Tensor.Concatenate(0, Tensor.Zeros([0], DType.Int32), Six.Slice(0, 0, 3)).ToArray<int>());
    }

    [Fact]
    public void Take_picks_slices_and_Gather_elements()
    {
        Assert.Equal([3, 4, 5, 0, 1, 2, 3, 4, 5], Matrix.Take(Tensor.Of([1, 0, -1])).ToArray<int>());
        Assert.Equal(
            [2, 2, 2],
            Matrix
                .Take(
                    Tensor.Of([
                        [0, 2],
                        [1, 1],
                    ]),
                    axis: 1
                )
                .Shape
        );
        Assert.Equal(
            [2, 3],
            Matrix
                .Gather(
                    Tensor.Of([
                        [2],
                        [0],
                    ]),
                    axis: 1
                )
                .ToArray<int>()
        );
        Assert.Equal(
            [0, 4],
            Matrix
                .Gather(
                    Tensor.Of([
                        [0L, 1],
                    ]),
                    axis: 0
                )
                .ToArray<int>()
        );
        Assert.Equal([0, 3], Matrix.Take(Tensor.Of(Array.Empty<int>())).Shape);
    }

    [Fact]
    public void ScatterAdd_accumulates_where_indices_repeat()
    {
        var x = Tensor.Zeros([3], DType.Int32).ScatterAdd(Tensor.Of([0, 2, 0, -1]), Tensor.Of([1, 2, 3, 4]), axis: 0);
        Assert.Equal([4, 0, 6], x.ToArray<int>());
    }

    [Fact]
    public void An_index_out_of_range_is_an_error_of_the_value()
    {
        var error = Assert.Throws<ValueException>(() => Matrix.Take(Tensor.Of([0, 2])).Evaluate());
        Assert.StartsWith("[take] ", error.Message);
        Assert.Throws<ValueException>(() => Matrix.Take(Tensor.Of([-3])).Evaluate());
        Assert.Throws<ValueException>(() => Tensor.Zeros([3]).ScatterAdd(Tensor.Of([3]), Tensor.Ones([1]), 0).Evaluate());
    }
}
