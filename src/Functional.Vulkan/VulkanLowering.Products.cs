namespace Functional.Vulkan;

/// <summary>Sums of products.</summary>
internal sealed partial class VulkanLowering
{
    public VulkanStage Product(ProductStage stage)
    {
        // A sum of nothing is zero, and there is nothing to load.
        if (stage.Left.View.Shape[-1] == 0)
            return new VulkanStage(stage.Label, stage.Target, [], [], []);
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        var (epilogue, buffers) = ProductEpilogue.Of(stage);
        ProductKernels.Add(stage, epilogue, Tile(stage.Left.Type), kernels, scratch, Matrices(stage.Left.Type));
        return Ready(
            stage,
            [(stage.Left.Type, stage.Left.View.Shape), (stage.Right.Type, stage.Right.View.Shape)],
            buffers,
            kernels,
            scratch
        );
    }

    public VulkanStage Convolution(ConvolutionStage stage)
    {
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        var (epilogue, buffers) = ProductEpilogue.Of(stage);
        var isCleared = ConvolutionKernels.Add(
            stage,
            epilogue,
            Tile(stage.Input.Type),
            kernels,
            scratch,
            Matrices(stage.Input.Type)
        );
        var ready = Ready(
            stage,
            [(stage.Input.Type, stage.Input.View.Shape), (stage.Kernel.Type, stage.Kernel.View.Shape)],
            buffers,
            kernels,
            scratch
        );
        return isCleared ? ready with { Cleared = stage.Target } : ready;
    }

    private CooperativeChoice? Matrices(DType type)
    {
        var tiles = device.MatrixTiles(type);
        return tiles.Count == 0 ? null : (batch, rows, columns) => CooperativeTile.Of(tiles, batch, rows, columns);
    }

    private TileChoice Tile(DType type) =>
        (batch, rows, columns) => ProductTile.Of(batch, rows, columns, type.Lane, device.Capabilities);
}
