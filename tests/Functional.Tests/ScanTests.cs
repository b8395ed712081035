using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Loops that are one node of the tree.</summary>
[Trait("Category", "Interpreted")]
public sealed class ScanTests
{
    private static readonly Tensor Sequence = Tensor.Of([0.3, -0.8, 1.2, 0.5, -0.1]);

    [Fact]
    public void A_running_sum_stacks_what_each_step_gives()
    {
        var (last, sums) = Loop.Scan((Tensor c, Tensor x) => (c + x, c + x), Tensor.Of(0L), Tensor.Of([1L, 2, 3, 4]));
        Assert.Equal(10, last.Item());
        Assert.Equal([1, 3, 6, 10], sums.ToArray<long>());
    }

    [Fact]
    public void Carries_slices_and_outputs_may_be_trees()
    {
        var ((a, b), outputs) = Loop.Scan(
            ((Tensor A, Tensor B) c, (Tensor U, Tensor V) s) => ((c.B, c.A + s.U), new[] { c.A * s.V, c.B }),
            (Tensor.Of(0f), Tensor.Of(1f)),
            (Tensor.Ones([5]), Tensor.Range(5, DType.Float32))
        );
        // Carries: (0,1) (1,1) (1,2) (2,2) (2,3) (3,3).
        Assert.Equal([3, 3], [a.Item(), b.Item()]);
        Assert.Equal([0, 1, 2, 6, 8], outputs[0].ToArray<float>());
        Assert.Equal([1, 1, 2, 2, 3], outputs[1].ToArray<float>());
    }

    [Fact]
    public void Repeat_applies_a_body_so_many_times()
    {
        Assert.Equal(1024, Loop.Repeat(x => x + x, Tensor.Of(1.0), 10).Item());
        Assert.Equal(1, Loop.Repeat(x => x + x, Tensor.Of(1.0), 0).Item());
    }

    [Fact]
    public void Unfolding_stacks_what_each_step_gives()
    {
        static ((Tensor A, Tensor B) Carry, Tensor Outputs) Fibonacci(int length) =>
            Loop.Unfold(((Tensor A, Tensor B) at) => ((at.B, at.A + at.B), at.A), (Tensor.Of(0), Tensor.Of(1)), length);
        Assert.Equal([0, 1, 1, 2, 3, 5, 8], Fibonacci(7).Outputs.ToArray<int>());
        Assert.Equal(13, Fibonacci(7).Carry.A.Item());
        Assert.Equal([0], Fibonacci(0).Outputs.Shape);
        Assert.Equal(0, Fibonacci(0).Carry.A.Item());
    }

    // Σ xᵏ for k from 0 to 3 has the derivatives 1 + 2 x + 3 x² and 2 + 6 x.
    [Fact]
    public void What_is_unfolded_has_derivatives()
    {
        var sum = (Tensor x) => Loop.Unfold((Tensor power) => (power * x, power), Tensor.Of(1.0), 4).Outputs.Sum();
        Assert.Equal(17, Differentiate.Gradient(sum)(Tensor.Of(2.0)).Item());
        Assert.Equal(14, Differentiate.Gradient(Differentiate.Gradient(sum))(Tensor.Of(2.0)).Item());
    }

    [Fact]
    public void A_loop_over_nothing_gives_its_start_and_empty_outputs()
    {
        var (last, outputs) = Loop.Scan((Tensor c, Tensor x) => (c + x.Sum(), c * x), Tensor.Of(2f), Tensor.Ones([0, 3]));
        Assert.Equal(2, last.Item());
        Assert.Equal([0, 3], outputs.Shape);
        Assert.Empty(outputs.ToArray<float>());
    }

    [Fact]
    public void The_body_may_return_its_carry_or_slice_unchanged()
    {
        var (last, outputs) = Loop.Scan((Tensor c, Tensor x) => (x, c), Tensor.Of(0.0), Sequence);
        Assert.Equal(-0.1, last.Item());
        Assert.Equal([0, 0.3, -0.8, 1.2, 0.5], outputs.ToArray<double>());
    }

    [Fact]
    public void Value_and_all_derivatives_are_those_of_the_unrolled_loop()
    {
        var w = Tensor.Of([0.7, -0.4]);
        Tensor Scanned(Tensor v) =>
            Loop.Scan((Tensor c, Tensor x) => (Tanh((c * v.Select(0, 0)) + x), c * v.Select(0, 1)), Tensor.Of(0.2), Sequence)
                is var (last, outputs)
                ? last + (outputs * outputs).Sum()
                : throw new InvalidOperationException();
        Tensor Unrolled(Tensor v)
        {
            var (c, sum) = (Tensor.Of(0.2), Tensor.Of(0.0));
            for (var i = 0; i < 5; i++)
            {
                var output = c * v.Select(0, 1);
                sum += output * output;
                c = Tanh((c * v.Select(0, 0)) + Sequence.Select(0, i));
            }
            return c + sum;
        }
        AssertClose(Unrolled(w), Scanned(w));
        AssertClose(Differentiate.Gradient<Tensor>(Unrolled)(w), Differentiate.Gradient<Tensor>(Scanned)(w));
        AssertClose(Differentiate.Hessian(Unrolled)(w), Differentiate.Hessian(Scanned)(w));
    }

    [Fact]
    public void The_sequence_and_the_start_have_derivatives_too()
    {
        // c₅ = Σ x, so every derivative is 1; by c² outputs: 2 Σ over later steps.
        static Tensor F((Tensor Start, Tensor Xs) v) =>
            Loop.Scan((Tensor c, Tensor x) => (c + x, c * c), v.Start, v.Xs).Outputs.Sum();
        var (start, xs) = Differentiate.Gradient<(Tensor Start, Tensor Xs)>(F)((Tensor.Of(1.0), Tensor.Of([1.0, 1, 1])));
        // Carries 1, 2, 3: outputs 1, 4, 9.
        Assert.Equal(12, start.Item());
        Assert.Equal([10, 6, 0], xs.ToArray<double>());
    }

    [Fact]
    public void A_batch_of_loops_is_a_loop_over_batches()
    {
        static Tensor F(Tensor start, Tensor xs) => Loop.Scan((Tensor c, Tensor x) => (Tanh(c + x), c), start, xs).Outputs;
        var starts = Tensor.Of([0.1, 0.2, 0.3]);
        var shared = Vectorize.Map<Tensor, Tensor, Tensor>(F, (0, null))(starts, Sequence);
        var own = Vectorize.Map<Tensor, Tensor, Tensor>(F, (null, 0))(starts.Select(0, 0), Sequence.BroadcastTo([2, 5]));
        for (var i = 0; i < 3; i++)
            AssertClose(F(starts.Select(0, i), Sequence), shared.Select(0, i));
        AssertClose(F(starts.Select(0, 0), Sequence), own.Select(0, 1));
    }

    [Fact]
    public void Gradients_of_a_loop_per_example_are_those_of_each()
    {
        static Tensor F(Tensor start, Tensor xs) => Loop.Scan((Tensor c, Tensor x) => (Tanh(c + x), c), start, xs).Carry;
        var starts = Tensor.Of([0.1, 0.2, 0.3]);
        var slopes = Vectorize.Map(Differentiate.Gradient<Tensor, Tensor>(F), (0, null))(starts, Sequence);
        for (var i = 0; i < 3; i++)
            AssertClose(Differentiate.Gradient<Tensor, Tensor>(F)(starts.Select(0, i), Sequence), slopes.Select(0, i));
    }

    [Fact]
    public void A_loop_inside_a_loop_differentiates()
    {
        static Tensor F(Tensor x) => Loop.Repeat(c => c * Loop.Repeat(d => d * x, Tensor.Of(1.0), 2), Tensor.Of(1.0), 3);
        // (x²)³ = x⁶.
        Assert.Equal(64, F(Tensor.Of(2.0)).Item());
        Assert.Equal(192, Differentiate.Gradient<Tensor>(F)(Tensor.Of(2.0)).Item());
        Assert.Equal(480, Differentiate.Gradient(Differentiate.Gradient<Tensor>(F))(Tensor.Of(2.0)).Item());
    }

    [Fact]
    public void The_body_may_contain_products_reductions_and_picks()
    {
        var table = Tensor.Of([
            [1.0, 2],
            [3, 4],
            [5, 6],
        ]);
        var (last, _) = Loop.Scan(
            (Tensor c, Tensor i) => (c + table.MatMul(table.Take(i.Reshape(1)).Reshape(2)).Max(), c),
            Tensor.Of(0.0),
            Tensor.Of([2, 0])
        );
        // Row 2: 5·5 + 6·6 = 61; row 0: 5·1 + 6·2 = 17.
        Assert.Equal(78, last.Item());
    }

    [Fact]
    public void A_compiled_loop_gives_the_same_bits()
    {
        static Tensor F(Tensor xs) => Loop.Scan((Tensor c, Tensor x) => (Tanh(c + x), c * 2), Tensor.Of(0.5), xs).Outputs;
        Assert.Equal(Bits.Of(F(Sequence)), Bits.Of(Compile.Function<Tensor, Tensor>(F)(Sequence)));
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<double>()), pair => Assert.Equal(pair.Item1, pair.Item2, 1e-12));
    }
}
