using Functional.Vulkan;

namespace CustomOperation;

/// <summary>The operation's compute shader, <c>shaders/moving_median.comp</c>: a resource of the program.</summary>
internal static class MedianShader
{
    private const int GroupSize = 64;

    private static readonly Lazy<string> Text = new(() =>
    {
        using var stream = typeof(MedianShader).Assembly.GetManifestResourceStream("moving_median.comp")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <param name="window">Elements of a window.</param>
    /// <param name="count">Windows.</param>
    /// <param name="gives"><c>MEDIANS</c>, or <c>PLACES</c> for where they lie.</param>
    public static ComputeShader For(int window, long count, string gives) =>
        new(Text.Value, (count + GroupSize - 1) / GroupSize)
        {
            Constants = new Dictionary<string, long>
            {
                ["WINDOW"] = window,
                ["COUNT"] = count,
                [gives] = 1,
            },
        };
}
