using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Functions of two or three tensors, element by element, which broadcast.</summary>
internal static class BinaryAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["add"] = (x, a) => x[0] + Scaled(x[1], a.Number("alpha", 1)),
            ["sub"] = (x, a) => x[0] - Scaled(x[1], a.Number("alpha", 1)),
            ["mul"] = (x, _) => x[0] * x[1],
            ["div"] = (x, a) =>
                a.Word("rounding_mode", "none") switch
                {
                    "floor" => FloorDivide(x[0], x[1]),
                    "trunc" => TruncateDivide(x[0], x[1]),
                    _ => x.Real(0) / x.Real(1),
                },
            ["pow"] = (x, _) => Pow(x[0], x[1]),
            ["pow_scalar"] = (x, a) => Pow(Beside(x, a, "exponent"), Scalar(x[0], a.Number("exponent"))),
            ["rpow_scalar"] = (x, a) => Pow(Scalar(x[0], a.Number("base")), Beside(x, a, "base")),
            ["fmod"] = (x, _) => FMod(x[0], x[1]),
            ["remainder"] = (x, _) => Remainder(x[0], x[1]),
            ["floor_divide"] = (x, _) => FloorDivide(x[0], x[1]),
            ["atan2"] = (x, _) => Atan2(x.Real(0), x.Real(1)),
            ["hypot"] = (x, _) => Hypot(x.Real(0), x.Real(1)),
            ["fmax"] = (x, _) => FMax(x[0], x[1]),
            ["fmin"] = (x, _) => FMin(x[0], x[1]),
            ["copysign"] = (x, _) => CopySign(x.Real(0), x.Real(1)),
            ["xlogy"] = (x, _) => XLogY(x.Real(0), x.Real(1)),
            ["logaddexp"] = (x, _) => LogAddExp(x.Real(0), x.Real(1)),
            ["logaddexp2"] = (x, _) => LogAddExp2(x.Real(0), x.Real(1)),
            ["heaviside"] = (x, _) => Heaviside(x[0], x[1]),
            ["isclose"] = (x, a) => IsClose(x[0], x[1], a.Number("rtol", 1e-5), a.Number("atol", 1e-8), a.Flag("equal_nan")),
            ["lerp"] = (x, _) => Lerp(x[0], x[1], x[2]),
            ["lerp_scalar"] = (x, a) => Lerp(x[0], x[1], Scalar(x[0], a.Number("weight"))),
            ["addcmul"] = (x, a) => AddCMul(x[0], x[1], x[2], Scalar(x[0], a.Number("value", 1))),
            ["addcdiv"] = (x, a) => AddCDiv(x[0], x[1], x[2], Scalar(x[0], a.Number("value", 1))),
            ["maximum"] = (x, _) => Maximum(x[0], x[1]),
            ["minimum"] = (x, _) => Minimum(x[0], x[1]),
            ["eq"] = (x, _) => Equal(x[0], x[1]),
            ["ne"] = (x, _) => NotEqual(x[0], x[1]),
            ["lt"] = (x, _) => x[0] < x[1],
            ["le"] = (x, _) => x[0] <= x[1],
            ["gt"] = (x, _) => x[0] > x[1],
            ["ge"] = (x, _) => x[0] >= x[1],
            ["logical_and"] = (x, _) => x[0] & x[1],
            ["logical_or"] = (x, _) => x[0] | x[1],
            ["logical_xor"] = (x, _) => x[0] ^ x[1],
            ["where"] = (x, _) => Where(x[0], x[1], x[2]),
        };

    // Whole numbers beside a float are floats.
    private static Tensor Beside(Operands x, Arguments a, string name) => a.IsWhole(name) ? x[0] : x.Real(0);

    private static Tensor Scaled(Tensor y, double alpha) => alpha == 1 ? y : Scalar(y, alpha) * y;

    // A whole number beside whole numbers leaves them whole.
    private static Tensor Scalar(Tensor beside, double number) =>
        beside.DType.IsInteger && number == Math.Truncate(number) ? (Tensor)(long)number : number;
}
