using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Error function of every element: <c>2/√π ∫₀ˣ exp(−t²) dt</c>.</summary>
public readonly struct Erf : IUnary
{
    /// <inheritdoc/>
    public static string Name => "erf";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Erf(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 1.1283791670955126 * Exp(-(x * x)));
}

/// <summary>Complement of the error function, accurate in its tail: <c>1 − erf x</c>.</summary>
public readonly struct Erfc : IUnary
{
    /// <inheritdoc/>
    public static string Name => "erfc";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.Erfc(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, -1.1283791670955126 * Exp(-(x * x)));
}

/// <summary>Inverse of the error function on (−1, 1); ±∞ at ±1, NaN beyond.</summary>
public readonly struct ErfInv : IUnary
{
    /// <inheritdoc/>
    public static string Name => "erfinv";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    public static Value Body(Value x) => Elementary.ErfInv(x);

    /// <inheritdoc/>
    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => Scale(g, 0.88622692545275801 * Exp(y * y));
}
