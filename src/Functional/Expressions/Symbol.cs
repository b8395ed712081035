namespace Functional;

/// <summary>Makes placeholders.</summary>
internal static class Symbol
{
    public static Tensor Of(Shape shape, DType type, string label) => new(new SymbolOp(label), shape, type);

    public static Tensor Like(Tensor tensor, string label) => Of(tensor.Shape, tensor.DType, label);
}
