namespace Functional.Properties;

/// <summary>Forward mode is reverse mode twice, and costs what a rule of its own would, counted after simplification.</summary>
public sealed class ForwardLaws
{
    // Kernels more than a rule of its own would take, with the reason; operations are as many.
    private static readonly Dictionary<string, string> MoreKernels = new()
    {
        ["windows"] = "what adds up windows is transposed piece by piece",
        ["windows with gaps"] = "likewise",
        ["few large windows"] = "likewise",
        ["unfold"] = "likewise",
        ["linear recurrence"] = "the factors are turned round and back",
        ["scatter, reduced to Prod"] = "running products are turned round and back",
        ["convolution with outputs first"] = "the form is that of a kernel's cotangent, and turned round once more",
    };

    // Parts of the operations more.
    private static readonly Dictionary<string, double> MoreOperations = new()
    {
        // A zero cotangent absorbs an infinite 1/y: a product beside the quotient, for each element of the result.
        ["avg_pool2d"] = 0.15,
        ["nanmean"] = 0.12,
        ["bags"] = 0.12,
        ["quotient of complex numbers"] = 0.02,
        // Running products are turned round and back.
        ["scatter, reduced to Prod"] = 0.6,
        // The mask that seven kernels of the value have in its indices is spelt, in one kernel.
        ["parts of a tensor replaced"] = 0.3,
        // Signs that meet again.
        ["rfft of an even length"] = 0.02,
        ["irfft of an even length"] = 0.02,
        ["transforms of several axes"] = 0.02,
        ["transforms of real and of symmetric series"] = 0.02,
    };

    public static TheoryData<string> Elementwise =>
        [.. Subject.Differentiable.Where(subject => subject.IsElementwise).Select(subject => subject.Name)];

    public static TheoryData<string> Others =>
        [.. Subject.Differentiable.Where(subject => !subject.IsElementwise).Select(subject => subject.Name)];

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void The_tangent_of_an_elementwise_operation_is_one_product(string name)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        var random = new Random(1);
        Tensor[] operands =
        [
            .. Enumerable
                .Range(0, op.Arity)
                .Select(i =>
                    Samples.Draw(
                        random,
                        [6, 7],
                        op.Domain(i),
                        op.Types == TypeRule.Choice && i == 0 ? DType.Bool : DType.Float64,
                        i
                    )
                ),
        ];
        for (var i = 0; i < op.Arity; i++)
            if (operands[i].DType.IsFloating)
            {
                var at = i;
                Tensor F(Tensor v) => op.Apply([.. operands[..at], v, .. operands[(at + 1)..]]);
                var tangent = Samples.Draw(random, [6, 7], Interval.Real);
                var (_, forward) = Differentiate.Jvp(F, operands[i], tangent);
                // The jacobian is diagonal: the rule for a cotangent is that for a tangent.
                var direct = Differentiate.Vjp(F, operands[i]).Pullback(tangent);
                Bits.Same($"tangent by operand {i}", direct, forward);
                CheckCost(name, i, direct, forward);
            }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_tangent_costs_what_a_rule_of_its_own_costs(string name)
    {
        var one = new SubjectCase(Subject.Named(name), new Sizes(6, 5, 7), 1);
        var random = new Random(2);
        for (var i = 0; i < one.Floating.Length; i++)
        {
            var (before, x, behind) = (one.Floating[..i], one.Floating[i], one.Floating[(i + 1)..]);
            Tensor F(Tensor v) => one.Apply([.. before, v, .. behind]);
            var tangent = Samples.Draw(random, x.Shape, Interval.Real);
            var (value, forward) = Differentiate.Jvp(F, x, tangent);
            if (IsLinear(F, x, tangent))
                CheckCost(name, i, F(tangent), forward);
            else
            {
                // Transposed, the map costs what it cost, beside the value that both read.
                var reverse = Differentiate.Vjp(F, x).Pullback(Samples.Draw(random, value.Shape, Interval.Real, value.DType));
                var (actual, allowed) = (
                    Operations(forward),
                    (1.1 + MoreOperations.GetValueOrDefault(name)) * (Operations(value) + Operations(reverse))
                );
                Assert.True(actual <= allowed, $"{name} by operand {i}: {actual} operations, not {allowed}.");
            }
        }
    }

    [Fact]
    public void The_tangent_of_a_loop_runs_two_loops_and_none_backwards()
    {
        var x = Samples.Draw(new Random(1), [50, 3], Interval.Real);
        Tensor Last(Tensor v) =>
            Loop.Scan(
                (Tensor c, Tensor row) => (Functional.Operations.Tanh(c + row), c),
                Tensor.Zeros([3], DType.Float64),
                v
            ).Carry;
        var forward = Differentiate.Jvp(Last, x, x).Tangent;
        var loops = Graph.Of([forward]).Ops.OfType<ScanOp>().ToList();
        Assert.Equal(2, loops.Count);
        Assert.All(loops, loop => Assert.False(loop.IsReverse));
    }

    private static long Operations(Tensor x) => Plan.Report(x).Operations;

    private static bool IsLinear(Func<Tensor, Tensor> f, Tensor x, Tensor tangent)
    {
        var (sum, parts) = (Bits.Numbers(f(x + tangent)), Bits.Numbers(f(x) + f(tangent)));
        return sum.Zip(parts, (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a))).All(isSame => isSame);
    }

    private static void CheckCost(string name, int operand, Tensor direct, Tensor forward)
    {
        var (expected, actual) = (Plan.Report(direct), Plan.Report(forward));
        var kernels = MoreKernels.ContainsKey(name) ? 6 : 1;
        var (moved, peak) = MoreOperations.ContainsKey(name) ? (1.4, 1.7) : (1, 1);
        Assert.True(
            actual.Operations <= expected.Operations * (1 + MoreOperations.GetValueOrDefault(name))
                && actual.Kernels.Count <= expected.Kernels.Count * kernels
                && (kernels > 1 || actual.BytesMoved <= moved * expected.BytesMoved)
                && (kernels > 1 || actual.PeakBytes <= peak * expected.PeakBytes),
            $"{name} by operand {operand}: forward mode takes {actual.Operations} operations, {actual.Kernels.Count} kernels, {actual.BytesMoved} bytes moved and {actual.PeakBytes} at the peak; a rule of its own {expected.Operations}, {expected.Kernels.Count}, {expected.BytesMoved} and {expected.PeakBytes}.\n{actual}\n{expected}"
        );
    }
}
