using Functional.Primitives;

namespace Functional.Primitives
{
    /// <summary>Derivatives of the digamma function.</summary>
    internal readonly struct PolygammaFamily : IFamily
    {
        public static string Name => "polygamma";

        public static int Last => 20;

        public static Interval Domain => Interval.Positive;

        public static Value Body(int order, Value x) => order == 0 ? Elementary.Digamma(x) : Elementary.Polygamma(order, x);

        public static Tensor Slope(Tensor x, Tensor next) => next;
    }
}

namespace Functional
{
    public sealed partial class Tensor
    {
        /// <summary>Derivative of the digamma function of every element, of an order from 0 (itself; 1 is the trigamma function) to 20.</summary>
        /// <exception cref="DerivativeException">The order is negative or above 20, also one that a further derivative asks for.</exception>
        [Pipeline]
        public Tensor Polygamma(int order) =>
            order >= 0
                ? FamilyOp<PolygammaFamily>.Apply(order, this)
                : throw new DerivativeException($"[polygamma] needs an order from 0 to {PolygammaFamily.Last}, got {order}.");
    }
}
