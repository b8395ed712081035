using static Functional.Operations;

namespace Functional;

public static partial class Schedules
{
    /// <summary>One rise to the highest rate and one fall far below the first (Smith &amp; Topin 2018), from <c>highest / 25</c> to <c>highest / 250,000</c>.</summary>
    /// <param name="highest">The highest rate.</param>
    /// <param name="steps">How many steps all takes; after them the rate stays.</param>
    /// <param name="rise">The part of the steps in which the rate rises.</param>
    /// <param name="startDivisor">The first rate is the highest divided by this.</param>
    /// <param name="finalDivisor">The last rate is the first divided by this.</param>
    /// <param name="isLinear">Whether rise and fall are lines; else half cosines.</param>
    /// <param name="hasThreePhases">Whether it falls to the first rate as fast as it rose, and then to the last.</param>
    /// <exception cref="ModelException">There are no steps, or the part that rises is not between 0 and 1.</exception>
    public static Schedule OneCycle(
        double highest,
        int steps,
        double rise = 0.3,
        double startDivisor = 25,
        double finalDivisor = 1e4,
        bool isLinear = false,
        bool hasThreePhases = false
    )
    {
        var first = highest / startDivisor;
        return Cycle(first, highest, first / finalDivisor, steps, rise, isLinear, hasThreePhases);
    }

    /// <summary>The momentum beside <see cref="OneCycle"/>: it falls where the rate rises, and rises where the rate falls.</summary>
    /// <param name="steps">How many steps all takes.</param>
    /// <param name="low">The lowest momentum.</param>
    /// <param name="high">The highest momentum.</param>
    /// <param name="rise">The part of the steps in which the rate rises.</param>
    /// <param name="isLinear">Whether rise and fall are lines; else half cosines.</param>
    /// <param name="hasThreePhases">As of the rate.</param>
    /// <exception cref="ModelException">There are no steps, or the part that rises is not between 0 and 1.</exception>
    public static Schedule OneCycleMomentum(
        int steps,
        double low = 0.85,
        double high = 0.95,
        double rise = 0.3,
        bool isLinear = false,
        bool hasThreePhases = false
    ) => Cycle(high, low, high, steps, rise, isLinear, hasThreePhases);

    // Phases end at these steps, as PyTorch counts: the first step is 0, the last one less than their number.
    private static Schedule Cycle(
        double first,
        double middle,
        double last,
        int steps,
        double rise,
        bool isLinear,
        bool hasThreePhases
    )
    {
        CheckSteps("one_cycle", steps, 1);
        if (!(rise >= 0 && rise <= 1))
            throw new ModelException($"[one_cycle] needs a rising part from 0 to 1, got {rise}.");
        (double End, double From, double To)[] phases = hasThreePhases
            ? [((rise * steps) - 1, first, middle), ((2 * rise * steps) - 2, middle, first), (steps - 1, first, last)]
            : [((rise * steps) - 1, first, middle), (steps - 1, middle, last)];
        return new(t =>
        {
            Tensor? rate = null;
            for (var i = phases.Length - 1; i >= 0; i--)
            {
                var (start, phase) = (i == 0 ? 0 : phases[i - 1].End, phases[i]);
                var part = phase.End == start ? 1 : Minimum((t - start) / (phase.End - start), 1);
                var own = isLinear ? phase.From + ((phase.To - phase.From) * part) : Falling(phase.From, phase.To, part);
                rate = rate is null ? own : Where(t <= phase.End, own, rate);
            }
            return rate!;
        });
    }
}
