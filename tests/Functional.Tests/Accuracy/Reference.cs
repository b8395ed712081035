using static Functional.Tests.Accuracy.ElementaryReference;

namespace Functional.Tests.Accuracy;

/// <summary>A function of the library beside what it should be.</summary>
/// <param name="Name">The operation's name.</param>
/// <param name="Arity">One operand or two.</param>
/// <param name="Apply">The library's.</param>
/// <param name="Of">The value for operands, and an estimate of it: the library's.</param>
internal sealed partial record Reference(string Name, int Arity, Func<Tensor[], Tensor> Apply, Func<double[], double, Exact> Of)
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>How many units of the last place the library may be off.</summary>
    public double Allowed { get; init; } = 2;

    /// <summary>Results smaller than this are measured with its units: near a zero that no number hits.</summary>
    public Func<double, double> Least { get; init; } = _ => 0;

    /// <summary>Whether a zero has the sign that it should have.</summary>
    public bool SignsZeros { get; init; } = true;

    /// <summary>What is tried beside all exponents.</summary>
    public Interval Domain { get; init; } = Interval.Real;

    public static IReadOnlyList<Reference> All { get; } = [.. Exponentials(), .. Circular(), .. Pairs(), .. Special()];

    private static IEnumerable<Reference> Exponentials() =>
        [
            One(
                "exp",
                x =>
                    x == -Infinity ? 0.0
                    : double.IsFinite(x) ? (Exact)Exp(x)
                    : x
            ) with
            {
                Domain = new(-750, 712),
            },
            One(
                "exp2",
                x =>
                    x == -Infinity ? 0.0
                    : double.IsFinite(x) ? (Exact)Exp2(x)
                    : x
            ) with
            {
                Domain = new(-1080, 1026),
            },
            One(
                "expm1",
                x =>
                    x == -Infinity ? -1.0
                    : x == 0 || !double.IsFinite(x) ? x
                    : (Exact)Expm1(x)
            ) with
            {
                Domain = new(-40, 712),
            },
            One("log", x => Logarithm(x, v => Log(v))),
            One("log2", x => Logarithm(x, v => Log(v) / Ln2)),
            One("log10", x => Logarithm(x, v => Log(v) / Log(10))),
            One(
                "log1p",
                x =>
                    x == 0 ? x
                    : x == -1 ? -Infinity
                    : x < -1 ? double.NaN
                    : double.IsFinite(x) ? (Exact)Log1p(x)
                    : x
            ) with
            {
                Domain = new(-1, 1),
            },
            One(
                "logit",
                x =>
                    x == 0.5 ? 0.0
                    : x == 0 ? -Infinity
                    : x == 1 ? Infinity
                    : x is > 0 and < 0.25 ? (Exact)Log((Real)x / (1 - (Real)x))
                    : x is >= 0.25 and < 1 ? (Exact)Log1p(((2 * (Real)x) - 1) / (1 - (Real)x))
                    : double.NaN
            ) with
            {
                Domain = new(0, 1),
            },
            One(
                "sigmoid",
                x =>
                    x == -Infinity ? 0.0
                    : x == Infinity ? 1.0
                    : double.IsNaN(x) ? x
                    : (Exact)(Real.One / (1 + Exp(-(Real)x)))
            ) with
            {
                Domain = new(-750, 40),
            },
            One(
                "softplus",
                x =>
                    x == -Infinity ? 0.0
                    : x < 200 ? (Exact)Log1p(Exp(x))
                    : x
            ) with
            {
                Domain = new(-750, 40),
            },
            One("sinh", x => x == 0 || !double.IsFinite(x) ? x : (Exact)Sinh(x)) with
            {
                Domain = new(-712, 712),
            },
            One("cosh", x => double.IsFinite(x) ? (Exact)Cosh(x) : Math.Abs(x)) with
            {
                Domain = new(-712, 712),
            },
            One(
                "tanh",
                x =>
                    x == 0 || double.IsNaN(x) ? x
                    : double.IsInfinity(x) ? (double)Math.Sign(x)
                    : (Exact)Tanh(x)
            ) with
            {
                Domain = new(-20, 20),
            },
            One("asinh", x => x == 0 || !double.IsFinite(x) ? x : (Exact)Asinh(x)),
            One(
                "acosh",
                x =>
                    x == 1 ? 0.0
                    : x < 1 ? double.NaN
                    : double.IsFinite(x) ? (Exact)Acosh(x)
                    : x
            ) with
            {
                Domain = new(1, 3),
            },
            One(
                "atanh",
                x =>
                    x == 0 ? x
                    : Math.Abs(x) == 1 ? x * Infinity
                    : Math.Abs(x) < 1 ? (Exact)Atanh(x)
                    : double.NaN
            ) with
            {
                Domain = new(-1, 1),
            },
            One(
                "sqrt",
                x =>
                    x == 0 ? x
                    : x < 0 ? double.NaN
                    : double.IsFinite(x) ? (Exact)Real.Sqrt(x)
                    : x
            ) with
            {
                Allowed = 0.5,
            },
            One(
                "rsqrt",
                x =>
                    x == 0 ? 1 / x
                    : x < 0 ? double.NaN
                    : x == Infinity ? 0.0
                    : double.IsNaN(x) ? x
                    : (Exact)(Real.One / Real.Sqrt(x))
            ),
        ];

    private static IEnumerable<Reference> Circular() =>
        [
            One(
                "sin",
                x =>
                    x == 0 ? x
                    : double.IsFinite(x) ? (Exact)Sin(x)
                    : double.NaN
            ) with
            {
                Domain = new(-100, 100),
            },
            One("cos", x => double.IsFinite(x) ? (Exact)Cos(x) : double.NaN) with
            {
                Domain = new(-100, 100),
            },
            One(
                "tan",
                x =>
                    x == 0 ? x
                    : double.IsFinite(x) ? (Exact)Tan(x)
                    : double.NaN
            ) with
            {
                Domain = new(-100, 100),
            },
            One(
                "asin",
                x =>
                    x == 0 ? x
                    : Math.Abs(x) <= 1 ? (Exact)Asin(x)
                    : double.NaN
            ) with
            {
                Domain = new(-1, 1),
            },
            One(
                "acos",
                x =>
                    x == 1 ? 0.0
                    : Math.Abs(x) <= 1 ? (Exact)Acos(x)
                    : double.NaN
            ) with
            {
                Domain = new(-1, 1),
            },
            One(
                "atan",
                x =>
                    x == 0 || double.IsNaN(x) ? x
                    : double.IsInfinity(x) ? (Exact)(Math.Sign(x) * Pi.Times2To(-1))
                    : (Exact)Atan(x)
            ),
            One(
                "sinc",
                x =>
                    x == 0 ? 1.0
                    : double.IsFinite(x) ? (Exact)(SinPi(x) / (Pi * x))
                    : double.NaN
            ) with
            {
                SignsZeros = false,
            },
        ];

    private static Reference One(string name, Func<double, Exact> of) =>
        new(name, 1, x => Table(name).Apply(x[0]), (x, _) => of(x[0]));

    private static Reference Two(string name, Func<double, double, Exact> of) =>
        new(name, 2, x => Table(name).Apply(x[0], x[1]), (x, _) => of(x[0], x[1]));

    private static DeclaredOp Table(string name) => OpTable.All.Single(op => op.Name == name);

    private static bool Whole(double x) => Math.Truncate(x) == x;

    private static bool IsOrdinary(double x, double y) => double.IsFinite(x) && double.IsFinite(y) && x != 0 && y != 0;

    private static Exact Logarithm(double x, Func<Real, Real> log) =>
        x == 1 ? 0.0
        : x == 0 ? -Infinity
        : x < 0 ? double.NaN
        : double.IsFinite(x) ? (Exact)log(x)
        : x;
}
