namespace Functional;

/// <summary>
/// Where a tile finds its part of an operand: panel after panel, and within a panel by depth, the index that is summed over.
/// Either packed memory or the operand itself.
/// </summary>
internal readonly unsafe struct MatrixPanels<T>(T* start, nint perPanel, nint perDepth, nint across, nint along)
    where T : unmanaged
{
    /// <summary>Panels that are parts of the operand where it lies.</summary>
    public static MatrixPanels<T> Of(MatrixOperand<T> operand, int width) =>
        new(operand.Start, width * operand.Row, operand.Column, operand.Row, operand.Column);

    /// <summary>One panel from a given depth on: rows run across it, columns along it.</summary>
    public MatrixOperand<T> At(int panel, int depth) => new(start + (panel * perPanel) + (depth * perDepth), across, along);
}
