namespace Functional.Vulkan;

/// <summary>A tiled product of float16 or bfloat16 on matrix units; each sum is added up in float32, in an order that the unit's depth decides.</summary>
internal sealed class CooperativeProduct : TiledProduct
{
    /// <param name="label">What it computes.</param>
    /// <param name="left">The rows.</param>
    /// <param name="right">The columns.</param>
    /// <param name="target">The result: axes of the batch, one of the rows, then of the columns.</param>
    /// <param name="batchAxes">Axes of the batch.</param>
    /// <param name="split">How sums are divided into parts; with several, the result is that many times as long, part after part.</param>
    /// <param name="depth">Terms of a sum.</param>
    /// <param name="tile">How the result is divided.</param>
    /// <param name="epilogue">What is computed of every sum, its views on the target's axes; then sums are not in parts.</param>
    /// <param name="buffers">The stage's bindings of left, right and result, and of what the epilogue binds.</param>
    public CooperativeProduct(
        string label,
        ProductSide left,
        ProductSide right,
        View target,
        int batchAxes,
        DepthSplit split,
        int depth,
        CooperativeTile tile,
        ProductEpilogue? epilogue,
        int[] buffers
    )
        : base(
            ReadAs(left),
            ReadAs(right),
            label,
            DType.Float32,
            left,
            right,
            target,
            batchAxes,
            split,
            depth,
            tile.Whole,
            epilogue,
            buffers
        ) => Cooperative = tile;

    /// <summary>How subgroups divide a tile.</summary>
    public CooperativeTile Cooperative { get; }

    public override int SubgroupSize => Cooperative.SubgroupSize;

    public override void Write(KernelCode code) => new CooperativeProductWriter(this, code).Write();

    // The bits, two elements at once where they lie so.
    private static DType ReadAs(ProductSide side) => side.IsPaired ? DType.Int32 : DType.Int16;
}
