using System.Globalization;
using Functional.Vulkan;
using Spectre.Console;

namespace Devices;

/// <summary>Shows devices, and what came of checking one.</summary>
internal static class Report
{
    /// <summary>Each device with all that it says of itself, and why it cannot be used if so.</summary>
    public static void ShowDevices(IReadOnlyList<DeviceCapabilities> devices)
    {
        foreach (var (index, device) in devices.Index())
            Console.WriteLine($"{index}\n{device}");
    }

    /// <summary>Why there is nothing to check, and what to do.</summary>
    public static void ShowNoDevice(string reason, bool needsDriver)
    {
        Console.Error.WriteLine($"devices: {reason}");
        if (needsDriver)
            Console.Error.WriteLine(
                """
                A GPU needs its vendor's driver, which brings Vulkan 1.3 with it, and the loader: libvulkan1 on Debian and Ubuntu, vulkan-loader on Fedora,
                MoltenVK on macOS. Without a GPU Mesa's software driver does: apt-get install libvulkan1 mesa-vulkan-drivers.
                """
            );
    }

    /// <summary>A table of operations.</summary>
    public static void ShowFindings(string title, IEnumerable<Finding> findings)
    {
        Console.WriteLine(title);
        var table = new Table().AddColumns("operation", "device", "cpu", "allowed", "");
        foreach (var column in table.Columns.Skip(1).SkipLast(1))
            column.RightAligned();
        foreach (var finding in findings)
            table.AddRow(
                new Text(finding.Operation),
                new Text(Number(finding.OnDevice)),
                new Text(Number(finding.OnCpu)),
                new Text(Number(finding.Allowed)),
                new Text(
                    finding.Failure is not null ? "FAILED"
                    : finding.IsChecked ? ""
                    : "the device does not have the type"
                )
            );
        AnsiConsole.Write(table);
        Console.WriteLine();
    }

    private static string Number(double? value) =>
        value switch
        {
            null => "",
            0 => "0",
            { } number when Math.Abs(number) is >= 0.01 and < 1000 => number.ToString("0.##", CultureInfo.InvariantCulture),
            { } number => number.ToString("0.#e+0", CultureInfo.InvariantCulture),
        };
}
