using static Functional.Operations;

namespace Functional;

/// <summary>Local rewrites that keep every bit of the value, and common subexpressions computed once.</summary>
/// <remarks>Rewrites look only at scalars that are part of a plan's key: 0, ±1, 2 and ½.</remarks>
internal static class Simplification
{
    public static Graph Run(Graph graph)
    {
        var known = new Dictionary<Shallow, Tensor>(graph.Count);
        var roots = Substitution.Rewrite(
            graph,
            (node, operands, isChanged) =>
            {
                var op = node.IsComputed ? StoredOp.Instance : node.Op;
                if (operands.Length == 0)
                    return op is ConstantOp { IsSpecial: true } or IotaOp
                        ? Unique(known, new Shallow(op, [], node.Shape, node.DType), node)
                        : node;
                var simple = Rewrite(op, node, operands) ?? (isChanged ? node.Op.Rebuild(operands) : node);
                return ReferenceEquals(simple, node) || simple.OperandCount == operands.Length
                    ? Unique(known, Shallow.Of(simple), simple)
                    : simple;
            }
        );
        return Graph.Of(roots);
    }

    private static Tensor Unique(Dictionary<Shallow, Tensor> known, Shallow key, Tensor node) =>
        known.TryAdd(key, node) ? node : known[key];

    private static Tensor? Rewrite(Op op, Tensor node, Tensor[] operands) =>
        op switch
        {
            VariableOp or StopGradientOp => operands[0],
            ReshapeOp when operands[0] is { IsComputed: false, Op: ReshapeOp } inner => inner.Operand(0).Reshape(node.Shape),
            BinaryOp<Primitives.Multiply> when IsOne(operands[1]) && operands[0].Shape.Equals(node.Shape) => operands[0],
            BinaryOp<Primitives.Multiply> when IsOne(operands[0]) && operands[1].Shape.Equals(node.Shape) => operands[1],
            BinaryOp<Primitives.Divide> when IsOne(operands[1]) && operands[0].Shape.Equals(node.Shape) => operands[0],
            BinaryOp<Primitives.Scale> when IsOne(operands[1]) && operands[0].Shape.Equals(node.Shape) => operands[0],
            BinaryOp<Primitives.Scale> when IsFinite(operands[1]) => Multiply(operands[0], operands[1]),
            BinaryOp<Primitives.Pow> when IsScalar(operands[1], 1) => operands[0],
            BinaryOp<Primitives.Pow> when IsScalar(operands[1], 2) => operands[0] * operands[0],
            UnaryOp<Primitives.Negate> when operands[0] is { IsComputed: false, Op: UnaryOp<Primitives.Negate> } inner =>
                inner.Operand(0),
            _ => null,
        };

    private static bool IsOne(Tensor x) => IsScalar(x, 1);

    private static bool IsScalar(Tensor x, double value) =>
        x.Op is ConstantOp { IsSpecial: true } constant && constant.Value == value;

    // Bounded functions of anything but NaN, special literals, and sums and products of those.
    private static bool IsFinite(Tensor x, int depth = 0) =>
        x is { IsComputed: false }
        && (
            x.Op switch
            {
                ConstantOp { IsSpecial: true } => true,
                MovementOp => depth < 4 && IsFinite(x.Operand(0), depth + 1),
                UnaryOp<Primitives.Negate> => depth < 4 && IsFinite(x.Operand(0), depth + 1),
                BinaryOp<Primitives.Add> or BinaryOp<Primitives.Subtract> or BinaryOp<Primitives.Multiply> => depth < 4
                    && IsFinite(x.Operand(0), depth + 1)
                    && IsFinite(x.Operand(1), depth + 1),
                ElementwiseOp { IsBounded: true } => true,
                _ => false,
            }
        );

    /// <summary>An operation on these very operands.</summary>
    private readonly record struct Shallow(Op Op, Tensor[] Operands, Shape Shape, DType Type)
    {
        public static Shallow Of(Tensor node)
        {
            var operands = new Tensor[node.OperandCount];
            for (var i = 0; i < operands.Length; i++)
                operands[i] = node.Operand(i);
            return new Shallow(node.Op, operands, node.Shape, node.DType);
        }

        public bool Equals(Shallow other)
        {
            if (
                Type != other.Type
                || Operands.Length != other.Operands.Length
                || !Op.Equals(other.Op)
                || !Shape.Equals(other.Shape)
            )
                return false;
            for (var i = 0; i < Operands.Length; i++)
                if (!ReferenceEquals(Operands[i], other.Operands[i]))
                    return false;
            return true;
        }

        public override int GetHashCode()
        {
            var hash = HashCode.Combine(Op.GetHashCode(), (int)Type);
            foreach (var operand in Operands)
                hash = HashCode.Combine(hash, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(operand));
            return hash;
        }
    }
}
