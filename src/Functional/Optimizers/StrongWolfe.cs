namespace Functional;

/// <summary>A line search for a step that lowers a function enough and flattens its slope (Nocedal &amp; Wright 2006, Algorithms 3.5 and 3.6).</summary>
internal static class StrongWolfe
{
    private const double Decrease = 1e-4;
    private const double Flattening = 0.9;
    private const double LeastBracket = 1e-9;
    private const int MaxSteps = 25;

    /// <summary>What is known at a length along the direction.</summary>
    private readonly record struct Probe(double At, double Value, Tensor Gradient, double Slope);

    /// <summary>A step's value, gradient and length.</summary>
    /// <param name="look">The function and its gradient at a length.</param>
    /// <param name="length">The first length to try.</param>
    /// <param name="direction">The direction, along which the slope is negative.</param>
    /// <param name="value">The function at 0.</param>
    /// <param name="gradient">The gradient at 0.</param>
    /// <param name="slope">The slope at 0.</param>
    public static (double Value, Tensor Gradient, double Length) Search(
        Func<double, (double Value, Tensor Gradient)> look,
        double length,
        Tensor direction,
        double value,
        Tensor gradient,
        double slope
    )
    {
        Probe Look(double at)
        {
            var (f, g) = look(at);
            return new(at, f, g, (g * direction).Sum().Item());
        }
        bool IsTooHigh(Probe probe) => probe.Value > value + (Decrease * probe.At * slope);
        bool IsFlat(Probe probe) => Math.Abs(probe.Slope) <= -Flattening * slope;

        var start = new Probe(0, value, gradient, slope);
        var (before, now, steps) = (start, Look(length), 0);
        for (; ; steps++)
        {
            if (steps == MaxSteps)
                return Best(start, now);
            if (IsTooHigh(now) || (steps > 1 && now.Value >= before.Value))
                break;
            if (IsFlat(now))
                return (now.Value, now.Gradient, now.At);
            if (now.Slope >= 0)
                break;
            var next = Lowest(before, now, now.At + (0.01 * (now.At - before.At)), now.At * 10);
            (before, now) = (now, Look(next));
        }
        return Zoom(before, now, steps, Look, IsTooHigh, IsFlat, Lbfgs.Largest(direction));
    }

    private static (double, Tensor, double) Zoom(
        Probe first,
        Probe second,
        int steps,
        Func<double, Probe> look,
        Func<Probe, bool> isTooHigh,
        Func<Probe, bool> isFlat,
        double size
    )
    {
        Probe[] bracket = [first, second];
        var low = bracket[0].Value <= bracket[1].Value ? 0 : 1;
        for (var isSlow = false; steps < MaxSteps; steps++)
        {
            if (Math.Abs(bracket[1].At - bracket[0].At) * size < LeastBracket)
                break;
            var (from, to) = (Math.Min(bracket[0].At, bracket[1].At), Math.Max(bracket[0].At, bracket[1].At));
            var at = Lowest(bracket[0], bracket[1], from, to);
            // Near an end twice in a row: into the bracket by a tenth.
            var margin = 0.1 * (to - from);
            var isNear = Math.Min(to - at, at - from) < margin;
            var isMoved = isNear && (isSlow || at >= to || at <= from);
            if (isMoved)
                at = Math.Abs(at - to) < Math.Abs(at - from) ? to - margin : from + margin;
            isSlow = isNear && !isMoved;
            var probe = look(at);
            if (isTooHigh(probe) || probe.Value >= bracket[low].Value)
            {
                bracket[1 - low] = probe;
                low = bracket[0].Value <= bracket[1].Value ? 0 : 1;
                continue;
            }
            if (isFlat(probe))
                return (probe.Value, probe.Gradient, probe.At);
            if (probe.Slope * (bracket[1 - low].At - bracket[low].At) >= 0)
                bracket[1 - low] = bracket[low];
            bracket[low] = probe;
        }
        return (bracket[low].Value, bracket[low].Gradient, bracket[low].At);
    }

    private static (double, Tensor, double) Best(Probe one, Probe other) =>
        one.Value <= other.Value ? (one.Value, one.Gradient, one.At) : (other.Value, other.Gradient, other.At);

    // Where the cubic through two values and slopes is lowest, within bounds.
    private static double Lowest(Probe x, Probe y, double from, double to)
    {
        var d = x.Slope + y.Slope - (3 * (x.Value - y.Value) / (x.At - y.At));
        var square = (d * d) - (x.Slope * y.Slope);
        // Also where it is not a number.
        if (!(square >= 0))
            return (from + to) / 2;
        var root = Math.Sqrt(square);
        var (a, b) = x.At <= y.At ? (x, y) : (y, x);
        var lowest = b.At - ((b.At - a.At) * ((b.Slope + root - d) / (b.Slope - a.Slope + (2 * root))));
        return double.IsNaN(lowest) ? (from + to) / 2 : Math.Min(Math.Max(lowest, from), to);
    }
}
