namespace Functional.Goldens;

/// <summary>Images read at given places.</summary>
internal static class SamplingAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["grid_sample"] = (x, a) =>
                x[0]
                    .GridSample(
                        x[1],
                        a.Word("mode", "bilinear") switch
                        {
                            "bilinear" => InterpolationMode.Linear,
                            "nearest" => InterpolationMode.Nearest,
                            _ => InterpolationMode.Cubic,
                        },
                        a.Word("padding_mode", "zeros") switch
                        {
                            "zeros" => GridPadding.Zeros,
                            "border" => GridPadding.Border,
                            _ => GridPadding.Reflection,
                        },
                        a.Flag("align_corners")
                    ),
        };
}
