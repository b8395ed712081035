using Functional;
using static Functional.Operations;

namespace CustomOperation;

/// <summary>The snake activation: <c>x + sin² x</c> (Ziyin et al. 2020).</summary>
internal readonly struct Snake : IUnary
{
    public static string Name => "snake";

    public static TypeRule Types => TypeRule.Floating;

    public static Value Body(Value x)
    {
        var sine = Elementary.Sin(x);
        return x + (sine * sine);
    }

    public static Tensor? Vjp(Tensor g, Tensor x, Tensor y) => g * (1 + Sin(2 * x));
}
