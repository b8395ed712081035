using static Functional.Operations;

namespace Functional;

// Counts and classes.
public sealed partial class Key
{
    private const int PoissonProposals = 24;
    private const int FewArrivals = 10; // of a rate below which arrivals are counted one by one
    private const int MostArrivals = 64; // more than these come at such a rate once in 10²⁷

    /// <summary>Counts of arrivals, <c>P(k) = λᵏ exp(−λ) / k!</c>, int64: one by one at rates below 10, else by transformed rejection (Hörmann 1993).</summary>
    /// <param name="shape">How many.</param>
    /// <param name="rate">λ, not negative; mean and variance.</param>
    /// <exception cref="ShapeException">The rate does not broadcast to the shape.</exception>
    public Tensor Poisson(Shape shape, Tensor rate)
    {
        var λ = Fit("poisson", nameof(rate), rate, shape).To(DType.Float64).BroadcastTo(shape);
        var (few, many) = Split();
        var isFew = λ < FewArrivals;
        return Where(isFew, few.Arrivals(shape, λ), many.Rejected(shape, Maximum(λ, FewArrivals)));
    }

    /// <summary>Classes 0, 1, … with the probabilities <c>softmax(logits)</c> along the last axis, int64: where logits plus Gumbel numbers are largest.</summary>
    /// <param name="shape">How many; the logits' axes but the last broadcast to it.</param>
    /// <param name="logits">Logarithms of the probabilities, up to a constant; −∞ for what never comes.</param>
    /// <exception cref="DTypeException">The logits are not floating.</exception>
    /// <exception cref="ShapeException">The logits have no axis of classes, or an empty one, or do not broadcast to the shape.</exception>
    public Tensor Categorical(Shape shape, Tensor logits)
    {
        CheckClasses("categorical", nameof(logits), logits);
        var all = Shape.Of([.. shape.Axes, logits.Shape[-1]]);
        return (Fit("categorical", nameof(logits), logits, all) + Gumbel(all, logits.DType.Lane)).ArgMax(-1);
    }

    /// <summary>Classes along the last axis of tables of probabilities, int64: <c>[…, classes] → […, count]</c>.</summary>
    /// <param name="probabilities">Not negative; they need not add up to 1.</param>
    /// <param name="count">How many of each table.</param>
    /// <param name="replace">Whether a class may come more than once. Without it those of probability 0 come last.</param>
    /// <exception cref="DTypeException">The probabilities are not floating.</exception>
    /// <exception cref="ShapeException">There is no class, or without replacement there are not as many as asked for.</exception>
    public Tensor Multinomial(Tensor probabilities, int count, bool replace = false)
    {
        CheckClasses("multinomial", nameof(probabilities), probabilities);
        var (logits, classes) = (Log(probabilities), probabilities.Shape[-1]);
        if (count < 0 || (!replace && count > classes))
            throw new ShapeException(
                $"[multinomial] cannot draw {count} of {classes} classes{(replace ? "" : " without replacement")}."
            );
        if (!replace)
            return (logits + Gumbel(logits.Shape, logits.DType.Lane)).ArgSort(-1, descending: true).Slice(-1, 0, count);
        Shape tables = Shape.Of(logits.Shape.Axes[..^1]);
        return Categorical(Shape.Of([.. tables.Axes, count]), logits.ExpandDims(-2));
    }

    private static void CheckClasses(string op, string role, Tensor classes)
    {
        if (!classes.DType.IsFloating)
            throw new DTypeException($"[{op}] needs floating {role}, got {classes.DType.Name}{classes.Shape}.");
        if (classes.Rank == 0 || classes.Shape[-1] == 0)
            throw new ShapeException($"[{op}] needs {role} of at least one class along the last axis, got {classes.Shape}.");
    }

    // Waiting times add up until the time is over.
    private Tensor Arrivals(Shape shape, Tensor rate)
    {
        var start = (Time: Tensor.Zeros(shape, DType.Float64), Count: Tensor.Zeros(shape, DType.Int64));
        var (end, _) = Loop.Scan(
            ((Tensor Time, Tensor Count) past, Tensor number) =>
            {
                var time = past.Time + Fold(number).Exponential(shape, type: DType.Float64);
                return ((time, past.Count + Less(time, rate).To(DType.Int64)), Array.Empty<Tensor>());
            },
            start,
            Tensor.Range(MostArrivals, DType.Int32)
        );
        return end.Count;
    }

    private Tensor Rejected(Shape shape, Tensor rate)
    {
        var root = Sqrt(rate);
        var b = 0.931 + (2.53 * root);
        var a = -0.059 + (0.02483 * b);
        var (inverse, sure, logarithm) = (1.1239 + (1.1328 / (b - 3.4)), 0.9277 - (3.6224 / (b - 2)), Log(rate));
        var start = (Count: Floor(rate), IsDone: Tensor.Zeros(shape, DType.Bool));
        var (best, _) = Loop.Scan(
            ((Tensor Count, Tensor IsDone) best, Tensor number) =>
            {
                var (first, second) = Fold(number).Split();
                var (u, v) = (first.Uniform(shape, DType.Float64) - 0.5, 1 - second.Uniform(shape, DType.Float64));
                var us = 0.5 - Abs(u);
                var k = Floor((((2 * a / us) + b) * u) + rate + 0.43);
                var isSure = And(us >= 0.07, v <= sure);
                var isOut = Or(k < 0, And(us < 0.013, v > us));
                var isIn =
                    Log(v * inverse / ((a / (us * us)) + b)) <= (Maximum(k, 0) * logarithm) - rate - LogGamma(Maximum(k, 0) + 1);
                var isAccepted = Or(isSure, And(!isOut, isIn));
                return ((Where(Or(best.IsDone, !isAccepted), best.Count, k), Or(best.IsDone, isAccepted)), Array.Empty<Tensor>());
            },
            start,
            Tensor.Range(PoissonProposals, DType.Int32)
        );
        return best.Count.To(DType.Int64);
    }
}
