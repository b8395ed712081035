using static Functional.Operations;

namespace Functional;

/// <summary>Schedules of the learning rate, with PyTorch's formulas; t is the number of steps made before.</summary>
public static partial class Schedules
{
    /// <summary>Falls by a factor every so many steps: <c>rate · γ^⌊t / every⌋</c>.</summary>
    /// <exception cref="ModelException">The number of steps is less than 1.</exception>
    public static Schedule Step(double rate, int every, double factor = 0.1)
    {
        CheckSteps("step", every, 1);
        return new(t => rate * Pow(factor, Floor(t / every)));
    }

    /// <summary>Falls by a factor at given steps.</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="at">After how many steps it falls; twice the same falls twice.</param>
    /// <param name="factor">What it is multiplied by.</param>
    public static Schedule MultiStep(double rate, IEnumerable<int> at, double factor = 0.1)
    {
        int[] milestones = [.. at];
        return new(t => milestones.Aggregate((Tensor)rate, (y, milestone) => y * Choice(t, milestone, 1, factor)));
    }

    /// <summary>Falls by a factor at every step: <c>rate · γᵗ</c>.</summary>
    public static Schedule Exponential(double rate, double factor) => new(t => rate * Pow(factor, t));

    /// <summary>Falls as a cosine, then rises again: <c>final + ½ (rate − final) (1 + cos(π t / steps))</c> (Loshchilov &amp; Hutter 2017).</summary>
    /// <param name="rate">The rate at first.</param>
    /// <param name="steps">After how many steps it is lowest.</param>
    /// <param name="final">The lowest rate.</param>
    /// <exception cref="ModelException">The number of steps is less than 1.</exception>
    public static Schedule Cosine(double rate, int steps, double final = 0)
    {
        CheckSteps("cosine", steps, 1);
        return new(t => Falling(rate, final, t / steps));
    }

    /// <summary>Falls as a cosine again and again, beginning anew at the rate.</summary>
    /// <param name="rate">The rate at the beginning of each fall.</param>
    /// <param name="steps">How many steps the first fall has.</param>
    /// <param name="growth">How much longer each fall is than the one before; a whole number.</param>
    /// <param name="final">The rate that a fall leads to.</param>
    /// <exception cref="ModelException">The number of steps or the growth is less than 1.</exception>
    public static Schedule CosineRestarts(double rate, int steps, int growth = 1, double final = 0)
    {
        CheckSteps("cosine_restarts", steps, 1);
        CheckSteps("cosine_restarts", growth, 1);
        return growth == 1
            ? new(t => Falling(rate, final, (t - (steps * Floor(t / steps))) / steps))
            : new(t =>
            {
                // Where the fall began in which t lies, and how long it is; by comparisons, as logarithms are not exact at the borders.
                var (start, length) = (Tensor.Constant(t.DType, 0.0), Tensor.Constant(t.DType, (double)steps));
                var (next, size) = ((long)steps, (long)steps * growth);
                for (; next < int.MaxValue; next += size, size *= growth)
                    (start, length) = (Where(Less(t, next), start, (double)next), Where(Less(t, next), length, (double)size));
                return Falling(rate, final, (t - start) / length);
            });
    }

    /// <summary>Moves from one part of the rate to another along a line, then stays: a warm-up, <c>Linear(rate, 0, 1, steps)</c>.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="from">The part of it at first.</param>
    /// <param name="to">The part of it at last.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <exception cref="ModelException">The number of steps is less than 1.</exception>
    public static Schedule Linear(double rate, double from, double to, int steps)
    {
        CheckSteps("linear", steps, 1);
        return new(t => rate * (from + ((to - from) / steps * Minimum(t, steps))));
    }

    /// <summary>Falls to 0 as a power, then stays: <c>rate · (1 − t / steps)^power</c>.</summary>
    /// <exception cref="ModelException">The number of steps is less than 1.</exception>
    public static Schedule Polynomial(double rate, int steps, double power = 1)
    {
        CheckSteps("polynomial", steps, 1);
        return new(t => rate * Pow(1 - (Minimum(t, steps) / steps), power));
    }

    /// <summary>A part of the rate for some steps, then the rate.</summary>
    /// <exception cref="ModelException">The number of steps is negative.</exception>
    public static Schedule Constant(double rate, double factor = 1.0 / 3, int steps = 5)
    {
        CheckSteps("constant", steps, 0);
        return new(t => Choice(t, steps, rate * factor, rate));
    }

    /// <summary>Rises and falls between two rates along lines, again and again (Smith 2017).</summary>
    /// <param name="low">The rate at first.</param>
    /// <param name="high">The highest rate.</param>
    /// <param name="up">How many steps a rise has.</param>
    /// <param name="down">How many steps a fall has; by default as many.</param>
    /// <param name="halves">Whether each cycle is half as high as the one before.</param>
    /// <param name="factor">γ: the height is multiplied by <c>γᵗ</c>.</param>
    /// <remarks>With <paramref name="low"/> above <paramref name="high"/> it is the momentum's cycle, inverse to the rate's.</remarks>
    /// <exception cref="ModelException">A number of steps is less than 1.</exception>
    public static Schedule Cyclic(double low, double high, int up, int? down = null, bool halves = false, double factor = 1)
    {
        var fall = down ?? up;
        CheckSteps("cyclic", up, 1);
        CheckSteps("cyclic", fall, 1);
        return new(t =>
        {
            var cycle = Floor(t / (up + fall));
            var within = t - (cycle * (up + fall));
            var height = Where(within <= up, within / up, (up + fall - within) / fall);
            height = halves ? height * Pow(0.5, cycle) : height;
            return low + ((high - low) * (factor == 1 ? height : height * Pow(factor, t)));
        });
    }

    internal static void CheckSteps(string name, int steps, int least)
    {
        if (steps < least)
            throw new ModelException($"[{name}] needs a number of at least {least}, got {steps}.");
    }

    /// <summary>From one number to another as half a cosine, over parts from 0 to 1.</summary>
    private static Tensor Falling(double from, double to, Tensor part) => to + (0.5 * (from - to) * (1 + Cos(Math.PI * part)));

    // Two literals have no type but single precision; these have the step's.
    private static Tensor Choice(Tensor t, int border, double before, double after) =>
        Where(Less(t, border), Tensor.Constant(t.DType, before), Tensor.Constant(t.DType, after));

    // Of numbers that are not negative.
    private static Tensor Floor(Tensor t) => t.To(DType.Int32).To(t.DType);
}
