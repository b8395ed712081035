using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Functions of one example made into functions of a batch, with numbers to check by hand.</summary>
[Trait("Category", "Interpreted")]
public sealed class VectorizeTests
{
    private static readonly Tensor Matrix = Tensor.Of([
        [1f, 2, 3],
        [4, 5, 6],
    ]);

    [Fact]
    public void A_function_of_a_row_maps_over_rows() =>
        Assert.Equal([6, 15], Vectorize.Map((Tensor x) => x.Sum())(Matrix).ToArray<float>());

    [Fact]
    public void The_axis_of_the_batch_may_be_another() =>
        Assert.Equal([5, 7, 9], Vectorize.Map((Tensor x) => x.Sum(), over: 1)(Matrix).ToArray<float>());

    [Fact]
    public void A_negative_axis_counts_from_the_end() =>
        Assert.Equal([5, 7, 9], Vectorize.Map((Tensor x) => x.Sum(), over: -1)(Matrix).ToArray<float>());

    [Fact]
    public void An_argument_may_be_shared()
    {
        var f = Vectorize.Map((Tensor x, Tensor y) => (x * y).Sum(), (0, null));
        Assert.Equal([14, 32], f(Matrix, Tensor.Of([1f, 2, 3])).ToArray<float>());
    }

    [Fact]
    public void Two_batches_run_side_by_side()
    {
        var f = Vectorize.Map((Tensor x, Tensor y) => x + y, (0, 1));
        // Column i of the second goes with row i of the first.
        var result = f(
            Matrix,
            Tensor.Of([
                [10f, 20],
                [30, 40],
                [50, 60],
            ])
        );
        Assert.Equal([11, 32, 53, 24, 45, 66], result.ToArray<float>());
    }

    [Fact]
    public void Operands_of_different_rank_align_behind_the_batch_axis()
    {
        // Element: scalar + row.
        var f = Vectorize.Map((Tensor x, Tensor y) => x + y, (0, 0));
        Assert.Equal([11, 12, 13, 24, 25, 26], f(Tensor.Of([10f, 20]), Matrix).ToArray<float>());
    }

    [Fact]
    public void A_result_that_does_not_depend_on_the_batch_is_repeated() =>
        Assert.Equal([7, 7], Vectorize.Map((Tensor _) => Tensor.Of(7f))(Matrix).ToArray<float>());

    [Fact]
    public void Results_may_be_trees()
    {
        var (sum, rest) = Vectorize.Map((Tensor x) => (x.Sum(), new[] { x, x.Max() }))(Matrix);
        Assert.Equal([6, 15], sum.ToArray<float>());
        Assert.Equal([2, 3], rest[0].Shape);
        Assert.Equal([3, 6], rest[1].ToArray<float>());
    }

    [Fact]
    public void Gradients_per_example_are_one_call()
    {
        var w = Tensor.Of([1f, 0, -1]);
        var f = Vectorize.Map(Differentiate.Gradient((Tensor v, Tensor x) => Square((v * x).Sum())), (null, 0));
        // 2 (w · x) x, with w · x = −2 for both rows.
        Assert.Equal([-4, -8, -12, -16, -20, -24], f(w, Matrix).ToArray<float>());
    }

    [Fact]
    public void Maps_nest()
    {
        var outer = Vectorize.Map((Tensor x) => Vectorize.Map((Tensor y) => (x * y).Sum())(Matrix));
        Assert.Equal([14, 32, 32, 77], outer(Matrix).ToArray<float>());
    }

    [Fact]
    public void Products_batch_on_either_side()
    {
        var a = Tensor.Range(12, DType.Float32).Reshape(3, 2, 2);
        var b = Tensor.Of([
            [1f, 1],
            [0, 1],
        ]);
        float[] Loop(Func<Tensor, Tensor> f) => [.. Enumerable.Range(0, 3).SelectMany(i => f(a.Select(0, i)).ToArray<float>())];
        Assert.Equal(Loop(x => x.MatMul(b)), Vectorize.Map((Tensor x) => x.MatMul(b))(a).ToArray<float>());
        Assert.Equal(Loop(x => b.MatMul(x)), Vectorize.Map((Tensor x) => b.MatMul(x))(a).ToArray<float>());
        Assert.Equal(Loop(x => x.MatMul(x)), Vectorize.Map((Tensor x) => x.MatMul(x))(a).ToArray<float>());
    }

    [Fact]
    public void Picks_pads_and_slices_batch()
    {
        var f = Vectorize.Map((Tensor x) => x.Slice(0, step: -2).Pad((1, 0)).Take(Tensor.Of([1, 2, 0])));
        Assert.Equal([3, 1, 0, 6, 4, 0], f(Matrix).ToArray<float>());
    }

    [Fact]
    public void Indices_batch()
    {
        var f = Vectorize.Map((Tensor x, Tensor i) => x.Select(0, 0) + Tensor.Of([10f, 20, 30]).Take(i), (0, 0));
        Assert.Equal([31, 14], f(Matrix, Tensor.Of([2, 0])).ToArray<float>());
    }

    [Fact]
    public void Keys_batch()
    {
        var keys = Key.From(3).Split(4);
        var each = keys.SelectMany(key => key.Uniform([2]).ToArray<float>());
        var data = Tensor.Stack(0, [.. keys.Select(key => key.Data)]);
        Assert.Equal(each, Vectorize.Map((Tensor key) => Key.From(key).Uniform([2]))(data).ToArray<float>());
    }

    [Fact]
    public void A_batch_may_be_empty()
    {
        var result = Vectorize.Map((Tensor x) => Tanh(x).Sum())(Tensor.Ones([0, 3]));
        Assert.Equal([0], result.Shape);
        Assert.Empty(result.ToArray<float>());
    }

    private static Tensor Square(Tensor x) => x * x;
}
