using Functional;
using static Functional.Operations;

namespace GradientCheck;

/// <summary>What is tested here: a function of one's own.</summary>
public static class Softcap
{
    /// <summary>Numbers bent towards ±<paramref name="cap"/>: <c>cap · tanh(x / cap)</c>.</summary>
    public static Tensor Apply(Tensor x, double cap) => cap * Tanh(x / cap);

    /// <summary>The same with a gradient written by hand: 1 − (y / cap)².</summary>
    public static Func<Tensor, Tensor> WithGradient(double cap) =>
        Custom.Gradient(x => Apply(x, cap), (g, x, y) => g * (1 - (y / cap).Square()));

    /// <summary>The same with a mistake in it, which the check finds.</summary>
    public static Func<Tensor, Tensor> WithWrongGradient(double cap) =>
        Custom.Gradient(x => Apply(x, cap), (g, x, y) => g * (1 - (y / cap)));
}
