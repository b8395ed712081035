namespace Names;

/// <summary>What the command line says.</summary>
internal sealed record Options(string? Data, int Epochs, int Count, long Seed, string Device)
{
    /// <summary>How many letters the network sees.</summary>
    public const int Context = 4;

    public static Options Parse(string[] arguments)
    {
        var options = new Options(null, 20, 10, 0, "cpu");
        foreach (var pair in arguments.Chunk(2))
        {
            var value = pair.Length == 2 ? pair[1] : throw new ArgumentException($"'{pair[0]}' needs a value behind it.");
            options = pair[0] switch
            {
                "--data" => options with { Data = value },
                "--epochs" => options with { Epochs = (int)Number(pair[0], value, 1, 1_000) },
                "--count" => options with { Count = (int)Number(pair[0], value, 1, 10_000) },
                "--device" => options with { Device = value },
                "--seed" => options with { Seed = Number(pair[0], value, 0, long.MaxValue) },
                var other => throw new ArgumentException(
                    $"'{other}' is no option; there are --data, --epochs, --count, --seed and --device."
                ),
            };
        }
        return options;
    }

    private static long Number(string option, string text, long least, long most) =>
        long.TryParse(text, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{option} needs a whole number from {least} to {most}, got '{text}'.");
}
