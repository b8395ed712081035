using System.CommandLine;
using Functional;

namespace Digits;

/// <summary>The program's options, and how its errors are shown.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "A folder of IDX files under MNIST's names, gzipped or not. Without it the program draws its own digits.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Download = new("--download")
    {
        Description = $"Fetch MNIST (12 MB) into --data, or {Mnist.Folder}, unless it is there, and read it.",
    };

    private static readonly Option<int> Epochs = AtLeastOne(
        new("--epochs")
        {
            Description = "How often training sees every image.",
            DefaultValueFactory = _ => 3,
            HelpName = "N",
        }
    );

    private static readonly Option<int> Batch = AtLeastOne(
        new("--batch")
        {
            Description = "Images in a training step.",
            DefaultValueFactory = _ => 100,
            HelpName = "N",
        }
    );

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The same seed gives the same parameters, bit for bit.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    };

    private static readonly Option<string?> Load = new("--load")
    {
        Description = "Evaluate the parameters of this file instead of training.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Where the trained parameters go.",
        DefaultValueFactory = _ => "digits.safetensors",
        HelpName = "FILE",
    };

    private static readonly Option<string> Device = new("--device")
    {
        Description = "What computes: cpu, vulkan, or a Vulkan device by its index or part of its name.",
        DefaultValueFactory = _ => "cpu",
        HelpName = "NAME",
    };

    /// <summary>Reads the arguments and runs the program; what goes wrong is one line on standard error, and exit code 1.</summary>
    public static int Run(string[] arguments, Action<Options> program)
    {
        var command = new RootCommand("Trains a small network to read handwritten digits.")
        {
            Data,
            Download,
            Epochs,
            Batch,
            Seed,
            Load,
            Output,
            Device,
        };
        command.SetAction(parsed => Try(() => program(Read(parsed))));

        var parsed = command.Parse(arguments);
        return parsed.Errors.Count == 0 ? parsed.Invoke() : Fail(parsed.Errors[0].Message);
    }

    private static Options Read(ParseResult parsed) =>
        new(
            parsed.GetValue(Data),
            parsed.GetValue(Download),
            parsed.GetValue(Epochs),
            parsed.GetValue(Batch),
            parsed.GetValue(Seed),
            parsed.GetValue(Load),
            parsed.GetRequiredValue(Output),
            parsed.GetRequiredValue(Device)
        );

    private static int Try(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception error)
            when (error is FunctionalException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(error.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"digits: {OnOneLine(message)}");
        return 1;
    }

    private static string OnOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Option<int> AtLeastOne(Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
                result.AddError($"{option.Name} needs a number of at least 1, got {value}.");
        });
        return option;
    }
}
