using System.CommandLine;
using Functional;

namespace Examples;

/// <summary>Options that several examples have, and how their errors are shown.</summary>
internal static class Arguments
{
    public static Option<string?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "PATH" };

    /// <summary>A file to write. What cannot be written shall be known before the work is done.</summary>
    public static Option<string?> Output(string name, string description)
    {
        var option = File(name, description);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count != 1)
                return;
            var path = Path.GetFullPath(result.Tokens[0].Value);
            if (Directory.Exists(path))
                result.AddError($"'{path}' is a folder; {name} needs a file.");
            else if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
                result.AddError($"'{folder}' is not a folder; {name} needs one.");
        });
        return option;
    }

    /// <summary>A text of at least one character.</summary>
    public static Option<string> Text(string name, string otherwise, string description)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            HelpName = "TEXT",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
                result.AddError($"{name} needs at least one character.");
        });
        return option;
    }

    public static Option<int> Count(string name, int otherwise, string description) =>
        Within(1, 1_000_000, Number(name, otherwise, description));

    public static Option<double> Part(string name, double otherwise, double least, double most, string description) =>
        Within(least, most, Number(name, otherwise, description));

    public static Option<long> Seed() =>
        Within(0, long.MaxValue, Number("--seed", 0L, "The same seed prints the same on a device, bit for bit."));

    public static Option<string> Device() =>
        Text("--device", "cpu", "What computes: cpu, vulkan, or a Vulkan device by its index or part of its name.");

    /// <summary>Reads the arguments and runs the program; what goes wrong is one line on standard error, and exit code 1.</summary>
    public static int Run(
        string name,
        string description,
        IEnumerable<Option> options,
        string[] arguments,
        Action<ParseResult> program
    )
    {
        var command = new RootCommand(description);
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(parsed => Try(name, () => program(parsed)));
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count == 0 ? parsed.Invoke() : Fail(name, parsed.Errors[0].Message);
    }

    private static int Try(string name, Action program)
    {
        try
        {
            program();
            return 0;
        }
        catch (Exception error)
            when (error is FunctionalException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(name, error.Message);
        }
    }

    private static int Fail(string name, string message)
    {
        var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Console.Error.WriteLine($"{name}: {line}");
        return 1;
    }

    private static Option<T> Number<T>(string name, T otherwise, string description) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            HelpName = "N",
        };

    private static Option<T> Within<T>(T least, T most, Option<T> option)
        where T : struct, IComparable<T>, IParsable<T>
    {
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : null;
            if (T.TryParse(text, null, out var value) && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
                result.AddError($"{option.Name} needs a number from {least} to {most}, got {value}.");
        });
        return option;
    }
}
