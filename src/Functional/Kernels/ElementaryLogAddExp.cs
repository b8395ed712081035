namespace Functional;

public static partial class Elementary
{
    /// <summary><c>log(eˣ + eʸ)</c>, also where the powers overflow.</summary>
    public static Value LogAddExp(Value x, Value y)
    {
        var sum = Value.Max(x, y) + Log1p(Exp(-Value.Abs(x - y)));
        return Value.Select(Value.Equal(x, y), x + 0.69314718055994531, sum);
    }

    /// <summary><c>log₂(2ˣ + 2ʸ)</c>.</summary>
    public static Value LogAddExp2(Value x, Value y)
    {
        var sum = Value.Fma(Log1p(Exp2(-Value.Abs(x - y))), x.Literal(Log2E), Value.Max(x, y));
        return Value.Select(Value.Equal(x, y), x + 1, sum);
    }
}
