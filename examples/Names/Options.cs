namespace Names;

/// <summary>What the command line says.</summary>
internal sealed record Options(string? Data, int Epochs, int Count, long Seed)
{
    /// <summary>How many letters the network sees.</summary>
    public const int Context = 4;

    public static Options Parse(string[] arguments)
    {
        var options = new Options(null, 15, 10, 0);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
            options = arguments[i] switch
            {
                "--data" => options with { Data = arguments[i + 1] },
                "--epochs" => options with { Epochs = int.Parse(arguments[i + 1]) },
                "--count" => options with { Count = int.Parse(arguments[i + 1]) },
                "--seed" => options with { Seed = long.Parse(arguments[i + 1]) },
                var other => throw new ArgumentException(
                    $"'{other}' is no option; there are --data FILE, --epochs N, --count N and --seed N."
                ),
            };
        return options;
    }
}
