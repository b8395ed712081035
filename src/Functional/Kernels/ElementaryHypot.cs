namespace Functional;

public static partial class Elementary
{
    /// <summary><c>√(x² + y²)</c> without overflow; ∞ if either is infinite.</summary>
    public static Value Hypot(Value x, Value y)
    {
        var (a, b) = (Value.Abs(x), Value.Abs(y));
        var larger = Value.Select(a < b, b, a);
        var (one, single) = (x.Literal(1), IsSingle(x));
        var (huge, tiny) = (larger > PowerOfTwo(single ? 60 : 500), larger < PowerOfTwo(single ? -50 : -500));
        Value Factor(int down, int up) =>
            Value.Select(huge, x.Literal(PowerOfTwo(down)), Value.Select(tiny, x.Literal(PowerOfTwo(up)), one));
        var scale = single ? Factor(-70, 90) : Factor(-600, 600);
        (a, b) = (a * scale, b * scale);
        var length = Value.Sqrt(Value.Fma(a, a, b * b)) * (single ? Factor(70, -90) : Factor(600, -600));
        var infinity = x.Literal(double.PositiveInfinity);
        return Value.Select(Value.Equal(a, infinity) | Value.Equal(b, infinity), infinity, length);
    }
}
