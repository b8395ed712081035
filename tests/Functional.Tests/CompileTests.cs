using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Compiled functions: traced once per structure of their arguments, right inside every other transformation.</summary>
[Trait("Category", "Interpreted")]
public sealed class CompileTests
{
    private static readonly Tensor X = Tensor.Of([1f, 2, 3]);

    private sealed record Pair(Tensor Left, Tensor Right);

    [Fact]
    public void A_function_is_traced_once_for_a_shape()
    {
        var traces = 0;
        var f = Compile.Function(
            (Tensor x) =>
            {
                traces++;
                return x * 2 + 1;
            }
        );
        Assert.Equal([3, 5, 7], f(X).ToArray<float>());
        Assert.Equal([9, 1, 1], f(Tensor.Of([4f, 0, 0])).ToArray<float>());
        Assert.Equal(1, traces);
        Assert.Equal([3, 5], f(Tensor.Of([1f, 2])).ToArray<float>());
        Assert.Equal([3, 5, 7], f(Tensor.Of([1.0, 2, 3])).ToArray<double>());
        Assert.Equal(3, traces);
    }

    [Fact]
    public void Scalars_are_arguments_and_no_reason_to_trace_again()
    {
        var traces = 0;
        var f = Compile.Function(
            (Tensor x, Tensor factor) =>
            {
                traces++;
                return x * factor;
            }
        );
        Assert.Equal(3, f(X, Tensor.Of(0.5f)).Sum().Item());
        Assert.Equal(0, f(X, Tensor.Of(0f)).Sum().Item());
        Assert.Equal(1, traces);
    }

    [Fact]
    public void What_else_an_argument_holds_is_part_of_its_structure()
    {
        var f = Compile.Function((Tensor x, int power) => Enumerable.Repeat(x, power).Aggregate((a, b) => a * b));
        Assert.Equal([1, 4, 9], f(X, 2).ToArray<float>());
        Assert.Equal([1, 8, 27], f(X, 3).ToArray<float>());
    }

    [Fact]
    public void Tuples_records_arrays_and_dictionaries_go_in_and_out()
    {
        var f = Compile.Function(
            (Pair pair, (Tensor A, Tensor[] B) more) =>
                (new Pair(pair.Right, pair.Left), new Dictionary<string, Tensor> { ["sum"] = more.A + more.B[1] })
        );
        var (swapped, map) = f(new(X, X * 2), (X, [X, X * 3]));
        Assert.Equal([2, 4, 6], swapped.Left.ToArray<float>());
        Assert.Equal([1, 2, 3], swapped.Right.ToArray<float>());
        Assert.Equal([4, 8, 12], map["sum"].ToArray<float>());
    }

    [Fact]
    public void An_argument_may_be_returned_as_it_is_and_twice()
    {
        var f = Compile.Function((Tensor x) => (x, x, x + 0.5, Tensor.Ones([2])));
        var (a, b, c, ones) = f(X);
        Assert.Equal([1, 2, 3], a.ToArray<float>());
        Assert.Equal([1, 2, 3], b.ToArray<float>());
        Assert.Equal([1.5f, 2.5f, 3.5f], c.ToArray<float>());
        Assert.Equal([1, 1], ones.ToArray<float>());
    }

    [Fact]
    public void The_gradient_of_a_compiled_function_is_that_of_the_function()
    {
        var f = Compile.Function((Tensor x) => (x * x * x).Sum());
        Assert.Equal([3, 12, 27], Differentiate.Gradient(f)(X).ToArray<float>());
        Assert.Equal([3, 12, 27], Compile.Function(Differentiate.Gradient(f))(X).ToArray<float>());
        Assert.Equal([6, 12, 18], Differentiate.Gradient((Tensor x) => Differentiate.Gradient(f)(x).Sum())(X).ToArray<float>());
    }

    [Fact]
    public void A_compiled_function_vectorizes() =>
        Assert.Equal([1, 4, 9], Vectorize.Map(Compile.Function((Tensor x) => x * x))(X).ToArray<float>());

    [Fact]
    public void A_compiled_function_may_close_over_a_variable_that_is_differentiated()
    {
        // d/dx Σ y x is Σ y.
        var slope = Differentiate.Gradient((Tensor x) => Compile.Function((Tensor y) => (y * x).Sum())(X));
        Assert.Equal(6, slope(Tensor.Of(2f)).Item());
    }

    [Fact]
    public void A_compiled_function_may_close_over_the_argument_of_another()
    {
        var f = Compile.Function((Tensor x) => Compile.Function((Tensor y) => y * x)(X));
        Assert.Equal([2, 4, 6], f(Tensor.Of(2f)).ToArray<float>());
    }

    [Fact]
    public void A_compiled_function_may_close_over_an_element_of_a_batch()
    {
        var f = Vectorize.Map((Tensor x) => Compile.Function((Tensor y) => (y * x).Sum())(X));
        Assert.Equal([12, 18], f(Tensor.Of([2f, 3])).ToArray<float>());
    }

    [Fact]
    public void Two_threads_may_call_a_compiled_function()
    {
        var f = Compile.Function((Tensor x) => (Tanh(x) * 3, x.Sum()));
        var expected = Bits.Of(f(X).Item1);
        Parallel.For(0, 200, _ => Assert.Equal(expected, Bits.Of(f(X).Item1)));
    }

    [Fact]
    public void Keys_are_arguments()
    {
        var f = Compile.Function((Key key) => key.Uniform([3]));
        Assert.Equal(Key.From(1).Uniform([3]).ToArray<float>(), f(Key.From(1)).ToArray<float>());
        Assert.NotEqual(f(Key.From(1)).ToArray<float>(), f(Key.From(2)).ToArray<float>());
    }

    [Fact]
    public void An_error_while_tracing_leaves_the_function_usable()
    {
        var f = Compile.Function((Tensor x) => x.Rank == 2 ? throw new ShapeException("[f] no matrices.") : x + 1);
        Assert.Throws<ShapeException>(() => f(Tensor.Ones([1, 1])));
        Assert.Equal([2, 3, 4], f(X).ToArray<float>());
    }

    [Fact]
    public void An_index_out_of_range_is_found_when_the_function_runs()
    {
        var f = Compile.Function((Tensor x, Tensor index) => x.Take(index));
        Assert.Equal([3], f(X, Tensor.Of([2])).ToArray<float>());
        Assert.Throws<ValueException>(() => f(X, Tensor.Of([3])));
        Assert.Equal([3], f(X, Tensor.Of([-1])).ToArray<float>());
    }
}
