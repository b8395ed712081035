namespace Functional;

// Inverse circular functions.
public static partial class Elementary
{
    // (atan z / z − 1) / z² in z² ≤ 1: errors 2^-27.0 and 2^-54.5.
    private static readonly double[] AtanSingle =
    [
        -0.333332986,
        0.199985489,
        -0.142642558,
        0.109522551,
        -0.0840364099,
        0.0579606183,
        -0.0311806258,
        0.0109159853,
        -0.00179390772,
    ];

    private static readonly double[] AtanDouble =
    [
        -0.33333333333333071,
        0.19999999999951509,
        -0.14285714282577311,
        0.11111111007068279,
        -0.090909070033653311,
        0.076922798399070222,
        -0.06666404036822296,
        0.058805275639332487,
        -0.052535169699085907,
        0.047223155393570013,
        -0.042191586512817958,
        0.0366414505512331,
        -0.02990306807046916,
        0.021983821485256023,
        -0.013899541554535641,
        0.0071957552067679256,
        -0.0028845222636433784,
        0.00083117876865561292,
        -0.00015212932964311161,
        1.3221874540258622e-5,
    ];

    // (asin s / s − 1) / s² in s² ≤ ¼: errors 2^-27.2 and 2^-55.7.
    private static readonly double[] AsinSingle = [0.166667536, 0.0749527887, 0.0454729497, 0.0241657142, 0.0421914235];

    private static readonly double[] AsinDouble =
    [
        0.16666666666665395,
        0.075000000003408424,
        0.04464285682502972,
        0.030381959278106961,
        0.022371754552902492,
        0.017359759068912951,
        0.013884685070830667,
        0.012172908847184739,
        0.0065116555972469618,
        0.019573756984308063,
        -0.016296848369907298,
        0.031962805855056675,
    ];

    private static double HalfPi(Value x, int part) => (IsSingle(x) ? HalfPiSingle : HalfPiDouble)[part];

    /// <summary>Inverse of the tangent, between −π/2 and π/2.</summary>
    public static Value Atan(Value x)
    {
        var a = Value.Abs(x);
        var far = a > 1;
        var zero = x.Literal(0);
        var z = Value.Select(far, -1 / a, a);
        var rest = Value.Fma(z, AtanExcess(z), Value.Select(far, x.Literal(HalfPi(x, 1)), zero));
        return WithSignOf(Value.Select(far, x.Literal(HalfPi(x, 0)), zero) + (z + rest), x);
    }

    /// <summary>Angle of the point (x, y), between −π and π.</summary>
    public static Value Atan2(Value y, Value x)
    {
        var (b, a) = (Value.Abs(y), Value.Abs(x));
        var steep = b > a;
        var (small, large) = (Value.Select(steep, a, b), Value.Select(steep, b, a));
        var one = x.Literal(1);
        var zero = x.Literal(0);
        var z = Value.Select(Value.Equal(large, zero), small, Value.Select(Value.Equal(small, large), one, small / large));
        var left = Bits(x) < Whole(x, 0); // −0 counts
        // ± atan z + k π/2 with k = 0, 1 (steep), 2 (left).
        var k = Value.Select(steep, one, Value.Select(left, x.Literal(2), zero));
        var turned = Value.Select(steep, Value.Select(left, z, -z), Value.Select(left, -z, z));
        var rest = Value.Fma(turned, AtanExcess(z), k * HalfPi(x, 1));
        return WithSignOf(Value.Fma(k, x.Literal(HalfPi(x, 0)), turned + rest), y);
    }

    /// <summary>Inverse of the sine, between −π/2 and π/2; NaN outside [−1, 1].</summary>
    public static Value Asin(Value x)
    {
        var (far, s, excess) = AsinParts(Value.Abs(x));
        var near = Value.Fma(s, excess, s);
        var complement = x.Literal(HalfPi(x, 0)) - (Value.Fma(s + s, excess, -HalfPi(x, 1)) + (s + s));
        return WithSignOf(Value.Select(far, complement, near), x);
    }

    /// <summary>Inverse of the cosine, between 0 and π; NaN outside [−1, 1].</summary>
    public static Value Acos(Value x)
    {
        var (far, s, excess) = AsinParts(Value.Abs(x));
        // x > ½: 2 asin s; x < −½: π − 2 asin s; else π/2 − asin x.
        var zero = x.Literal(0);
        var negative = x < 0;
        var turned = Value.Select(far, s + s, s);
        turned = Value.Select(far ^ negative, turned, -turned);
        var k = Value.Select(far, Value.Select(negative, x.Literal(2), zero), x.Literal(1));
        return Value.Fma(k, x.Literal(HalfPi(x, 0)), Value.Fma(turned, excess, k * HalfPi(x, 1)) + turned);
    }

    // atan z / z − 1.
    private static Value AtanExcess(Value z)
    {
        var square = z * z;
        return square * Polynomial(square, IsSingle(z) ? AtanSingle : AtanDouble);
    }

    // s = a, or √((1 − a)/2) beyond ½, and asin s / s − 1.
    private static (Value Far, Value S, Value Excess) AsinParts(Value a)
    {
        var far = a > 0.5;
        var square = Value.Select(far, Value.Fma(a, a.Literal(-0.5), 0.5), a * a);
        var excess = square * Polynomial(square, IsSingle(a) ? AsinSingle : AsinDouble);
        return (far, Value.Select(far, Value.Sqrt(square), a), excess);
    }
}
