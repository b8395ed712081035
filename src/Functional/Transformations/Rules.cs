using static Functional.Operations;

namespace Functional;

/// <summary>The rewrites of <see cref="Simplification"/>, one line each.</summary>
internal static class Rules
{
    /// <summary>A simpler node of the same value, or null.</summary>
    public static Tensor? Apply(Op op, Tensor node, Tensor[] x) =>
        op switch
        {
            VariableOp or StopGradientOp => x[0],
            ReshapeOp when x[0].Shape.Equals(node.Shape) => x[0],
            ReshapeOp when x[0] is { IsComputed: false, Op: ReshapeOp } inner => inner.Operand(0).Reshape(node.Shape),
            BinaryOp<Primitives.Multiply> when IsScalar(x[1], 1) && x[0].Shape.Equals(node.Shape) => x[0],
            BinaryOp<Primitives.Multiply> when IsScalar(x[0], 1) && x[1].Shape.Equals(node.Shape) => x[1],
            BinaryOp<Primitives.Divide> when IsScalar(x[1], 1) && x[0].Shape.Equals(node.Shape) => x[0],
            BinaryOp<Primitives.Scale> when IsScalar(x[1], 1) && x[0].Shape.Equals(node.Shape) => x[0],
            BinaryOp<Primitives.Scale> when IsScalar(x[0], 1) && x[1].Shape.Equals(node.Shape) => x[1],
            BinaryOp<Primitives.Scale> when IsFinite(x[1]) => Multiply(x[0], x[1]),
            BinaryOp<Primitives.Pow> when IsScalar(x[1], 1) && x[0].Shape.Equals(node.Shape) => x[0],
            BinaryOp<Primitives.Pow> when IsScalar(x[1], 2) && x[0].Shape.Equals(node.Shape) => x[0] * x[0],
            UnaryOp<Primitives.Negate> when x[0] is { IsComputed: false, Op: UnaryOp<Primitives.Negate> } inner => inner.Operand(0),
            _ => null,
        };

    private static bool IsScalar(Tensor x, double value) => x.Op is ConstantOp { IsSpecial: true } constant && constant.Value == value;

    // Special literals, conditions as numbers, choices between such, and products of them.
    private static bool IsFinite(Tensor x, int depth = 0) =>
        !x.IsComputed
        && depth < 4
        && x.Op switch
        {
            ConstantOp { IsSpecial: true } => true,
            CastOp => x.Operand(0).DType == DType.Bool,
            MovementOp or UnaryOp<Primitives.Negate> => IsFinite(x.Operand(0), depth + 1),
            BinaryOp<Primitives.Multiply> => IsFinite(x.Operand(0), depth + 1) && IsFinite(x.Operand(1), depth + 1),
            ChoiceOp<Primitives.Where> => IsFinite(x.Operand(1), depth + 1) && IsFinite(x.Operand(2), depth + 1),
            _ => false,
        };
}
