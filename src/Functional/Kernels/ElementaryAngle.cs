using System.Globalization;
using System.Numerics;

namespace Functional;

// Reduction of angles: a = n π/2 + r + low with |r| ≤ π/4, branch-free.
public static partial class Elementary
{
    // π/2 = High + Middle + Low, each nearest of its type.
    private static readonly double[] HalfPiSingle = [1.57079637050628662109375, -4.371139000186241e-8, -1.7151245100058819e-15];
    private static readonly double[] HalfPiDouble = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33];

    // All finite angles if they may be large, else NaN from 2^18 and 2^40 on.
    private static (Value Quarters, Value R, Value Low) QuarterTurns(Value a, int quarter, bool large)
    {
        if (!large)
            return SmallQuarterTurns(Value.Select(a < PowerOfTwo(SmallAngleBits(a)), a, a.Literal(double.NaN)), quarter);
        var (i, r, low) = SmallQuarterTurns(a, quarter);
        var (largeI, largeR, largeLow) = LargeQuarterTurns(a, quarter);
        var small = a < PowerOfTwo(SmallAngleBits(a));
        return (Value.Select(small, i, largeI), Value.Select(small, r, largeR), Value.Select(small, low, largeLow));
    }

    // Angles below this power of two are small.
    private static int SmallAngleBits(Value a) => IsSingle(a) ? 18 : 40;

    // Cody and Waite with fused products: the first is exact, the second is kept to twice the precision.
    private static (Value Quarters, Value R, Value Low) SmallQuarterTurns(Value a, int quarter)
    {
        var magic = Magic(a) + quarter;
        var t = Value.Fma(a, a.Literal(2 / Math.PI), magic);
        var n = t - magic;
        var first = Value.Fma(n, a.Literal(-HalfPi(a, 0)), a);
        var second = n * HalfPi(a, 1);
        var r = first - second;
        var low = first - r - second - Value.Fma(n, a.Literal(HalfPi(a, 1)), -second);
        return (Bits(t), r, Value.Fma(n, a.Literal(-HalfPi(a, 2)), low));
    }

    // Payne and Hanek in floating point; see Note [Large angles].
    private static (Value Quarters, Value R, Value Low) LargeQuarterTurns(Value a, int quarter)
    {
        var pieces = TurnPieces(a);
        var y = a * PowerOfTwo(-LargeScale(a));
        var high = y * pieces[0];
        var last = Value.Fma(y, pieces[0], -high);
        high = Fractional(high, 0);
        last = Fractional(last, 1);
        var sum = high + last;
        var low = last - (sum - high); // exact: high is zero, or a multiple of twice the bound of last
        Value error;
        for (var rank = 1; ; rank++)
        {
            var product = y * pieces[rank];
            last = Value.Fma(y, pieces[rank], -product);
            (sum, error) = TwoSum(sum, Fractional(product, rank));
            low += error;
            if (rank == pieces.Length - 2)
                return TurnsToRadians(sum, low + Value.Fma(y, pieces[^1], last), quarter);
            (sum, error) = TwoSum(sum, Fractional(last, rank + 1));
            low += error;
        }
    }

    // Terms of a rank are below 2^(width − 2 + digits (1 − rank)).
    private static Value Fractional(Value term, int rank) =>
        LargeWidth(term) - 2 + (MantissaBits(term) + 1) * (1 - rank) >= 0 ? term - Value.Round(term) : term;

    // Knuth's: a + b = Sum + Error.
    private static (Value Sum, Value Error) TwoSum(Value a, Value b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    private static (Value Quarters, Value R, Value Low) TurnsToRadians(Value high, Value low, int quarter)
    {
        var magic = Magic(high) + quarter;
        var t = Value.Fma(high, high.Literal(4), magic);
        var fraction = Value.Fma(t - magic, high.Literal(-0.25), high);
        var turns = fraction + low;
        var rest = low - (turns - fraction);
        var (tau, tauLow) = (4 * HalfPi(high, 0), 4 * HalfPi(high, 1));
        var r = turns * tau;
        var tail = Value.Fma(
            rest,
            high.Literal(tau),
            Value.Fma(turns, high.Literal(tauLow), Value.Fma(turns, high.Literal(tau), -r))
        );
        return (Bits(t), r, tail);
    }

    // 1 / 2π modulo what turns every number of a's magnitude fully, in pieces of the type's precision.
    private static Value[] TurnPieces(Value a)
    {
        var (first, width, digits) = (SmallAngleBits(a), LargeWidth(a), MantissaBits(a) + 1);
        var last = ExponentBias(a) + 1;
        var pieces = new Value[LargePieces(a)];
        for (var from = first; from < last; from += width)
        {
            // Numbers from 2^from on are multiples of 2^(from − digits + 1).
            var below = a < PowerOfTwo(from);
            var values = Pieces(Turns.PerRadian, digits - 1 - from, digits, pieces.Length, LargeScale(a));
            for (var k = 0; k < pieces.Length; k++)
            {
                var piece = a.Literal(values[k]);
                pieces[k] = from == first ? piece : Value.Select(below, pieces[k], piece);
            }
        }
        return pieces;
    }

    // The residue of bits · 2^-1280 modulo 2^modulus, nearest zero, times 2^scale, as a sum of doubles of few digits.
    private static double[] Pieces(BigInteger bits, int modulus, int digits, int count, int scale)
    {
        var period = BigInteger.One << (1280 + modulus);
        var rest = bits % period;
        if (rest * 2 > period)
            rest -= period;
        var pieces = new double[count];
        for (var k = 0; k < count; k++)
        {
            var drop = (int)(rest.IsZero ? 0 : BigInteger.Abs(rest).GetBitLength()) - digits;
            var piece = drop <= 0 ? rest : ((rest >> (drop - 1)) + 1) >> 1;
            pieces[k] = Math.ScaleB((double)piece, Math.Max(drop, 0) - 1280 + scale);
            rest -= piece << Math.Max(drop, 0);
        }
        return pieces;
    }

    // A class of its own: few programs have large angles, and reading so many digits is work at a program's start.
    private static class Turns
    {
        /// <summary><c>⌊2¹²⁸⁰ / 2π⌋</c>.</summary>
        public static readonly BigInteger PerRadian = BigInteger.Parse(
            "028be60db9391054a7f09d5f47d4d377036d8a5664f10e4107f9458eaf7aef1586dc91b8e909374b8"
                + "01924bba827464873f877ac72c4a69cfba208d7d4baed1213a671c09ad17df904e64758e60d4ce7d"
                + "272117e2ef7e4a0ec7fe25fff7816603fbcbc462d6829b47db4d9fb3c9f2c26dd3d18fd9a797fa8b"
                + "5d49eeb1faf97c5ecf41ce7de294a4ba9afed7ec47e357421580cc11bf1edaeafc33ef0826bd0d87",
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );
    }

    private static int LargeScale(Value a) => IsSingle(a) ? 64 : 512;

    private static int LargeWidth(Value a) => IsSingle(a) ? 22 : 97;

    private static int LargePieces(Value a) => IsSingle(a) ? 4 : 5;
}

// Note [Large angles]
// A number x of [2^A, 2^(A+W)) is a multiple of 2^(A−p+1), p the digits of its type, so multiples of 2^(p−1−A) may be left out of
// 1/2π: they only add whole turns. What remains times x is below 2^(W+p−2) turns. It is the sum of products of x with pieces
// of p digits each; every product is exact as a rounded product and its error, and gives up its whole part exactly. Chains of
// selections choose the pieces by the class [2^A, 2^(A+W)) of x. What is left out is below 2^-46 turns in float32 with four pieces
// and W = 22, and 2^-117 turns in float64 with five and W = 97.
