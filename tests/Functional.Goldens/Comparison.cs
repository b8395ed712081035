namespace Functional.Goldens;

/// <summary>Compares a computed tensor with a recorded one.</summary>
internal static class Comparison
{
    /// <summary>Says what differs, and where it differs most; null if nothing does.</summary>
    public static string? Difference(string what, Listing expected, Tensor computed, DType floating, Tolerance tolerance)
    {
        var type = expected.Type.IsFloating ? floating : expected.Type;
        if (computed.DType != type || !computed.Shape.Equals(expected.Shape))
            return $"{what}: expected {type.Name}{expected.Shape}, got {computed.DType.Name}{computed.Shape}";
        var got = Listing.Of(computed);
        return type.IsFloating ? Floating(what, expected, got, tolerance)
            : tolerance.CountsIntegers ? Integers(what, expected, got)
            : null;
    }

    private static string? Integers(string what, Listing expected, Listing got)
    {
        var wrong = Enumerable.Range(0, expected.Integers.Length).Where(i => expected.Integers[i] != got.Integers[i]).ToArray();
        return wrong.Length == 0
            ? null
            : $"{what} at {Position(expected.Shape, wrong[0])}: expected {expected.Integers[wrong[0]]}, got {got.Integers[wrong[0]]}"
                + Share(wrong.Length, expected.Integers.Length);
    }

    private static string? Floating(string what, Listing expected, Listing got, Tolerance tolerance)
    {
        var (worst, wrong, excess) = (-1, 0, 0.0);
        for (var i = 0; i < got.Numbers.Length; i++)
        {
            // What overflows in single precision is expected to.
            var number = got.Type == DType.Float32 ? Rounded(expected.Numbers[i]) : expected.Numbers[i];
            var ratio = Error(number, got.Numbers[i]) / tolerance.Allowed(number);
            if (!(ratio > 1))
                continue;
            wrong++;
            if (ratio > excess || worst < 0)
                (worst, excess) = (i, ratio);
        }
        return worst < 0 ? null : Describe(what, expected, got, tolerance, worst) + Share(wrong, got.Numbers.Length);
    }

    // Infinite where one is NaN or infinite and the other is not the same; zeros compare equal whatever their sign.
    private static double Error(double expected, double got) =>
        expected.Equals(got) || expected == got ? 0
        : double.IsFinite(expected) && double.IsFinite(got) ? Math.Abs(expected - got)
        : double.PositiveInfinity;

    private static double Rounded(double number) => float.IsInfinity((float)number) ? (float)number : number;

    private static string Describe(string what, Listing expected, Listing got, Tolerance tolerance, int at)
    {
        var (number, found) = (expected.Numbers[at], got.Numbers[at]);
        return $"{what} at {Position(expected.Shape, at)}: error {Math.Abs(number - found):g3} (allowed {tolerance.Allowed(number):g3}), expected {number:r}, got {found:r}";
    }

    private static string Share(int wrong, int count) => wrong == 1 && count == 1 ? "" : $" ({wrong} of {count} elements)";

    private static string Position(Shape shape, int flat)
    {
        var index = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
            (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        return $"[{string.Join(',', index)}]";
    }
}
