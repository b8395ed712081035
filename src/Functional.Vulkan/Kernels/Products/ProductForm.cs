namespace Functional.Vulkan;

/// <summary>A batched product <c>C[b, i, j] = Σₚ A[b, i, p] · B[b, p, j]</c>, however its operands are loaded: a convolution is one, too.</summary>
/// <param name="Label">What it computes.</param>
/// <param name="Left">The rows.</param>
/// <param name="Right">The columns.</param>
/// <param name="Target">The result: axes of the batch, one of the rows, then of the columns.</param>
/// <param name="BatchAxes">Axes of the batch.</param>
/// <param name="Depth">Terms of a sum.</param>
internal sealed record ProductForm(string Label, ProductSide Left, ProductSide Right, View Target, int BatchAxes, int Depth)
{
    /// <summary>How sums are divided into parts; with several, the result is that many times as long, part after part.</summary>
    public DepthSplit Split { get; init; } = DepthSplit.Whole(Depth);

    /// <summary>Matrices.</summary>
    public long Batch { get; } = Product(Target.Shape.Axes[..BatchAxes]);

    /// <summary>Rows of each.</summary>
    public long Rows { get; } = Target.Shape[BatchAxes];

    /// <summary>Columns of each.</summary>
    public long Columns { get; } = Product(Target.Shape.Axes[(BatchAxes + 1)..]);

    private static long Product(ReadOnlySpan<int> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product *= size;
        return product;
    }
}
