namespace Functional;

// Powers, divisions and shifts of whole numbers, which wrap around.
public static partial class Elementary
{
    /// <summary><c>xʸ</c> modulo the range of the type; for negative y the power rounded towards zero, and 0 of 0.</summary>
    public static Value IntegerPower(Value x, Value y)
    {
        var one = x.Literal(1L);
        var zero = x.Literal(0L);
        var (power, square) = (one, x);
        for (var bit = 0; bit < BitsOf(x) - 1; bit++)
        {
            power = Value.Select(IsOdd(y >> bit), power * square, power);
            square *= square;
        }
        var minusOne = Value.Select(IsOdd(y), x, one);
        var unit = Value.Select(Value.Equal(x, x.Literal(-1L)), minusOne, zero);
        return Value.Select(y < zero, Value.Select(Value.Equal(x, one), one, unit), power);
    }

    /// <summary>x − y ⌊x / y⌋ with the sign of y; x where y is 0.</summary>
    public static Value FloorRemainder(Value x, Value y)
    {
        if (x.Type.IsFloating)
        {
            var r = FloatRemainder(x, y);
            var zero = x.Literal(0);
            return Value.Select(Value.NotEqual(r, zero) & ((r < zero) ^ (y < zero)), r + y, r);
        }
        var rest = x - x / y * y;
        return Value.Select(HasOtherSign(rest, y), rest + y, rest);
    }

    /// <summary>⌊x / y⌋ of whole numbers; 0 where y is 0.</summary>
    public static Value FloorQuotient(Value x, Value y)
    {
        var quotient = x / y;
        return Value.Select(HasOtherSign(x - quotient * y, y), quotient - y.Literal(1L), quotient);
    }

    /// <summary><c>x · 2ʸ</c> modulo the range of the type; 0 for y outside it.</summary>
    public static Value ShiftLeft(Value x, Value y) => Value.Select(IsDistance(y), Shifted(x, y, left: true), x.Literal(0L));

    /// <summary><c>⌊x / 2ʸ⌋</c>; only the sign is left for y outside the type's bits.</summary>
    public static Value ShiftRight(Value x, Value y) =>
        Value.Select(IsDistance(y), Shifted(x, y, left: false), x >> (BitsOf(x) - 1));

    private static Value Shifted(Value x, Value y, bool left)
    {
        for (var bit = 0; 1 << bit < BitsOf(x); bit++)
            x = Value.Select(IsOdd(y >> bit), left ? x << (1 << bit) : x >> (1 << bit), x);
        return x;
    }

    private static Value IsDistance(Value y) => (y >= y.Literal(0L)) & (y < y.Literal((long)BitsOf(y)));

    private static Value IsOdd(Value x) => (x & x.Literal(1L)).To(DType.Bool);

    private static Value HasOtherSign(Value rest, Value y)
    {
        var zero = y.Literal(0L);
        return Value.NotEqual(rest, zero) & ((rest < zero) ^ (y < zero)) & Value.NotEqual(y, zero);
    }

    private static int BitsOf(Value x) => 8 * x.Type.ByteSize;
}
