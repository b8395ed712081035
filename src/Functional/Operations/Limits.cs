using static Functional.Operations;

namespace Functional;

public sealed partial class Tensor
{
    /// <summary>Every element, but at least <paramref name="min"/> and at most <paramref name="max"/>, which broadcast; null is no bound.</summary>
    /// <remarks>
    /// The derivative is 1 also at the bounds. Where the bounds contradict each other the upper one holds. NaN passes, among elements and bounds.
    /// </remarks>
    [Pipeline]
    public Tensor Clamp(Tensor? min = null, Tensor? max = null)
    {
        var x = this;
        if (min is not null)
            x = Where((min <= x) | x.IsNaN(), x, min);
        return max is null ? x : Where((x <= max) | x.IsNaN(), x, max);
    }

    /// <summary>NaN and infinities replaced by numbers: null stands for the largest and smallest finite ones. Derivative 0 where replaced.</summary>
    [Pipeline]
    public Tensor NanToNum(double nan = 0, double? positiveInfinity = null, double? negativeInfinity = null)
    {
        if (!DType.IsFloating)
            return this;
        var largest = DType switch
        {
            DType.Float16 => (double)Half.MaxValue,
            DType.BFloat16 => (2 - Math.Pow(2, -7)) * Math.Pow(2, 127),
            DType.Float32 => float.MaxValue,
            _ => double.MaxValue,
        };
        var finite = Where(Equal(double.NegativeInfinity), negativeInfinity ?? -largest, this);
        finite = Where(Equal(double.PositiveInfinity), positiveInfinity ?? largest, finite);
        return Where(IsNaN(), nan, finite);
    }

    /// <summary>Inverse of the logistic function, of elements clamped to <c>[ε, 1 − ε]</c>: <c>ln(x / (1 − x))</c>.</summary>
    [Pipeline]
    public Tensor Logit(double epsilon) => Clamp(epsilon, 1 - epsilon).Logit();
}
