using System.CommandLine;
using Functional;

namespace Devices;

/// <summary>The program's options, and how its errors are shown.</summary>
internal static class CommandLine
{
    private static readonly Argument<string?> Device = new("device")
    {
        Description =
            "The device to check: an index, part of its name, or its UUID. Without it FUNCTIONAL_DEVICE decides, or the fastest kind.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> List = new("--list") { Description = "List the devices, and check none." };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Check fewer numbers, and only float32 and int32.",
    };

    private static readonly Option<bool> Scalars = new("--scalars")
    {
        Description = "Check binary operations with the literals 0, ±1, 2 and ½ too, as is done without --quick.",
    };

    private static readonly Option<string?> Operation = new("--operation")
    {
        Description = "Check only this operation.",
        HelpName = "NAME",
    };

    /// <summary>Reads the arguments and runs the program; what goes wrong is one line on standard error, and exit code 1.</summary>
    public static int Run(string[] arguments, Func<Options, int> program)
    {
        var command = new RootCommand("Lists Vulkan devices, and checks one of them against the CPU.")
        {
            Device,
            List,
            Quick,
            Scalars,
            Operation,
        };
        Device.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] name }])
                result.AddError($"'{name}' is no option.");
        });
        command.SetAction(parsed => Try(() => program(Read(parsed))));
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count == 0 ? parsed.Invoke() : Fail(parsed.Errors[0].Message);
    }

    private static Options Read(ParseResult parsed) =>
        new(
            parsed.GetValue(Device),
            parsed.GetValue(List),
            parsed.GetValue(Quick),
            parsed.GetValue(Scalars),
            parsed.GetValue(Operation)
        );

    private static int Try(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (FunctionalException error)
        {
            return Fail(error.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(
            $"devices: {string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"
        );
        return 1;
    }
}
