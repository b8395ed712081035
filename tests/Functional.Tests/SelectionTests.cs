using static Functional.Operations;

namespace Functional.Tests;

/// <summary>The indexer by NumPy's rules, and updates at the same places.</summary>
[Trait("Category", "Interpreted")]
public sealed class SelectionTests
{
    private static readonly Tensor Matrix = Tensor.Range(12, DType.Int32).Reshape(3, 4);
    private static readonly Tensor Cube = Tensor.Range(24, DType.Int32).Reshape(2, 3, 4);
    private static readonly Tensor Big = Tensor.Zeros([2, 3, 4, 5]);

    [Fact]
    public void Numbers_drop_axes_and_count_from_the_end()
    {
        Assert.Equal([4, 5, 6, 7], Matrix[1].ToArray<int>());
        Assert.Equal(Matrix[2].ToArray<int>(), Matrix[^1].ToArray<int>());
        Assert.Equal(Matrix[2].ToArray<int>(), Matrix[-1].ToArray<int>());
        Assert.Equal([1, 5, 9], Matrix[.., 1].ToArray<int>());
        Assert.Equal(6, Matrix[1, 2].Item());
    }

    [Fact]
    public void Ranges_clip_step_and_reverse()
    {
        Assert.Equal([1, 2], Matrix[0, 1..^1].ToArray<int>());
        Assert.Equal([2, 3], Matrix[0, 2..100].ToArray<int>());
        Assert.Equal([0, 2], Matrix[0, (.., 2)].ToArray<int>());
        Assert.Equal([3, 2, 1, 0], Matrix[0, (.., -1)].ToArray<int>());
        Assert.Equal([3, 1], Matrix[0, (1.., -2)].ToArray<int>());
        Assert.Equal([0, 4], Matrix[3..1].Shape);
    }

    [Fact]
    public void New_axes_and_the_rest()
    {
        Assert.Equal([1, 3, 1, 4], Matrix[Axis.New, .., Axis.New].Shape);
        Assert.Equal([2, 3], Cube[Axis.Rest, 0].Shape);
        Assert.Equal([4], Cube[0, 1, Axis.Rest].Shape);
        Assert.Equal([2, 4, 1], Cube[.., 0, Axis.Rest, Axis.New].Shape);
    }

    // The shapes are NumPy's.
    [Fact]
    public void Index_tensors_broadcast_and_come_first_unless_they_stand_together()
    {
        var (row, column) = (Tensor.Of([0, 1]), Tensor.Zeros([3, 1], DType.Int64));
        Assert.Equal([3, 2, 4, 5], Big[column, row].Shape);
        Assert.Equal([2, 3, 2, 5], Big[.., column, row].Shape);
        Assert.Equal([3, 2, 3, 5], Big[column, .., row].Shape);
        Assert.Equal([2, 2, 5], Big[.., 0, row].Shape);
        Assert.Equal([2, 3, 5], Big[0, .., row].Shape);
        Assert.Equal([2, 3, 2], Big[.., .., 0, row].Shape);
        Assert.Equal([2, 1, 3, 5], Big[row, Axis.New, .., row].Shape);
    }

    [Fact]
    public void Index_tensors_pick_pairs()
    {
        Assert.Equal([1, 11], Matrix[Tensor.Of([0, -1]), Tensor.Of([1, 3])].ToArray<int>());
        Assert.Equal([4, 0, 16, 12], Cube[.., new[] { 1, 0 }, 0].ToArray<int>());
        Assert.Equal([0, 4, 8, 13, 17, 21], Cube[Tensor.Of([0, 1]), .., Tensor.Of([0, 1])].ToArray<int>());
    }

    [Fact]
    public void Masks_pick_what_is_true()
    {
        Assert.Equal([8, 9, 10, 11], Matrix[Matrix > 7].ToArray<int>());
        Assert.Equal([0, 2], Matrix[0, Tensor.Of([true, false, true, false])].ToArray<int>());
        Assert.Equal([5, 4], Cube[Tensor.Range(6).Reshape(2, 3) > 0].Shape);
        Assert.Equal([3, 4], Tensor.Of([1, 2, 3, 4]).MaskedSelect(Tensor.Of([false, false, true, true])).ToArray<int>());
        Assert.Equal(
            [0, 1, 1, 0],
            Tensor
                .Of([
                    [0, 5],
                    [double.NaN, -0.0],
                ])
                .NonZero()
                .ToArray<long>()
        );
    }

    [Fact]
    public void A_mask_without_a_value_is_refused()
    {
        var error = Assert.Throws<TracingException>(() => Compile.Function((Tensor x) => x[x > 0])(Tensor.Ones([2])));
        Assert.Contains("Where", error.Message, StringComparison.Ordinal);
        Assert.Throws<TracingException>(() => Vectorize.Map((Tensor x) => x[x > 0])(Tensor.Ones([2, 2])));
    }

    [Fact]
    public void Numbers_and_ranges_make_a_view()
    {
        var kernel = Assert.Single(Plan.Report(Tensor.Ones([3, 4], DType.Int32).Evaluate()[(.., -1), 1..3] + 1).Kernels);
        Assert.Equal(6 * 4, kernel.BytesRead);
    }

    [Fact]
    public void Set_replaces_slices()
    {
        Assert.Equal([0, 9, 9, 3], Matrix[0].At(1..3).Set(9).ToArray<int>());
        Assert.Equal([7, 1, 8, 3], Matrix[0].At((.., 2)).Set(Tensor.Of([7, 8])).ToArray<int>());
        Assert.Equal([0, 8, 2, 7], Matrix[0].At((.., -2)).Set(Tensor.Of([7, 8])).ToArray<int>());
        Assert.Equal([0, 1, -1, 3, 4, 5, -2, 7, 8, 9, -3, 11], Matrix.At(.., 2).Set(Tensor.Of([-1, -2, -3])).ToArray<int>());
        Assert.Equal(Matrix.ToArray<int>(), Matrix.At(5..).Set(1).ToArray<int>());
    }

    [Fact]
    public void Of_several_values_for_one_place_the_last_stays()
    {
        var x = Tensor.Zeros([3], DType.Int32);
        Assert.Equal([3, 0, 2], x.At(Tensor.Of([0, 2, 0])).Set(Tensor.Of([1, 2, 3])).ToArray<int>());
        Assert.Equal([3, 0, 2], x.Scatter(Tensor.Of([0, -1, 0]), Tensor.Of([1, 2, 3]), 0).ToArray<int>());
        Assert.Equal([4, 0, 2], x.At(Tensor.Of([0, 2, 0])).Add(Tensor.Of([1, 2, 3])).ToArray<int>());
        Assert.Equal([3, 0, 2], x.At(Tensor.Of([0, 2, 0])).Max(Tensor.Of([1, 2, 3])).ToArray<int>());
        // More elements than the index's type can count.
        foreach (var type in new[] { DType.UInt8, DType.Int8 })
            Assert.Equal(5, Tensor.Zeros([300]).At(Tensor.Of([3L, 100]).To(type)).Max(Tensor.Of([1f, 4])).Sum().Item());
        Assert.Equal([int.MinValue, 0, 0], x.At(Tensor.Of([0, 0])).Min(Tensor.Of([1, int.MinValue])).ToArray<int>());
    }

    [Fact]
    public void Set_puts_values_at_masks_and_bools_into_bools()
    {
        Assert.Equal([0, 0, 0, 1, 1, 1], Tensor.Range(6).At(Tensor.Range(6) > 2).Set(1).At(..3).Set(0).ToArray<long>());
        Assert.Equal([false, true], Tensor.Of([true, true]).At(Tensor.Of([0])).Set(false).ToArray<bool>());
    }

    [Fact]
    public void Gradients_reach_the_tensor_where_it_stays_and_the_values_where_they_win()
    {
        var index = Tensor.Of([0, 2, 0]);
        var weights = Tensor.Of([1f, 10, 100]);
        var (x, v) = Differentiate.Gradient(((Tensor X, Tensor V) p) => (p.X.At(index).Set(p.V) * weights).Sum())(
            (Tensor.Ones([3]), Tensor.Ones([3]))
        );
        Assert.Equal([0, 10, 0], x.ToArray<float>());
        Assert.Equal([0, 100, 1], v.ToArray<float>());
    }

    [Fact]
    public void The_largest_that_tie_share_the_cotangent()
    {
        var (x, v) = Differentiate.Gradient(((Tensor X, Tensor V) p) => p.X.At(Tensor.Of([0, 0])).Max(p.V).Sum())(
            (Tensor.Of([2f, 1]), Tensor.Of([2f, 1]))
        );
        Assert.Equal([0.5f, 1], x.ToArray<float>());
        Assert.Equal([0.5f, 0], v.ToArray<float>());
    }

    [Fact]
    public void The_padding_row_gets_no_gradient()
    {
        var gradient = Differentiate.Gradient((Tensor t) => t.Embed(Tensor.Of([0, 2, 2]), padding: -1).Sum())(
            Tensor.Ones([3, 2])
        );
        Assert.Equal([1, 1, 0, 0, 0, 0], gradient.ToArray<float>());
    }

    [Fact]
    public void Bags_are_sums_or_means_and_an_empty_one_is_0()
    {
        var table = Tensor.Of([
            [1f],
            [2],
            [4],
        ]);
        var (index, offsets) = (Tensor.Of([0, 1, 2]), Tensor.Of([0, 2, 2]));
        Assert.Equal([3, 0, 4], table.EmbedBags(index, offsets, BagMode.Sum).ToArray<float>());
        Assert.Equal([1.5f, 0, 4], table.EmbedBags(index, offsets).ToArray<float>());
    }

    [Fact]
    public void Errors_of_the_value_name_the_operation_and_the_axis()
    {
        var rows = Tensor.Of([0, 5]);
        Assert.Equal(
            "[index] index 5 is out of range for axis 1 of [3,4]; valid are -4 to 3.",
            Assert.Throws<ValueException>(() => Matrix[Tensor.Of([0, 1]), rows].Evaluate()).Message
        );
        Assert.Equal(
            "[index] index -4 is out of range for axis 0 of [3,4]; valid are -3 to 2.",
            Assert.Throws<ValueException>(() => Matrix[Tensor.Of([0, -4]), rows].Evaluate()).Message
        );
        Assert.Equal(
            "[set] index 5 is out of range for axis 0 of [3,4]; valid are -3 to 2.",
            Assert.Throws<ValueException>(() => Matrix.At(rows).Set(1).Evaluate()).Message
        );
        Assert.Equal(
            "[one_hot] class -1 is out of range for 3 classes; valid are 0 to 2.",
            Assert.Throws<ValueException>(() => Tensor.Of([-1]).OneHot(3).Evaluate()).Message
        );
        // Also of the gradient, and of a batch.
        Assert.StartsWith(
            "[index] index 5",
            Assert
                .Throws<ValueException>(() =>
                    Vectorize.Map(Differentiate.Gradient((Tensor x) => x[rows].Sum()))(Tensor.Ones([2, 3])).Evaluate()
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
