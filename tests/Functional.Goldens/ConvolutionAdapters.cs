namespace Functional.Goldens;

/// <summary>Convolutions, pooling and what changes the resolution of images.</summary>
internal static class ConvolutionAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["conv1d"] = (x, a) =>
                x[0].Conv1D(x[1], x.Optional(2), PerAxis(a, "stride"), Padding(a), PerAxis(a, "dilation"), a.Int("groups", 1)),
            ["conv2d"] = (x, a) =>
                x[0].Conv2D(x[1], x.Optional(2), PerAxis(a, "stride"), Padding(a), PerAxis(a, "dilation"), a.Int("groups", 1)),
            ["conv3d"] = (x, a) =>
                x[0].Conv3D(x[1], x.Optional(2), PerAxis(a, "stride"), Padding(a), PerAxis(a, "dilation"), a.Int("groups", 1)),
            ["conv_transpose1d"] = (x, a) =>
                x[0]
                    .ConvTranspose1D(
                        x[1],
                        x.Optional(2),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "output_padding"),
                        a.Int("groups", 1),
                        PerAxis(a, "dilation")
                    ),
            ["conv_transpose2d"] = (x, a) =>
                x[0]
                    .ConvTranspose2D(
                        x[1],
                        x.Optional(2),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "output_padding"),
                        a.Int("groups", 1),
                        PerAxis(a, "dilation")
                    ),
            ["conv_transpose3d"] = (x, a) =>
                x[0]
                    .ConvTranspose3D(
                        x[1],
                        x.Optional(2),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "output_padding"),
                        a.Int("groups", 1),
                        PerAxis(a, "dilation")
                    ),
            ["max_pool1d"] = (x, a) =>
                x[0]
                    .MaxPool1D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "dilation"),
                        a.Flag("ceil_mode")
                    ),
            ["max_pool2d"] = (x, a) =>
                x[0]
                    .MaxPool2D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "dilation"),
                        a.Flag("ceil_mode")
                    ),
            ["max_pool3d"] = (x, a) =>
                x[0]
                    .MaxPool3D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        PerAxis(a, "dilation"),
                        a.Flag("ceil_mode")
                    ),
            ["avg_pool1d"] = (x, a) =>
                x[0]
                    .AvgPool1D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        a.Flag("ceil_mode"),
                        a.Flag("count_include_pad", true)
                    ),
            ["avg_pool2d"] = (x, a) =>
                x[0]
                    .AvgPool2D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        a.Flag("ceil_mode"),
                        a.Flag("count_include_pad", true)
                    ),
            ["avg_pool3d"] = (x, a) =>
                x[0]
                    .AvgPool3D(
                        PerAxis(a, "kernel_size"),
                        PerAxis(a, "stride"),
                        PerAxis(a, "padding"),
                        a.Flag("ceil_mode"),
                        a.Flag("count_include_pad", true)
                    ),
            ["adaptive_avg_pool1d"] = (x, a) => x[0].AdaptiveAvgPool1D(PerAxis(a, "output_size")),
            ["adaptive_avg_pool2d"] = (x, a) => x[0].AdaptiveAvgPool2D(PerAxis(a, "output_size")),
            ["adaptive_avg_pool3d"] = (x, a) => x[0].AdaptiveAvgPool3D(PerAxis(a, "output_size")),
            ["adaptive_max_pool1d"] = (x, a) => x[0].AdaptiveMaxPool1D(PerAxis(a, "output_size")),
            ["adaptive_max_pool2d"] = (x, a) => x[0].AdaptiveMaxPool2D(PerAxis(a, "output_size")),
            ["adaptive_max_pool3d"] = (x, a) => x[0].AdaptiveMaxPool3D(PerAxis(a, "output_size")),
            ["interpolate"] = Interpolate,
            ["channel_shuffle"] = (x, a) => x[0].ChannelShuffle(a.Int("groups")),
            ["pixel_shuffle"] = (x, a) => x[0].PixelShuffle(a.Int("upscale_factor")),
            ["pixel_unshuffle"] = (x, a) => x[0].PixelUnshuffle(a.Int("downscale_factor")),
        };

    private static Outputs Interpolate(Operands x, Arguments a)
    {
        var mode = a.Word("mode", "nearest") switch
        {
            "nearest" => InterpolationMode.Nearest,
            "bicubic" => InterpolationMode.Cubic,
            _ => InterpolationMode.Linear,
        };
        var alignsCorners = a.Flag("align_corners");
        if (!a.Has("scale_factor"))
        {
            var sizes = a.Ints("size");
            return x[0]
                .Interpolate(
                    Shape.Of(sizes.Length == 1 ? [.. Enumerable.Repeat(sizes[0], x[0].Rank - 2)] : sizes),
                    mode,
                    alignsCorners
                );
        }
        return x[0].Interpolate(a.Numbers("scale_factor"), mode, alignsCorners);
    }

    private static PerAxis PerAxis(Arguments a, string name) => a.IntsOrNull(name) is { } values ? values : default(PerAxis);

    private static Padding Padding(Arguments a) =>
        !a.Has("padding") ? default
        : a.IsWord("padding") ? a.Word("padding")
        : a.Ints("padding");
}
