using System.Text;
using Devices;
using Functional;
using Functional.Vulkan;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Run(args, Run);

static int Run(Options options)
{
    IReadOnlyList<DeviceCapabilities> devices = [];
    try
    {
        devices = VulkanDevice.List();
        Report.ShowDevices(devices);
        using var device = VulkanDevice.Create(options.Device);
        return options.ListOnly ? 0 : Conform(device, options);
    }
    catch (DeviceUnsupportedException error)
    {
        Report.ShowNoDevice(error.Message, needsDriver: devices.All(device => device.Rejection is not null));
        return 2;
    }
}

static int Conform(VulkanDevice device, Options options)
{
    Console.WriteLine($"checked: {device}\n");
    var elementwise = new ElementwiseChecks(device, options.Samples);
    var findings = new List<Finding>();
    foreach (var type in options.Types)
    {
        Add($"{type.Name}: {ElementwiseChecks.UnitOf(type)}", elementwise.All(type, options.Operation));
        if (options.HasScalars)
            Add(
                $"{type.Name} with a literal 0, ±1, 2 or ½ on either side: {ElementwiseChecks.UnitOf(type)}",
                elementwise.AllWithScalars(type, options.Operation)
            );
    }
    Add("float32: largest error, in parts of the largest element", StructuredChecks.All(device, options.Operation));

    if (findings.Count == 0)
        throw new DeviceException($"there is no operation '{options.Operation}' for these types.");
    var (judged, failures) = (
        findings.Where(finding => finding.IsChecked).ToList(),
        findings.Where(finding => finding.Failure is not null).ToList()
    );
    foreach (var failure in failures)
        Console.WriteLine($"FAILED {failure.Operation} of {failure.Type}: {failure.Failure}");
    if (findings.Count > judged.Count)
        Console.WriteLine($"{findings.Count - judged.Count} are of types that the device does not have");
    Console.WriteLine($"{judged.Count - failures.Count} of {judged.Count} within tolerance on {device}");
    return failures.Count == 0 && judged.Count > 0 ? 0 : 1;

    void Add(string title, IEnumerable<Finding> found)
    {
        var rows = found.ToList();
        if (rows.Count > 0)
            Report.ShowFindings(title, rows);
        findings.AddRange(rows);
    }
}
