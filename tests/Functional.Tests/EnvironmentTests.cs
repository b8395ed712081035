using static Functional.Tests.ExampleProgram;

namespace Functional.Tests;

/// <summary>Variables of the environment, as a program that is started with them sees them.</summary>
public sealed class EnvironmentTests : OwnFolder
{
    private static readonly string[] Adds = ["--quick", "--operation", "add"];

    [Fact]
    public void The_device_is_chosen_by_what_a_list_says()
    {
        var device = Vulkan.Device.OrSkip().Capabilities;
        var (status, output, error) = Run("Devices", [("FUNCTIONAL_DEVICE", $"{device.Uuid}")], Adds);
        Assert.Equal((0, ""), (status, error));
        Assert.Contains($"\nchecked: {device.Name}\n", output, StringComparison.Ordinal);
        Assert.EndsWith($"2 of 2 within tolerance on {device.Name}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_there_is_not_is_refused_by_the_variables_name_and_a_list()
    {
        var device = Vulkan.Device.OrSkip();
        var (status, output, error) = Run("Devices", [("FUNCTIONAL_DEVICE", "abacus")], "--list");
        Assert.Equal(2, status);
        Assert.StartsWith("0\ndevice          ", output, StringComparison.Ordinal);
        Assert.Matches(
            @"^devices: \[vulkan\] no usable device fits FUNCTIONAL_DEVICE='abacus'\. The system has 0 '.+\.\n$",
            error
        );
        Assert.Contains($"'{device.Capabilities.Name}'", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void What_the_device_cannot_do_the_cpu_does_where_that_is_asked_for()
    {
        Vulkan.Device.OrSkip();
        var (status, output, error) = Run(
            "Devices",
            [("FUNCTIONAL_VULKAN_LIMITS", "binding=1024"), ("FUNCTIONAL_FALLBACK", "CPU")],
            Adds
        );
        Assert.Equal((0, ""), (status, error));
        Assert.Contains("\n2 of 2 within tolerance on ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Falling_back_on_anything_else_is_refused()
    {
        Vulkan.Device.OrSkip();
        var (status, _, error) = Run("Devices", [("FUNCTIONAL_FALLBACK", "gpu")], Adds);
        Assert.Equal((1, "devices: [vulkan] FUNCTIONAL_FALLBACK is 'gpu'. It takes 'cpu', or nothing.\n"), (status, error));
    }

    [Fact]
    public void Validation_of_an_unknown_kind_is_refused()
    {
        Vulkan.Device.OrSkip();
        var (status, _, error) = Run("Devices", [("FUNCTIONAL_VALIDATION", "sycn")], Adds);
        Assert.Equal(
            (1, "devices: [vulkan] FUNCTIONAL_VALIDATION is 'sycn'. It takes '1', 'sync', 'gpu', or '0' for none.\n"),
            (status, error)
        );
    }

    [Fact]
    public void A_device_does_without_what_is_disabled()
    {
        var device = Vulkan.Device.OrSkip().Capabilities;
        Assert.SkipUnless(device.Has(Functional.Vulkan.DeviceFeatures.Int64), "no int64");
        var (status, output, _) = Run("Devices", [("FUNCTIONAL_VULKAN_DISABLE", "Int64, float64")], "--operation", "add");
        Assert.Equal(0, status);
        var features = output.Split('\n').First(line => line.StartsWith("features ", StringComparison.Ordinal));
        Assert.DoesNotContain("Int64,", features, StringComparison.Ordinal);
        Assert.DoesNotContain("Float64,", features, StringComparison.Ordinal);
        Assert.Contains("TimelineSemaphore", features, StringComparison.Ordinal);
        Assert.Matches(@"\n\d+ are of types that the device does not have\n", output);
    }

    [Fact]
    public void A_device_without_what_the_library_needs_is_listed_and_not_usable()
    {
        Vulkan.Device.OrSkip();
        var (status, output, error) = Run("Devices", [("FUNCTIONAL_VULKAN_DISABLE", "TimelineSemaphore")], "--list");
        Assert.Equal(2, status);
        Assert.Contains("\nnot usable      it lacks TimelineSemaphore\n", output, StringComparison.Ordinal);
        Assert.StartsWith("devices: [vulkan] no usable device. The system has 0 '", error, StringComparison.Ordinal);
        Assert.Contains("' (it lacks TimelineSemaphore)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_that_there_is_not_is_refused_by_the_variables_name()
    {
        Vulkan.Device.OrSkip();
        var (status, output, error) = Run("Devices", [("FUNCTIONAL_VULKAN_DISABLE", "Float65")], "--list");
        Assert.Equal((1, ""), (status, output));
        Assert.StartsWith(
            "devices: [vulkan] FUNCTIONAL_VULKAN_DISABLE is 'Float65'. It takes names of features: None, Float64, ",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compiled_kernels_are_kept_in_the_folder_that_is_named()
    {
        Vulkan.Device.OrSkip();
        var folder = PathOf("kernels");
        var (status, _, error) = Run("Devices", [("FUNCTIONAL_CACHE", folder), ("FUNCTIONAL_VULKAN_CACHE", "")], Adds);
        Assert.Equal((0, ""), (status, error));
        Assert.EndsWith(
            ".bin",
            Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)),
            StringComparison.Ordinal
        );

        var unused = PathOf("unused");
        Assert.Equal(0, Run("Devices", [("FUNCTIONAL_CACHE", unused), ("FUNCTIONAL_VULKAN_CACHE", "off")], Adds).Status);
        Assert.False(Directory.Exists(unused));
    }
}
