namespace Functional.Tests;

/// <summary>Axes merged, split and moved; elements rolled, repeated, mirrored; diagonals and windows.</summary>
[Trait("Category", "Interpreted")]
public sealed class ArrangementTests
{
    private static readonly Tensor Five = Tensor.Range(5, DType.Int32);
    private static readonly Tensor Matrix = Tensor.Range(6, DType.Int32).Reshape(2, 3);
    private static readonly Tensor Cube = Tensor.Range(24, DType.Int32).Reshape(2, 3, 4);

    [Fact]
    public void Rolling_moves_the_last_to_the_front()
    {
        Assert.Equal([3, 4, 0, 1, 2], Five.Roll(2).ToArray<int>());
        Assert.Equal([2, 3, 4, 0, 1], Five.Roll(-7).ToArray<int>());
        Assert.Equal([5, 0, 1, 2, 3, 4], Matrix.Roll(1).ToArray<int>());
        Assert.Equal([2, 0, 1, 5, 3, 4], Matrix.Roll(1, 1).ToArray<int>());
        Assert.Equal([5, 3, 4, 2, 0, 1], Matrix.Roll([1, 1], [0, 1]).ToArray<int>());
    }

    [Fact]
    public void A_quarter_turn_brings_the_last_column_to_the_top()
    {
        Assert.Equal([2, 5, 1, 4, 0, 3], Matrix.Rotate90().ToArray<int>());
        Assert.Equal([5, 4, 3, 2, 1, 0], Matrix.Rotate90(-2).ToArray<int>());
        Assert.Equal(Matrix.ToArray<int>(), Matrix.Rotate90(3).Rotate90().ToArray<int>());
    }

    [Fact]
    public void Axes_merge_split_and_move()
    {
        Assert.Equal([6, 4], Cube.Flatten(0, 1).Shape);
        Assert.Equal([2, 12], Cube.Flatten(1).Shape);
        Assert.Equal([2, 3, 2, 2], Cube.Unflatten(-1, 2, -1).Shape);
        Assert.Equal([3, 4, 2], Cube.MoveAxis(0, -1).Shape);
        Assert.Equal([4, 2, 3], Cube.MoveAxis([0, 1], [1, 2]).Shape);
        Assert.Equal([1, 2, 1, 3], Matrix.ExpandDims([0, 2]).Shape);
        Assert.Equal([2, 3], Matrix.ExpandDims([0, 2]).Squeeze([0, -2]).Shape);
        Assert.Equal([5, 4, 3, 2, 1, 0], Matrix.Flip([0, 1]).ToArray<int>());
    }

    [Fact]
    public void Splits_and_chunks_may_end_with_a_smaller_piece()
    {
        Assert.Equal([2, 2, 1], Five.Split(2).Select(part => part.Shape[0]));
        Assert.Equal([3, 0, 2], Five.Split([3, 0, 2]).Select(part => part.Shape[0]));
        Assert.Equal([2, 2, 1], Five.Chunk(4).Select(part => part.Shape[0]));
        Assert.Equal([1, 4], Matrix.Unbind(1)[1].ToArray<int>());
    }

    [Fact]
    public void Tile_repeats_the_whole_and_Repeat_each_element()
    {
        Assert.Equal([0, 1, 0, 1], Five.Slice(0, 0, 2).Tile(2).ToArray<int>());
        Assert.Equal([0, 0, 1, 1], Five.Slice(0, 0, 2).Repeat(2, 0).ToArray<int>());
        Assert.Equal([1, 2, 2, 4, 5, 5], Matrix.Repeat([0, 1, 2], 1).ToArray<int>());
        Assert.Equal([2, 1, 4, 3], Matrix.Tile(2, 1, 2, 1).Shape);
    }

    [Theory]
    [InlineData(PadMode.Reflect, "2 1 0 1 2 3 4 3")]
    [InlineData(PadMode.Edge, "0 0 0 1 2 3 4 4")]
    [InlineData(PadMode.Wrap, "3 4 0 1 2 3 4 0")]
    public void Pads_of_own_elements_mirror_repeat_or_wrap(PadMode mode, string expected) =>
        Assert.Equal(expected, string.Join(' ', Five.Pad([(2, 1)], mode).ToArray<int>()));

    [Fact]
    public void A_pad_has_any_value_and_negative_pads_crop() =>
        Assert.Equal([9, 9, 0, 1, 2], Five.Pad([(2, -2)], 9).ToArray<int>());

    [Fact]
    public void Diagonals_of_a_matrix_and_matrices_of_diagonals()
    {
        Assert.Equal([0, 4], Matrix.Diagonal().ToArray<int>());
        Assert.Equal([1, 5], Matrix.Diagonal(1).ToArray<int>());
        Assert.Equal([3], Matrix.Diagonal(-1).ToArray<int>());
        Assert.Empty(Matrix.Diagonal(3).ToArray<int>());
        Assert.Equal([0, 0, 1, 0], Tensor.Of([1]).Diag(-1).ToArray<int>());
        Assert.Equal([0, 1, 0, 0, 0, 2, 0, 0, 0], Tensor.Of([1, 2]).DiagEmbed(1).ToArray<int>());
        Assert.Equal([0, 0, 0, 3, 4, 0], Matrix.Tril().ToArray<int>());
        Assert.Equal([0, 1, 2, 0, 0, 5], Matrix.Triu(1).ToArray<int>());
        Assert.Equal(4, Matrix.Trace().Item());
    }

    [Fact]
    public void Windows_overlap_and_copy_nothing()
    {
        var windows = Five.Window(0, 3);
        Assert.Equal([3, 3], windows.Shape);
        Assert.Equal([0, 1, 2, 1, 2, 3, 2, 3, 4], windows.ToArray<int>());
        Assert.Equal([0, 2, 4], Five.Window(0, 3, dilation: 2).ToArray<int>());
        Assert.Equal([0, 1, 2, 3], Five.Window(0, 2, stride: 2).ToArray<int>());
        Assert.Equal([2, 2, 4, 2], Cube.Window(1, 2).Shape);
    }

    [Fact]
    public void The_gradient_of_windows_counts_how_many_hold_an_element()
    {
        var gradient = Differentiate.Gradient((Tensor x) => x.Window(0, 3).Sum())(Tensor.Ones([5]));
        Assert.Equal([1, 2, 3, 2, 1], gradient.ToArray<float>());
    }

    [Fact]
    public void A_moving_sum_is_one_kernel()
    {
        var sum = Tensor.Of([1f, 2, 4, 8]).Window(0, 2).Sum(-1);
        Assert.Single(Plan.Report(sum).Kernels);
        Assert.Equal([3, 6, 12], sum.ToArray<float>());
    }

    [Fact]
    public void Folding_adds_up_what_unfolding_repeats()
    {
        var image = Tensor.Ones([1, 1, 3, 3]);
        var columns = image.Unfold((2, 2));
        Assert.Equal([1, 4, 4], columns.Shape);
        Assert.Equal([1, 2, 1, 2, 4, 2, 1, 2, 1], columns.Fold((3, 3), (2, 2)).ToArray<float>());
    }

    [Fact]
    public void A_grid_has_a_tensor_of_coordinates_for_each_axis()
    {
        var (x, y) = (Tensor.Of([1, 2, 3]), Tensor.Of([10, 20]));
        var grid = Tensor.MeshGrid(x, y);
        Assert.Equal([1, 1, 2, 2, 3, 3], grid[0].ToArray<int>());
        Assert.Equal([10, 20, 10, 20, 10, 20], grid[1].ToArray<int>());
        Assert.Equal([1, 2, 3, 1, 2, 3], Tensor.MeshGrid(GridOrder.Cartesian, x, y)[0].ToArray<int>());
    }

    [Fact]
    public void Blocks_stand_along_the_diagonal() =>
        Assert.Equal([1, 2, 0, 0, 0, 3], Tensor.BlockDiag(Tensor.Of([1, 2]), Tensor.Of(3)).ToArray<int>());

    [Fact]
    public void Joined_tensors_have_the_type_to_which_all_promote()
    {
        var joined = Tensor.Concatenate(0, Tensor.Of([true]), Tensor.Of([2]), Tensor.Of([1.5f]));
        Assert.Equal(DType.Float32, joined.DType);
        Assert.Equal([1f, 2, 1.5f], joined.ToArray<float>());
        Assert.Equal([1.5f, 2], Tensor.Stack(0, Tensor.Of(1.5f), 2).ToArray<float>());
        Assert.Equal(DType.Int32, Tensor.Stack(0, Tensor.Of(1), 2).DType);
        Assert.Equal(
            [1.0, 0, 0, 2.5],
            Tensor
                .BlockDiag(
                    Tensor.Of([
                        [1L],
                    ]),
                    Tensor.Of([
                        [2.5],
                    ])
                )
                .ToArray<double>()
        );
        var gradient = Differentiate.Gradient(
            (Tensor x) => (Tensor.Concatenate(0, x, Tensor.Of([1])) * Tensor.Of([3.0, 5])).Sum()
        );
        Assert.Equal([3.0], gradient(Tensor.Of([2.0])).ToArray<double>());
    }

    [Fact]
    public void One_count_repeats_every_element()
    {
        Assert.Equal([4, 4, 5, 5], Tensor.Of([4, 5]).Repeat([2], 0).ToArray<int>());
        Assert.Equal([4, 5], Tensor.Of([4, 5]).Repeat([1], 0).ToArray<int>());
    }

    [Fact]
    public void What_is_cropped_does_not_come_back_from_the_other_end()
    {
        var x = Tensor.Of([1, 2, 3, 4]);
        Assert.Equal([2, 3, 4, 2, 3], x.Pad([(-1, 2)], PadMode.Wrap).ToArray<int>());
        Assert.Equal([2, 3, 1, 2, 3], x.Pad([(2, -1)], PadMode.Wrap).ToArray<int>());
    }
}
