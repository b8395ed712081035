namespace Functional.Vulkan;

/// <summary>Chooses a tile by the number of matrices, rows and columns.</summary>
internal delegate ProductTile TileChoice(long batch, long rows, long columns);

/// <summary>The kernels of a matrix product.</summary>
internal static class ProductKernels
{
    // A workgroup that every device takes.
    private const int LeastGroup = 128;

    /// <summary>Adds the kernels of a product whose depth is not 0.</summary>
    public static void Add(
        ProductStage stage,
        ProductEpilogue? epilogue,
        TileChoice tile,
        List<Kernel> kernels,
        Scratch scratch,
        CooperativeChoice? matrices = null
    )
    {
        var (left, right) = (stage.Left.View, stage.Right.View);
        var batchAxes = left.Shape.Rank - 2;
        int[] turned = [.. Enumerable.Range(0, batchAxes), batchAxes + 1, batchAxes];
        var form = new ProductForm(
            stage.Label,
            new MatrixSide(0, left, batchAxes, lineAxes: 1),
            new MatrixSide(1, right.Permute(turned), batchAxes, lineAxes: 1),
            View.Of(ShapeOf(stage)),
            batchAxes,
            left.Shape[-1]
        );
        epilogue = epilogue?.On(view => view.Reshape(ShapeOf(stage)));
        Add(form, stage.Left.Type, isSplit: true, epilogue, tile, kernels, scratch, matrices);
    }

    /// <summary>The shape of a product's result.</summary>
    public static Shape ShapeOf(ProductStage stage) =>
        Shape.Of([.. stage.Left.View.Shape.Axes[..^1], stage.Right.View.Shape[-1]]);

    /// <summary>Adds a tiled product, and where its sums are in parts the kernel that adds them up.</summary>
    /// <param name="form">What is multiplied, its sums whole.</param>
    /// <param name="type">The type of the operands; the result's is the one that kernels compute in.</param>
    /// <param name="isSplit">True if the target is all that is written to its buffer, so that long sums may go in parts.</param>
    /// <param name="epilogue">What follows every sum, its views on the target's axes.</param>
    /// <param name="tile">Chooses how the result is divided.</param>
    /// <param name="kernels">Gets the kernels.</param>
    /// <param name="scratch">Gets the buffers that only they use.</param>
    /// <param name="matrices">Chooses how matrix units divide it, if they multiply this type.</param>
    public static void Add(
        ProductForm form,
        DType type,
        bool isSplit,
        ProductEpilogue? epilogue,
        TileChoice tile,
        List<Kernel> kernels,
        Scratch scratch,
        CooperativeChoice? matrices
    )
    {
        var (batch, rows, columns) = (form.Batch, form.Rows, form.Columns);
        var split = isSplit ? DepthSplit.Of(batch, rows, columns, form.Depth) : form.Split;
        form = form with { Split = split };
        TiledProduct Product(ProductEpilogue? with, int[] buffers) =>
            matrices?.Invoke(batch, rows, columns) is { } units
                ? new CooperativeProduct(form, units, with, buffers)
                : new TiledProduct(form, type, tile(batch, rows, columns), with, buffers);
        if (split.Parts == 1)
        {
            int[] kept = epilogue is { IsKept: false } ? [] : [2];
            int[] others = epilogue is null
                ? []
                : [.. epilogue.Buffers.Where((_, binding) => binding != epilogue.Program.Sources[epilogue.Sum].Binding)];
            kernels.Add(Product(epilogue, [0, 1, .. kept, .. others]));
            return;
        }
        var parts = scratch.Add(split.Parts * split.Stride * type.Lane.ByteSize);
        kernels.Add(Product(null, [0, 1, parts]));
        Shape space = [split.Parts, checked((int)split.Stride)];
        var source = new Source(SourceKind.Buffer, type.Lane, View.Of(space), 0, 0);
        var sum = new Store(0, type.Lane, 1, View.Of([space[1]]), false);
        var sums = epilogue is { IsKept: false } ? scratch.Add(split.Stride * type.Lane.ByteSize) : 2;
        kernels.Add(LoopKernel.Of(new LoopProgram(space, [source], [], [sum], 2, new SumOp([0]), 0, 1), [parts, sums]));
        if (epilogue is not null)
            Follow(epilogue, sums, kernels);
    }

    // The epilogue as a kernel of its own, where the sums become known by another one; its views may be on any axes.
    private static void Follow(ProductEpilogue epilogue, int sums, List<Kernel> kernels)
    {
        foreach (var kernel in LoopKernel.Of(epilogue.Program, LeastGroup).Kernels)
        {
            for (var i = 0; i < kernel.Buffers.Length; i++)
                kernel.Buffers[i] =
                    kernel.Buffers[i] == epilogue.Program.Sources[epilogue.Sum].Binding
                        ? sums
                        : epilogue.Buffers[kernel.Buffers[i]];
            kernels.Add(kernel);
        }
    }
}
