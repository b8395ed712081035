namespace Functional.Vulkan;

/// <summary>A tiled product of float16 or bfloat16 on matrix units; each sum is added up in float32, in an order that the unit's depth decides.</summary>
internal sealed class CooperativeProduct : TiledProduct
{
    /// <param name="form">What is multiplied.</param>
    /// <param name="tile">How the result is divided.</param>
    /// <param name="epilogue">What is computed of every sum, its views on the target's axes; then sums are not in parts.</param>
    /// <param name="buffers">The stage's bindings of left, right and result, and of what the epilogue binds.</param>
    public CooperativeProduct(ProductForm form, CooperativeTile tile, ProductEpilogue? epilogue, int[] buffers)
        : base(form, ReadAs(form.Left), ReadAs(form.Right), DType.Float32, tile.Whole, epilogue, buffers) => Cooperative = tile;

    /// <summary>How subgroups divide a tile.</summary>
    public CooperativeTile Cooperative { get; }

    public override int SubgroupSize => Cooperative.SubgroupSize;

    public override void Write(KernelCode code) => new CooperativeProductWriter(this, code).Write();

    // The bits, two elements at once where they lie so.
    private static DType ReadAs(ProductSide side) => side.IsPaired ? DType.Int32 : DType.Int16;
}
