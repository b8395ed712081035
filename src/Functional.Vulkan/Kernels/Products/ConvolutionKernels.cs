namespace Functional.Vulkan;

/// <summary>The kernels of a convolution: products of weights, a row for each output, with windows, a column for each place of each image.</summary>
internal static class ConvolutionKernels
{
    // Of an input spread out with zeros every place meets only some taps; places that meet the same ones are a product. With more
    // classes than these, one product goes through all taps, most of which are zeros.
    private const int MostClasses = 16;

    /// <summary>Whether it is one product, which gives every place of the result.</summary>
    public static bool IsOneProduct(ConvolutionStage stage)
    {
        var (weights, windows) = (stage.Kernel.View, stage.Op.Windows.ToArray());
        var taps = weights.Shape.Axes[^windows.Length..];
        // A class of places that no tap meets is cleared, not computed.
        return stage.Shape.Size > 0
            && weights.Shape.Size > 0
            && Classes(windows, taps.ToArray()) is [var only]
            && Array.TrueForAll(only, axis => axis.Own.Taps > 0);
    }

    /// <summary>Adds the kernels; true if the result is to be cleared first, since no tap meets some of its places.</summary>
    public static bool Add(
        ConvolutionStage stage,
        ProductEpilogue? epilogue,
        TileChoice tile,
        List<Kernel> kernels,
        Scratch scratch,
        CooperativeChoice? matrices = null
    )
    {
        if (stage.Shape.Size == 0)
            return false;
        var (input, weights, windows) = (stage.Input.View, stage.Kernel.View, stage.Op.Windows.ToArray());
        var leading = input.Shape.Rank - windows.Length - 2;
        var isCleared = false;
        var classes = Classes(windows, weights.Shape.Axes[(leading + 2)..].ToArray());
        foreach (var axes in classes)
        {
            var depth = weights.Shape[leading + 1] * axes.Aggregate(1L, (size, axis) => size * axis.Own.Taps);
            if (depth == 0)
            {
                isCleared = true;
                continue;
            }
            var form = new ProductForm(
                stage.Label,
                new MatrixSide(1, Taps(weights, leading, axes), leading, lineAxes: 1),
                new WindowSide(0, input, leading, [.. axes.Select((axis, a) => Along(axis, input, leading + 2 + a))]),
                Places(View.Of(stage.Shape), stage, leading, axes),
                leading,
                checked((int)depth)
            );
            var follows = epilogue?.On(view => Places(view.Reshape(stage.Shape), stage, leading, axes));
            ProductKernels.Add(form, stage.Input.Type, classes.Count == 1, follows, tile, kernels, scratch, matrices);
        }
        return isCleared;
    }

    // Classes of places of all axes together: every choice of one of each axis.
    private static List<(ConvolutionAxis Own, int Spread)[]> Classes(WindowAxis[] windows, int[] taps)
    {
        var all = windows.Select((window, a) => ConvolutionAxis.Classes(window, taps[a])).ToArray();
        if (all.Aggregate(1L, (count, axis) => count * axis.Length) > MostClasses)
            return
            [
                [
                    .. windows.Select(
                        (window, a) =>
                            (
                                new ConvolutionAxis(
                                    window.Size,
                                    0,
                                    1,
                                    taps[a],
                                    0,
                                    1,
                                    -window.Low,
                                    window.Stride,
                                    window.Dilation
                                ),
                                window.Spread
                            )
                    ),
                ],
            ];
        List<(ConvolutionAxis, int)[]> chosen =
        [
            [],
        ];
        foreach (var axis in all)
            chosen = [.. chosen.SelectMany(outer => axis.Select(own => ((ConvolutionAxis, int)[])[.. outer, (own, 1)]))];
        return chosen;
    }

    private static WindowAlong Along((ConvolutionAxis Own, int Spread) axis, View input, int number)
    {
        var (own, spread) = axis;
        var (size, stride) = (input.Shape[number], input.Strides[number]);
        return new(size, stride, own.Places, own.Taps, own.Start, own.PlaceStep, own.TapStep, spread);
    }

    // […, o, c, k…] with the taps of a class alone.
    private static View Taps(View weights, int leading, (ConvolutionAxis Own, int Spread)[] axes)
    {
        var (starts, steps) = (new int[weights.Shape.Rank], new int[weights.Shape.Rank]);
        Array.Fill(steps, 1);
        for (var a = 0; a < axes.Length; a++)
            (starts[leading + 2 + a], steps[leading + 2 + a]) = (axes[a].Own.FirstTap, axes[a].Own.TapStride);
        Shape shape = Shape.Of([.. weights.Shape.Axes[..(leading + 2)], .. axes.Select(axis => axis.Own.Taps)]);
        return weights.Slice(starts, steps, shape);
    }

    // […, o, n, t…] with the places of a class alone, of a view of the result's shape.
    private static View Places(View result, ConvolutionStage stage, int leading, (ConvolutionAxis Own, int Spread)[] axes)
    {
        var rank = stage.Shape.Rank;
        var (starts, steps) = (new int[rank], new int[rank]);
        Array.Fill(steps, 1);
        for (var a = 0; a < axes.Length; a++)
            (starts[leading + 2 + a], steps[leading + 2 + a]) = (axes[a].Own.FirstPlace, axes[a].Own.PlaceStride);
        Shape shape = Shape.Of([.. stage.Shape.Axes[..(leading + 2)], .. axes.Select(axis => axis.Own.Places)]);
        var places = result.Slice(starts, steps, shape);
        return stage.Op.IsOutputMajor
            ? places
            : places.Permute([
                .. Enumerable.Range(0, leading),
                leading + 1,
                leading,
                .. Enumerable.Range(leading + 2, axes.Length),
            ]);
    }
}
