namespace Functional;

public sealed partial class Tensor
{
    /// <summary>This tensor, or its numbers as float32 if they are whole.</summary>
    internal Tensor Floating() => DType.IsFloating ? this : To(DType.Float32);

    /// <summary>True for one of the scalars that are part of a plan's key: 0, ±1, 2 and ½.</summary>
    internal bool IsScalar(double value) => _op is ConstantOp { IsSpecial: true } constant && constant.Value == value;

    /// <summary>True if this has the shape that it and the other broadcast to.</summary>
    internal bool Covers(Tensor other) => other.Rank == 0 || Shape.Broadcast("", Shape, other.Shape).Equals(Shape);

    /// <summary>True if no element can be infinite or NaN: special scalars, conditions as numbers, and choices, products and movements of those.</summary>
    internal bool IsSurelyFinite(int depth = 0) =>
        (!IsComputed || _op is ConstantOp)
        && depth < 4
        && _op switch
        {
            ConstantOp constant => constant.IsSpecial,
            CastOp => Operand(0).DType == DType.Bool,
            MovementOp or UnaryOp<Primitives.Negate> => Operand(0).IsSurelyFinite(depth + 1),
            BinaryOp<Primitives.Multiply> => Operand(0).IsSurelyFinite(depth + 1) && Operand(1).IsSurelyFinite(depth + 1),
            ChoiceOp<Primitives.Where> => Operand(1).IsSurelyFinite(depth + 1) && Operand(2).IsSurelyFinite(depth + 1),
            _ => false,
        };
}
