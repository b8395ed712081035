using static Functional.Operations;

namespace Functional;

/// <summary>A number that follows from how many steps were made: a learning rate, usually. A function, computed inside the compiled step.</summary>
/// <remarks>
/// A number is a schedule too, and so is a product: <c>0.1 * Schedules.Cosine(1, 1000)</c>. Your own is
/// <c>new Schedule(step => 0.1 / Sqrt(step + 1))</c>.
/// </remarks>
public sealed class Schedule
{
    private readonly Func<Tensor, Tensor> _at;

    /// <summary>A schedule of your own.</summary>
    /// <param name="at">From the number of steps made before, a floating scalar that begins at 0, to the number; written in operations.</param>
    public Schedule(Func<Tensor, Tensor> at) => _at = at;

    private Schedule(double number)
    {
        _at = _ => number;
        Constant = number;
    }

    /// <summary>The number, if it never changes.</summary>
    internal double? Constant { get; }

    /// <summary>The number for the step that follows <paramref name="step"/> steps: a scalar of the step's type, of float32 for a whole number.</summary>
    /// <exception cref="ShapeException">The schedule gives no scalar.</exception>
    public Tensor At(Tensor step)
    {
        if (!step.DType.IsFloating)
            return At(step.To(DType.Float32));
        var number = _at(step);
        return number.Rank == 0
            ? number.To(step.DType)
            : throw new ShapeException($"[schedule] must give a scalar, got {number.DType.Name}{number.Shape}.");
    }

    /// <summary>This schedule for a number of steps, then another, which counts its own from 0: a warm-up, then a decay.</summary>
    /// <exception cref="ModelException">The number of steps is negative.</exception>
    public Schedule Then(int steps, Schedule next)
    {
        Schedules.CheckSteps("then", steps, 0);
        // The one that does not count may be out of its range, so it is asked within.
        return new(step =>
            Where(Less(step, steps), At(Minimum(step, Math.Max(0, steps - 1))), next.At(Maximum(step - steps, 0)))
        );
    }

    /// <summary>The same number at every step.</summary>
    public static implicit operator Schedule(double number) => new(number);

    /// <summary>Two schedules multiplied: each a factor of the other.</summary>
    public static Schedule operator *(Schedule first, Schedule second) =>
        first.Constant * second.Constant is { } number
            ? new Schedule(number)
            : new Schedule(step => first.At(step) * second.At(step));
}
