using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Trees may be as deep as memory allows: no walk is a recursion.</summary>
public sealed class DepthTests
{
    private const double Start = 0.7;
    private const double Step = 1e-4;

    // A step of the chain is four operations: y ± c · f(y), with a constant that no rewrite looks at.
    private const int OperationsPerStep = 3;

    private static readonly int Deep = TestSize.Of(50_000, 1_000_000);

    private static readonly (Func<Tensor, Tensor> Of, Func<double, (double F, double F1, double F2)> Plain)[] Functions =
    [
        (Sin, y => (Math.Sin(y), Math.Cos(y), -Math.Sin(y))),
        (Tanh, y => (Math.Tanh(y), 1 - Square(Math.Tanh(y)), -2 * Math.Tanh(y) * (1 - Square(Math.Tanh(y))))),
        (y => -Exp(-y), y => (-Math.Exp(-y), Math.Exp(-y), -Math.Exp(-y))),
        (y => -(y * y), y => (-y * y, -2 * y, -2)),
    ];

    [Fact]
    public void A_long_chain_evaluates_differentiates_and_prints() =>
        SmallStack.Run(() =>
        {
            var (value, first, _) = PlainChain(Deep / OperationsPerStep);
            var x = Tensor.Of(Start);
            var y = Chain(x, Deep / OperationsPerStep);
            AssertPrints(y, Deep);
            Assert.Equal(value, y.Item(), 1e-9);
            Assert.Equal(first, Differentiate.Gradient<Tensor>(v => Chain(v, Deep / OperationsPerStep))(x).Item(), 1e-9);
        });

    [Fact]
    public void A_long_chain_has_a_second_derivative() =>
        SmallStack.Run(() =>
        {
            var steps = TestSize.Of(50_000, 1_000_000) / OperationsPerStep;
            var second = Differentiate.Gradient(Differentiate.Gradient<Tensor>(v => Chain(v, steps)))(Tensor.Of(Start));
            AssertPrints(second, steps);
            Assert.Equal(PlainChain(steps).Second, second.Item(), 1e-9);
        });

    [Fact]
    public void A_ladder_with_shared_subtrees_evaluates_differentiates_and_prints() =>
        SmallStack.Run(() =>
        {
            var rungs = Deep / 5;
            var (value, first, _) = PlainLadder(rungs);
            var x = Tensor.Of(Start);
            var y = Ladder(x, rungs);
            AssertPrints(y, 5 * rungs);
            Assert.Equal(value, y.Item(), 1e-9);
            Assert.Equal(first, Differentiate.Gradient<Tensor>(v => Ladder(v, rungs))(x).Item(), 1e-9);
        });

    [Fact]
    public void A_ladder_has_a_second_derivative() =>
        SmallStack.Run(() =>
        {
            var rungs = TestSize.Of(50_000, 1_000_000) / 5;
            var second = Differentiate.Gradient(Differentiate.Gradient<Tensor>(v => Ladder(v, rungs)))(Tensor.Of(Start));
            Assert.Equal(PlainLadder(rungs).Second, second.Item(), 1e-9);
        });

    [Fact]
    public void A_deep_tree_compiles_and_vectorizes() =>
        SmallStack.Run(() =>
        {
            const int Steps = 3000;
            var value = PlainChain(Steps).Value;
            Assert.Equal(value, Compile.Function<Tensor, Tensor>(v => Chain(v, Steps))(Tensor.Of(Start)).Item(), 1e-12);
            var batch = Vectorize.Map<Tensor, Tensor>(v => Chain(v, Steps))(Tensor.Of([Start, Start]));
            Assert.Equal(value, batch.Select(0, 1).Item(), 1e-12);
        });

    [Fact]
    public void A_scan_of_10000_steps_makes_a_tree_of_constant_size()
    {
        static Tensor Scan(Tensor x, int steps) => Loop.Repeat(c => c + (Sin(c) * Step), x, steps);
        static int Nodes(Tensor y) => Graph.Of([y]).Count;
        var x = Tensor.Of(Start);
        Assert.Equal(Nodes(Scan(x, 10)), Nodes(Scan(x, 10_000)));
        Tensor Slope(int steps) => Differentiate.Gradient<Tensor>(v => Scan(v, steps))(x);
        Assert.Equal(Nodes(Slope(10)), Nodes(Slope(10_000)));
        var (plain, slope) = (Start, 1.0);
        for (var i = 0; i < 10_000; i++)
            (plain, slope) = (plain + (Math.Sin(plain) * Step), slope * (1 + (Math.Cos(plain) * Step)));
        Assert.Equal(plain, Scan(x, 10_000).Item(), 1e-10);
        Assert.Equal(slope, Slope(10_000).Item(), 1e-9);
    }

    private static double Square(double x) => x * x;

    private static Tensor Chain(Tensor y, int steps)
    {
        for (var i = 0; i < steps; i++)
            y = y + (Functions[i % 4].Of(y) * Size(i));
        return y;
    }

    // y, dy/dx and d²y/dx², step by step.
    private static (double Value, double First, double Second) PlainChain(int steps)
    {
        var (y, first, second) = (Start, 1.0, 0.0);
        for (var i = 0; i < steps; i++)
        {
            var (f, f1, f2) = Functions[i % 4].Plain(y);
            (y, first, second) = (
                y + (f * Size(i)),
                first * (1 + (f1 * Size(i))),
                (second * (1 + (f1 * Size(i)))) + (f2 * Size(i) * first * first)
            );
        }
        return (y, first, second);
    }

    private static Tensor Ladder(Tensor y, int rungs)
    {
        for (var i = 0; i < rungs; i++)
            y = y + (Sin(y) * Tanh(y) * Size(i / 2 * 2));
        return y;
    }

    private static (double Value, double First, double Second) PlainLadder(int rungs)
    {
        var (y, first, second) = (Start, 1.0, 0.0);
        for (var i = 0; i < rungs; i++)
        {
            var (s, c, t, size) = (Math.Sin(y), Math.Cos(y), Math.Tanh(y), Size(i / 2 * 2));
            var t1 = 1 - (t * t);
            var slope = 1 + (size * ((c * t) + (s * t1)));
            var bend = size * ((-s * t) + (2 * c * t1) - (2 * s * t * t1));
            (y, first, second) = (y + (size * s * t), first * slope, (second * slope) + (bend * first * first));
        }
        return (y, first, second);
    }

    // Back and forth, so that neither value nor derivative runs away.
    private static double Size(int i) => i % 8 < 4 ? Step * (1 + (i % 3)) : -Step * (1 + (i % 5));

    private static void AssertPrints(Tensor y, int nodes)
    {
        var lines = y.ToTree().Split('\n');
        Assert.Equal(40, lines.Length);
        Assert.StartsWith("%0 = ", lines[0]);
        var hidden = int.Parse(lines.Single(line => line.StartsWith('…')).Split(' ')[1]);
        Assert.True(hidden > nodes / 2, $"{hidden} hidden lines of {nodes}");
        Assert.EndsWith("float64[]", lines[^1]);
        Assert.Contains(" = ", y.ToTree(lines: 3));
    }
}
