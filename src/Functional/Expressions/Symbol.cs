namespace Functional;

/// <summary>Makes placeholders.</summary>
internal static class Symbol
{
    /// <summary>A placeholder that lies where <paramref name="placed"/> does, with another shape.</summary>
    public static Tensor Of(Shape shape, Tensor placed, string label) =>
        new(new SymbolOp(label), shape, placed.DType, placed.Placement);

    public static Tensor Like(Tensor tensor, string label) => Of(tensor.Shape, tensor, label);
}
