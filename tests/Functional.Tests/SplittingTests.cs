namespace Functional.Tests;

/// <summary>Pieces of tensors, as NumPy's array_split, hsplit, vsplit and dsplit cut them.</summary>
[Trait("Category", "Interpreted")]
public sealed class SplittingTests
{
    private static readonly Tensor Seven = Tensor.Range(7);

    [Fact]
    public void The_first_pieces_are_larger()
    {
        Assert.Equal(["0,1,2", "3,4", "5,6"], Texts(Seven.TensorSplit(3)));
        Assert.Equal(["0", "1", ""], Texts(Tensor.Range(2).TensorSplit(3)));
    }

    [Fact]
    public void Places_are_cut_before_as_Python_slices()
    {
        Assert.Equal(["0,1", "2,3,4,5", "6"], Texts(Seven.TensorSplit([2, -1])));
        Assert.Equal(["0,1,2,3,4", "", "2,3,4,5,6", ""], Texts(Seven.TensorSplit([5, 2, 9])));
    }

    [Fact]
    public void What_was_stacked_comes_apart()
    {
        var cube = Tensor.Range(24).Reshape(2, 3, 4);
        Assert.True(Tensor.HStack(cube.HSplit(3)).AllClose(cube));
        Assert.True(Tensor.VStack(cube.VSplit(2)).AllClose(cube));
        Assert.True(Tensor.DStack(cube.DSplit([1, 3])).AllClose(cube));
        Assert.Equal(["0,1,2", "3,4,5,6"], Texts(Seven.HSplit([3])));
    }

    [Fact]
    public void Unequal_pieces_and_too_few_axes_are_refused()
    {
        Assert.Equal(
            "[hsplit] cannot divide axis 0 of [7] into 2 equal pieces. TensorSplit makes unequal ones.",
            Assert.Throws<ShapeException>(() => Seven.HSplit(2)).Message
        );
        Assert.Throws<ShapeException>(() => Seven.VSplit(7));
        Assert.Throws<ShapeException>(() => Tensor.Of(1).HSplit(1));
        Assert.Throws<ShapeException>(() => Seven.TensorSplit(0));
    }

    private static IEnumerable<string> Texts(Tensor[] pieces) => pieces.Select(piece => string.Join(',', piece.ToArray<long>()));
}
