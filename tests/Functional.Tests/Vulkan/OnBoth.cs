using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Runs the same plan on the CPU and on the device, and compares.</summary>
internal static class OnBoth
{
    /// <summary>The results must be equal bit for bit, but for NaN's payload.</summary>
    public static void AssertEqual(params Tensor[] roots) => AssertClose(0, roots);

    /// <summary>Numbers may differ by so many units in the last place, and by less than the smallest normal number.</summary>
    /// <returns>The largest difference found, in units in the last place.</returns>
    public static double AssertClose(double ulps, params Tensor[] roots) => Compare(roots, ulps, (_, _) => 0);

    /// <summary>The results must be equal, or zero unless <paramref name="isKept"/>: of numbers that the device may flush.</summary>
    public static void AssertEqualOrZero(bool isKept, params Tensor[] roots)
    {
        var (expected, actual) = Results(roots);
        for (var i = 0; i < roots.Length; i++)
        {
            var (want, got) = (Doubles(roots[i], expected[i]), Doubles(roots[i], actual[i]));
            for (var k = 0; k < want.Length; k++)
                Assert.True(
                    got[k] == want[k] || (!isKept && got[k] == 0),
                    $"{roots[i].Op.Description}{roots[i].Shape}: element {k} is {got[k]:R}, on the CPU {want[k]:R}."
                );
        }
    }

    /// <summary>Sums may also differ by a part of the sum of magnitudes: <paramref name="scale"/> has that for every element of every root.</summary>
    public static double Compare(Tensor[] roots, double ulps, Func<int, long, double> scale)
    {
        var (expected, actual) = Results(roots);
        var worst = 0.0;
        for (var i = 0; i < roots.Length; i++)
            worst = Math.Max(worst, Compare(roots[i], expected[i], actual[i], ulps, element => scale(i, element)));
        return worst;
    }

    private static (HostStorage[] Expected, HostStorage[] Actual) Results(Tensor[] roots)
    {
        var device = Device.OrSkip();
        var (plan, arguments) = PlanOf(roots);
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!.OnHost());
        var expected = Evaluator.Run(plan, arguments, Functional.Device.Cpu);
        return (OnHost(expected), OnHost(VulkanProgram.Of(device, plan).Run(storages)));
    }

    private static unsafe double[] Doubles(Tensor root, HostStorage storage)
    {
        var numbers = new double[root.Size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Scalars.ToDouble(root.DType, Scalars.Read(root.DType, storage.Pointer + (i * root.DType.ByteSize)));
        GC.KeepAlive(storage);
        return numbers;
    }

    public static (Plan Plan, Tensor[] Arguments) PlanOf(params Tensor[] roots)
    {
        lock (Graph.Lock)
        {
            var graph = Graph.Of(roots);
            var plan = Plan.Of(graph);
            return (plan, Array.ConvertAll(plan.ArgumentNodes, place => graph.Nodes[place]));
        }
    }

    public static HostStorage[] OnHost(Storage[] storages) => Array.ConvertAll(storages, storage => storage.OnHost());

    /// <summary>Results of one plan, run in two ways.</summary>
    public static void AssertSame(Tensor[] roots, HostStorage[] expected, HostStorage[] actual, double ulps, double slack)
    {
        for (var i = 0; i < roots.Length; i++)
            Compare(roots[i], expected[i], actual[i], ulps, _ => slack);
    }

    private static unsafe double Compare(
        Tensor root,
        HostStorage expected,
        HostStorage actual,
        double ulps,
        Func<long, double> slack
    )
    {
        var worst = 0.0;
        for (long i = 0; i < root.Size; i++)
        {
            var (want, got) = (
                Scalars.Read(root.DType, expected.Pointer + (i * root.DType.ByteSize)),
                Scalars.Read(root.DType, actual.Pointer + (i * root.DType.ByteSize))
            );
            if (want == got)
                continue;
            var (x, y) = (Scalars.ToDouble(root.DType, want), Scalars.ToDouble(root.DType, got));
            if (double.IsNaN(x) && double.IsNaN(y))
                continue;
            var difference = root.DType.IsFloating ? Ulps(root.DType, x, y, slack(i)) : double.PositiveInfinity;
            Assert.True(
                difference <= ulps,
                $"{root.Op.Description}{root.Shape}: element {i} is {y:R}, on the CPU {x:R}: {difference} ulp, not {ulps}."
            );
            worst = Math.Max(worst, difference);
        }
        GC.KeepAlive(expected);
        GC.KeepAlive(actual);
        return worst;
    }

    private static double Ulps(DType type, double x, double y, double slack)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y))
            return double.PositiveInfinity;
        // Zeros differ by their sign, and only bit equality tells.
        if (x == 0 && y == 0)
            return 0.25;
        // The bits of the fraction, and the smallest normal number: what is smaller may be zero, even if it rounds up to it.
        var (bits, tiny) = type switch
        {
            DType.Float16 => (10, Math.ScaleB(1, -14)),
            DType.BFloat16 => (7, Math.ScaleB(1, -126)),
            DType.Float32 => (23, Math.ScaleB(1, -126)),
            _ => (52, Math.ScaleB(1, -1022)),
        };
        var unit = Math.ScaleB(1, Math.ILogB(Math.Max(Math.Abs(x), tiny)) - bits);
        if (type == DType.Float16)
            tiny = 0; // float32, in which halves are computed, reaches far below
        var difference = Math.Abs(x - y);
        return difference <= slack || difference <= tiny ? 0.5 : difference / unit;
    }
}
