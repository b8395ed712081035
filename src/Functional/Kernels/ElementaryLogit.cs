namespace Functional;

// The inverse of the logistic function: near its root at ½ the quotient's distance from 1 counts, not the quotient.
public static partial class Elementary
{
    /// <summary><c>log(x / (1 − x))</c>; ∓∞ at 0 and 1, NaN outside.</summary>
    public static Value Logit(Value x)
    {
        var rest = 1 - x;
        // x / (1 − x) = 1 + t / (1 − x) with t = 2x − 1, which is exact from ¼ on.
        var t = Value.Fma(x, x.Literal(2), -1.0);
        var reciprocal = 1 / rest;
        var q = t * reciprocal;
        var residual = Value.Fma(-q, 1 - rest - x, Value.Fma(-q, rest, t));
        return Value.Select(Value.Abs(t) < 0.5, Log1p(q, residual * reciprocal), Log(x / rest));
    }
}
