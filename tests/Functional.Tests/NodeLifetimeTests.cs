using System.Runtime.CompilerServices;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>What looking does to the tree: a computed node keeps its value and lets go of the rest.</summary>
[Trait("Category", "Interpreted")]
public sealed class NodeLifetimeTests
{
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 1000).Select(i => MathF.Sin(i) * 3)];

    [Fact]
    public void A_computed_node_lets_go_of_its_operands()
    {
        var y = Tanh(Tensor.Of(Numbers) * 2);
        Assert.Equal("tanh", y.Op.Name);
        Assert.Single(y.Operands);
        y.Evaluate();
        Assert.Same(StoredOp.Instance, y.Op);
        Assert.Empty(y.Operands);
    }

    [Fact]
    public void A_computed_node_keeps_its_operands_while_a_variable_above_it_is_differentiated()
    {
        Tensor? seen = null;
        Differentiate.Gradient(
            (Tensor x) =>
            {
                seen = Tanh(x * 2);
                seen.Evaluate();
                Assert.Equal("tanh", seen.Op.Name);
                Assert.Single(seen.Operands);
                return seen.Sum();
            }
        )(Tensor.Of(Numbers));
        Assert.True(seen!.IsComputed);
    }

    [Fact]
    public void A_node_beside_the_variable_lets_go_also_within_a_derivative() =>
        Differentiate.Gradient(
            (Tensor x) =>
            {
                var aside = Tanh(Tensor.Of(Numbers) * 2).Evaluate();
                Assert.Empty(aside.Operands);
                return (x * aside).Sum();
            }
        )(Tensor.Of(Numbers));

    [Fact]
    public void What_a_derivative_looked_at_lets_go_after_it()
    {
        Tensor? seen = null;
        var gradient = Differentiate.Gradient((Tensor x) => (seen = Tanh(x * 2).Evaluate()).Sum())(Tensor.Of(Numbers));
        Assert.Empty(seen!.Operands);
        Assert.Equal(2, gradient.Slice(0, 0, 1).Item(), 1e-6);
    }

    [Fact]
    public void A_loop_that_looks_at_its_state_does_not_grow()
    {
        var (first, last) = Iterate(500);
        Assert.Equal("%0 = stored float64[]", last.ToTree());
        ResidentMemory.Settle();
        Assert.False(first.IsAlive);
        GC.KeepAlive(last);
    }

    [Fact]
    public void A_loop_that_looks_only_at_its_loss_does_not_grow()
    {
        var x = Tensor.Of(Numbers).Reshape(40, 25);
        var w = Tensor.Zeros([25]);
        var f = Differentiate.ValueAndGradient((Tensor v) => Halved(Tanh(x.MatMul(v)) - 0.5));
        var (nodes, losses) = (new List<int>(), new List<double>());
        for (var step = 0; step < 40; step++)
        {
            var (loss, gradient) = f(w);
            nodes.Add(Graph.Of([loss]).Count);
            losses.Add(loss.Item());
            w -= 0.002 * gradient;
        }
        Assert.All(nodes.Skip(4), count => Assert.Equal(nodes[3], count));
        Assert.True(losses[^1] < losses[0]);
    }

    [Fact]
    public void What_was_computed_in_passing_and_is_built_on_keeps_its_value()
    {
        var hidden = Tanh(Tensor.Of(Numbers).Reshape(40, 25).MatMul(Tensor.Ones([25, 8])));
        var sum = hidden.Sum().Item();
        Assert.False(hidden.IsComputed);
        var mean = hidden.Mean().Item();
        Assert.True(hidden.IsComputed);
        Assert.Equal(sum / 320, mean, 1e-5);
    }

    [Fact]
    public void A_scalar_that_was_looked_at_stays_a_scalar()
    {
        var one = Tensor.Constant(DType.Float32, 1.0);
        Assert.Equal(1, one.Item<float>());
        Assert.True(one.IsScalar(1));
        Assert.Equal("constant", one.Op.Name);
        Assert.IsType<ConstantOp>(Graph.Of([one]).Ops[0]);
        Assert.Equal(1, one.Item<float>());
    }

    [Fact]
    public void Printing_and_evaluating_intermediates_changes_no_bit()
    {
        var x = Tensor.Of(Numbers).Reshape(40, 25);
        var w = Tensor.Of([.. Numbers[..25].Select(v => v / 7)]);
        byte[][] Run(Action<Tensor> look)
        {
            Tensor Seen(Tensor y)
            {
                look(y);
                return y;
            }
            Tensor Loss(Tensor v)
            {
                var hidden = Seen(Tanh(Seen(x * v) + 0.3));
                var shares = Seen(Seen(hidden - hidden.Max(axis: 1, keepAxes: true)).Exp()).Softmax(axis: 1);
                return Seen(Seen(shares.Log() * hidden).Sum(axis: 1)).Mean();
            }
            var (value, gradient) = Differentiate.ValueAndGradient<Tensor>(Loss)(w);
            var hessian = Differentiate.Gradient((Tensor v) => (Differentiate.Gradient<Tensor>(Loss)(v) * w).Sum())(w);
            return [Bits.Of(value), Bits.Of(gradient), Bits.Of(hessian)];
        }
        var plain = Run(_ => { });
        Assert.Equal(plain, Run(y => y.Evaluate()));
        Assert.Equal(plain, Run(y => _ = $"{y}"));
        Assert.Equal(plain, Run(y => _ = y.ToTree()));
    }

    [Fact]
    public void Threads_that_look_at_once_get_the_same_bits()
    {
        for (var round = 0; round < 50; round++)
        {
            var y = (Tanh(Tensor.Of(Numbers) * (round + 0.5)).Sum() * Tensor.Of(Numbers)).Exp();
            using var barrier = new Barrier(4);
            var seen = new byte[4][];
            var threads = Enumerable
                .Range(0, 4)
                .Select(i => new Thread(() =>
                {
                    barrier.SignalAndWait();
                    seen[i] = Bits.Of(i % 2 == 0 ? y : y * 1);
                }))
                .ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
            Assert.All(seen, bits => Assert.Equal(seen[0], bits));
        }
    }

    [Fact]
    public void A_span_kept_alone_survives_collections_and_evaluations()
    {
        var span = Squares();
        var x = Tensor.Of(Numbers);
        for (var i = 0; i < 1000; i++)
        {
            x = (x * 0.99f).Evaluate();
            if (i % 250 == 0)
                ResidentMemory.Settle();
        }
        for (var i = 0; i < span.Length; i++)
            Assert.Equal(Numbers[i] * Numbers[i], span[i]);
    }

    [Fact]
    public void A_compiled_function_computes_all_its_results_at_once()
    {
        var f = Compile.Function((Tensor x) => (x + 1, x * 2));
        var (sum, product) = f(Tensor.Of(Numbers));
        Assert.Equal(1, sum.Select(0, 0).Item());
        Assert.True(product.IsComputed);
    }

    private static Tensor Halved(Tensor x) => (x * x).Mean();

    // In a method of its own, so that no local keeps the tensor alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<float> Squares() => (Tensor.Of(Numbers) * Tensor.Of(Numbers)).AsSpan<float>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference First, Tensor Last) Iterate(int steps)
    {
        var x = Tensor.Of(0.5);
        var first = new WeakReference(x);
        for (var i = 0; i < steps; i++)
        {
            x = Cos(x);
            x.Item();
        }
        return (first, x);
    }
}
