using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Functions of one tensor, element by element.</summary>
internal static class UnaryAdapters
{
    // Functions of floats, without arguments.
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Floating = new()
    {
        ["exp"] = Exp,
        ["exp2"] = Exp2,
        ["expm1"] = Expm1,
        ["log"] = Log,
        ["log2"] = Log2,
        ["log10"] = Log10,
        ["log1p"] = Log1p,
        ["sqrt"] = Sqrt,
        ["rsqrt"] = Rsqrt,
        ["sin"] = Sin,
        ["cos"] = Cos,
        ["tan"] = Tan,
        ["asin"] = Asin,
        ["acos"] = Acos,
        ["atan"] = Atan,
        ["sinh"] = Sinh,
        ["cosh"] = Cosh,
        ["tanh"] = Tanh,
        ["asinh"] = Asinh,
        ["acosh"] = Acosh,
        ["atanh"] = Atanh,
        ["erf"] = Erf,
        ["erfc"] = Erfc,
        ["erfinv"] = ErfInv,
        ["lgamma"] = LogGamma,
        ["digamma"] = Digamma,
        ["sigmoid"] = Sigmoid,
        ["logsigmoid"] = LogSigmoid,
        ["softsign"] = Softsign,
        ["selu"] = Selu,
        ["silu"] = Silu,
        ["mish"] = Mish,
        ["hardswish"] = HardSwish,
        ["hardsigmoid"] = HardSigmoid,
        ["tanhshrink"] = TanhShrink,
        ["quick_gelu"] = QuickGelu,
        ["reciprocal"] = Reciprocal,
        ["sinc"] = Sinc,
        ["deg2rad"] = DegreesToRadians,
        ["rad2deg"] = RadiansToDegrees,
    };

    // Functions of numbers of every type, without arguments.
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Numeric = new()
    {
        ["abs"] = Abs,
        ["neg"] = Negate,
        ["ceil"] = Ceiling,
        ["floor"] = Floor,
        ["round"] = Round,
        ["trunc"] = Truncate,
        ["frac"] = Frac,
        ["sign"] = Sign,
        ["relu"] = Relu,
        ["relu6"] = Relu6,
        ["square"] = Square,
        ["isnan"] = IsNaN,
        ["isinf"] = IsInfinite,
        ["isfinite"] = IsFinite,
        ["logical_not"] = Not,
    };

    private static readonly Dictionary<string, Adapter> WithArguments = new()
    {
        ["softplus"] = (x, a) => x.Real(0).Softplus(a.Number("beta", 1), a.Number("threshold", 20)),
        ["leaky_relu"] = (x, a) => x.Real(0).LeakyRelu(a.Number("negative_slope", 0.01)),
        ["elu"] = (x, a) => x.Real(0).Elu(a.Number("alpha", 1)),
        ["celu"] = (x, a) => x.Real(0).Celu(a.Number("alpha", 1)),
        ["gelu"] = (x, a) => a.Word("approximate", "none") == "tanh" ? GeluTanh(x.Real(0)) : Gelu(x.Real(0)),
        ["hardtanh"] = (x, a) => x.Real(0).HardTanh(a.Number("min_val", -1), a.Number("max_val", 1)),
        ["hardshrink"] = (x, a) => x.Real(0).HardShrink(a.Number("lambd", 0.5)),
        ["softshrink"] = (x, a) => x.Real(0).SoftShrink(a.Number("lambd", 0.5)),
        ["threshold"] = (x, a) => x.Real(0).Threshold(a.Number("threshold"), a.Number("value")),
        ["logit"] = (x, a) => a.NumberOrNull("eps") is { } epsilon ? x.Real(0).Logit(epsilon) : Logit(x.Real(0)),
        ["clamp"] = (x, a) =>
            (a.IsWhole("min") && a.IsWhole("max") ? x[0] : x.Real(0)).Clamp(Bound(x[0], a, "min"), Bound(x[0], a, "max")),
        ["nan_to_num"] = (x, a) => x[0].NanToNum(a.Number("nan", 0), a.NumberOrNull("posinf"), a.NumberOrNull("neginf")),
        ["cast"] = (x, a) => x[0].To(Target(a.Word("dtype"), x.Floating)),
    };

    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>([
            .. Floating.Select(entry => KeyValuePair.Create<string, Adapter>(entry.Key, (x, _) => entry.Value(x.Real(0)))),
            .. Numeric.Select(entry => KeyValuePair.Create<string, Adapter>(entry.Key, (x, _) => entry.Value(x[0]))),
            .. WithArguments,
        ]);

    // A whole bound of whole numbers leaves them whole.
    private static Tensor? Bound(Tensor x, Arguments a, string name) =>
        a.NumberOrNull(name) is not { } bound ? null
        : x.DType.IsInteger && bound == Math.Truncate(bound) ? (Tensor)(long)bound
        : bound;

    private static DType Target(string name, DType floating) =>
        name switch
        {
            "int64" => DType.Int64,
            "bool" => DType.Bool,
            _ => floating,
        };
}
