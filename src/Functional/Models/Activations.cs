namespace Functional;

public static partial class Operations
{
    /// <summary>Rectifier of every element: <c>x</c> where positive, else 0; NaN passes. Derivative 0 at 0.</summary>
    public static Tensor Relu(Tensor x) => Where(LessOrEqual(x, 0), 0, x);

    /// <summary>Rectifier of every element, at most 6: <c>min(max(x, 0), 6)</c>; NaN passes. Derivative 0 at 0 and 6.</summary>
    public static Tensor Relu6(Tensor x) => Where(LessOrEqual(x, 0), 0, Where(LessOrEqual(6, x), 6, x));

    /// <summary>Sigmoid linear unit of every element, also called swish: <c>x / (1 + e⁻ˣ)</c>.</summary>
    /// <exception cref="DTypeException">The operand is bool.</exception>
    public static Tensor Silu(Tensor x) => x * Sigmoid(x);

    /// <summary>Gaussian error linear unit of every element: <c>x Φ(x)</c>, Φ the normal distribution. See <see cref="GeluTanh(Tensor)"/>.</summary>
    public static Tensor Gelu(Tensor x) => x * ((Erf(x * SqrtHalf) * 0.5) + 0.5);

    /// <summary>An approximation of <see cref="Gelu(Tensor)"/>: <c>½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))</c>.</summary>
    public static Tensor GeluTanh(Tensor x)
    {
        // tanh u = 2 sigmoid 2u − 1 loses nothing where the unit is small; beyond ±100 it does not change and x² may overflow.
        var square = x * x;
        square = Where(LessOrEqual(10_000, square), 10_000, square);
        return x * Sigmoid(x * ((square * (0.044715 * 2 * SqrtTwoOverPi)) + (2 * SqrtTwoOverPi)));
    }

    /// <summary>The sigmoid approximation of <see cref="Gelu(Tensor)"/>: <c>x sigmoid(1.702 x)</c>.</summary>
    public static Tensor QuickGelu(Tensor x) => x * Sigmoid(x * 1.702);

    /// <summary>Self-regularised unit of every element: <c>x tanh(ln(1 + eˣ))</c>.</summary>
    public static Tensor Mish(Tensor x)
    {
        // With n = eˣ the hyperbolic tangent is n (n + 2) / (n (n + 2) + 2), in double 1 from 20 on.
        var n = Exp(Where(LessOrEqual(20, x), 20, x));
        var t = n * (n + 2);
        return x * (t / (t + 2));
    }

    /// <summary>Piecewise linear sigmoid of every element: <c>min(max(x + 3, 0), 6) / 6</c>; derivative 0 at ±3.</summary>
    public static Tensor HardSigmoid(Tensor x) => Relu6(x + 3) / 6;

    /// <summary>Piecewise quadratic swish of every element: <c>x min(max(x + 3, 0), 6) / 6</c>.</summary>
    public static Tensor HardSwish(Tensor x) => x * HardSigmoid(x);

    /// <summary>Logarithm of the logistic function, without underflow: <c>−ln(1 + e⁻ˣ)</c>.</summary>
    public static Tensor LogSigmoid(Tensor x) => -Softplus(-x);

    /// <summary>The tensor itself: a layer that does nothing, for a branch without layers.</summary>
    public static Tensor Identity(Tensor x) => x;

    /// <summary>A sigmoid of slow approach: <c>x / (1 + |x|)</c>.</summary>
    public static Tensor Softsign(Tensor x) => x / (1 + Abs(x));

    /// <summary>What the hyperbolic tangent takes away: <c>x − tanh x</c>.</summary>
    public static Tensor TanhShrink(Tensor x) => x - Tanh(x);

    private const double SqrtTwoOverPi = 0.79788456080286536;
    private const double SqrtHalf = 0.70710678118654752;
}

public sealed partial class Tensor
{
    /// <inheritdoc cref="Operations.Relu"/>
    public Tensor Relu() => Operations.Relu(this);

    /// <inheritdoc cref="Operations.Relu6"/>
    public Tensor Relu6() => Operations.Relu6(this);

    /// <inheritdoc cref="Operations.Silu"/>
    public Tensor Silu() => Operations.Silu(this);

    /// <inheritdoc cref="Operations.Gelu"/>
    public Tensor Gelu() => Operations.Gelu(this);

    /// <inheritdoc cref="Operations.GeluTanh"/>
    public Tensor GeluTanh() => Operations.GeluTanh(this);

    /// <inheritdoc cref="Operations.QuickGelu"/>
    public Tensor QuickGelu() => Operations.QuickGelu(this);

    /// <inheritdoc cref="Operations.Mish"/>
    public Tensor Mish() => Operations.Mish(this);

    /// <inheritdoc cref="Operations.HardSigmoid"/>
    public Tensor HardSigmoid() => Operations.HardSigmoid(this);

    /// <inheritdoc cref="Operations.HardSwish"/>
    public Tensor HardSwish() => Operations.HardSwish(this);

    /// <inheritdoc cref="Operations.LogSigmoid"/>
    public Tensor LogSigmoid() => Operations.LogSigmoid(this);

    /// <inheritdoc cref="Operations.Softsign"/>
    public Tensor Softsign() => Operations.Softsign(this);

    /// <inheritdoc cref="Operations.TanhShrink"/>
    public Tensor TanhShrink() => Operations.TanhShrink(this);
}
