namespace Functional;

/// <summary>A learning rate that falls when a measure stops getting better: a value, and a function from it and a measure to the next.</summary>
/// <remarks>
/// It follows from what is measured between steps, so it is not a <see cref="Schedule"/>: hand <see cref="Rate"/> to
/// <see cref="TrainingState.WithFactor"/>, for an optimizer that ends in <see cref="Optimizers.Factor"/>.
/// </remarks>
/// <param name="Rate">The rate now.</param>
public sealed record Plateau(double Rate)
{
    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>How many measures in a row may be no better before the rate falls.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>By how much a measure must be better to count.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether the threshold is a part of the best measure, or a difference from it.</summary>
    public bool IsRelative { get; init; } = true;

    /// <summary>Whether larger measures are better.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>How many measures after a fall are not counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The lowest rate.</summary>
    public double Least { get; init; }

    /// <summary>Falls that are not larger do not happen.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The best measure so far; null before the first.</summary>
    public double? Best { get; init; }

    /// <summary>How many measures in a row were no better.</summary>
    public int Waited { get; init; }

    /// <summary>How many measures are still not counted.</summary>
    public int Resting { get; init; }

    /// <summary>The plateau after one more measure.</summary>
    public Plateau Next(double measure)
    {
        var isBetter = IsBetter(measure);
        var waited = isBetter || Resting > 0 ? 0 : Waited + 1;
        var next = this with { Best = isBetter ? measure : Best, Waited = waited, Resting = Math.Max(0, Resting - 1) };
        if (waited <= Patience)
            return next;
        var lower = Math.Max(Rate * Factor, Least);
        return next with { Rate = Rate - lower > Epsilon ? lower : Rate, Waited = 0, Resting = Cooldown };
    }

    private bool IsBetter(double measure)
    {
        if (Best is not { } best)
            return !double.IsNaN(measure);
        var margin = IsRelative ? best * Threshold : Threshold;
        return HigherIsBetter ? measure > best + margin : measure < best - margin;
    }
}
