namespace Functional.Goldens;

/// <summary>What the command line asks for.</summary>
/// <param name="Folder">Where the cases lie.</param>
/// <param name="Floating">The type of floating operands: float64, or float32 in its place.</param>
/// <param name="Operation">The only operation to run, if one is named.</param>
/// <param name="OnVulkan">Whether the Vulkan device computes; else the CPU does.</param>
internal sealed record GoldenOptions(string Folder, DType Floating, string? Operation, bool OnVulkan)
{
    public const string Usage =
        "Usage: Functional.Goldens [--golden DIR] [--device cpu|vulkan] [--dtype float64|float32] [--operation NAME]";

    /// <summary>The copy of the cases beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "cases");

    /// <exception cref="ArgumentException">An option is unknown or its value is; the message says which.</exception>
    public static GoldenOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new GoldenOptions(DefaultFolder, DType.Float64, null, false);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value =
                i + 1 < arguments.Count
                    ? arguments[i + 1]
                    : throw new ArgumentException($"{arguments[i]} needs a value.\n{Usage}");
            options = (arguments[i], value) switch
            {
                ("--golden", _) => options with { Folder = value },
                ("--device", "cpu") => options with { OnVulkan = false },
                ("--device", "vulkan") => options with { OnVulkan = true },
                ("--dtype", "float64") => options with { Floating = DType.Float64 },
                ("--dtype", "float32") => options with { Floating = DType.Float32 },
                ("--operation", _) => options with { Operation = value },
                _ => throw new ArgumentException($"cannot read {arguments[i]} {value}.\n{Usage}"),
            };
        }
        return Directory.Exists(options.Folder)
            ? options
            : throw new ArgumentException($"--golden {options.Folder}: there is no such folder.");
    }
}
