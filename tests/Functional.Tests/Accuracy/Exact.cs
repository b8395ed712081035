using System.Numerics;

namespace Functional.Tests.Accuracy;

/// <summary>What a function should be: a real number, or one of 0, −0, ∞, −∞ and NaN.</summary>
internal readonly record struct Exact(Real Value, double? Special)
{
    public static implicit operator Exact(Real value) => new(value, null);

    public static implicit operator Exact(double special) => new(default, special);

    /// <summary>How far a number of a type is from this, in units of the last place here; infinitely far where a special number is another.</summary>
    /// <param name="got">What came out.</param>
    /// <param name="type">float64 or float32.</param>
    /// <param name="least">Smaller numbers are measured with the units of this one.</param>
    /// <remarks>Beyond the largest number the type has infinity, which stands for the next power of two.</remarks>
    public double Error(double got, DType type, double least = 0)
    {
        if (Special is { } special)
            return
                got.Equals(special) && double.IsNegative(got) == double.IsNegative(special)
                || double.IsNaN(got) && double.IsNaN(special)
                ? 0
                : double.PositiveInfinity;
        if (double.IsNaN(got))
            return double.PositiveInfinity;
        var (bits, lowest, highest) = type == DType.Float64 ? (52, -1022, 1023) : (23, -126, 127);
        var end = Real.One.Times2To(highest + 1);
        var (near, far) = (
            Real.Abs(Value) > end ? Value.Sign * end : Value,
            double.IsInfinity(got) ? Math.Sign(got) * end : (Real)got
        );
        if (near.IsZero)
            return far.IsZero ? 0 : double.PositiveInfinity;
        var size = least > 0 && Real.Abs(near) < least ? (Real)least : near;
        var unit = Math.Clamp(size.Magnitude, lowest, highest) - bits;
        return Real.Abs(near - far).Times2To(-unit).ToDouble();
    }

    public override string ToString() => Special is { } special ? $"{special:R}" : Value.ToString();
}
