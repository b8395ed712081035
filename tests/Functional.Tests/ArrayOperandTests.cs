namespace Functional.Tests;

/// <summary>What languages call that convert neither operands to tensors nor literal arrays to spans.</summary>
public sealed class ArrayOperandTests
{
    private static readonly Tensor X = Tensor.Of([1f, 2]);

    [Fact]
    public void A_number_beside_an_operator_takes_the_tensors_type()
    {
        double half = 0.5;
        long two = 2;
        Assert.Equal("[1.5000, 2.5000] float32[2]", (X + half).ToString());
        Assert.Equal("[-0.5000, -1.5000] float32[2]", (half - X).ToString());
        Assert.Equal("[2.0, 4.0] float32[2]", (two * X).ToString());
        Assert.Equal("[2.0, 1.0] float32[2]", (two / X).ToString());
        Assert.Equal("[2, 4] int32[2]", (Tensor.Of([1, 2]) * two).ToString());
        Assert.Equal(DType.Float64, (Tensor.Of([1.0]) / half).DType);
    }

    [Fact]
    public void Arrays_are_joined_like_operands()
    {
        Tensor[] parts = [X, X + 2];
        Assert.Equal(Tensor.Stack(0, X, X + 2).ToString(), Tensor.Stack(0, parts).ToString());
        Assert.Equal("[1.0, 2.0, 3.0, 4.0] float32[4]", Tensor.Concatenate(0, parts).ToString());
        Assert.Equal("[1.0, 2.0, 3.0, 4.0] float32[4]", Tensor.HStack(parts).ToString());
        Assert.Equal([2, 2], Tensor.VStack(parts).Shape);
        Assert.Equal(11, Operations.Einsum("i,i->", parts).Item());
        int[] swapped = [1, 0];
        Assert.Equal([3, 2], Tensor.Zeros([2, 3]).Permute(swapped).Shape);
        int[] twice = [2];
        Assert.Equal([4], X.Tile(twice).Shape);
    }

    [Fact]
    public void An_array_is_evaluated_at_once()
    {
        Tensor[] sums = [X + X, X * 3];
        Tensor.Evaluate(sums);
        Assert.All(sums, sum => Assert.True(sum.IsComputed));
    }
}
