using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Which devices there are, how one is chosen, and how one is opened as if it were smaller.</summary>
public sealed class DeviceListTests
{
    [Fact]
    public void Every_device_is_listed_and_can_be_chosen_by_what_the_list_says()
    {
        Device.OrSkip();
        var devices = VulkanDevice.List();
        Assert.NotEmpty(devices);
        for (var i = 0; i < devices.Count; i++)
        {
            var listed = devices[i];
            Assert.Contains($"({listed.Kind},", listed.ToString(), StringComparison.Ordinal);
            if (listed.Rejection is not null)
                continue;
            string[] selections = [$"{i}", $"{listed.Uuid}", $"{listed.Uuid:n}".ToUpperInvariant()];
            foreach (var select in selections)
            {
                using var device = VulkanDevice.Create(select);
                Assert.Equal(listed.Uuid, device.Capabilities.Uuid);
            }
            using var byName = VulkanDevice.Create(listed.Name[1..^1].ToUpperInvariant());
            Assert.Contains(listed.Name[1..^1], byName.Capabilities.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_selection_that_fits_nothing_names_what_there_is()
    {
        Device.OrSkip();
        var devices = VulkanDevice.List();
        foreach (var select in new[] { "no such device", "99", $"{Guid.Empty}" })
        {
            var error = Assert.Throws<DeviceUnsupportedException>(() => VulkanDevice.Create(select));
            Assert.StartsWith(
                $"[vulkan] no usable device fits '{select}'. The system has 0 '",
                error.Message,
                StringComparison.Ordinal
            );
            Assert.All(devices, device => Assert.Contains($"'{device.Name}'", error.Message, StringComparison.Ordinal));
            Assert.Null(VulkanDevice.TryCreate(out var reason, select));
            Assert.Equal(error.Message, reason);
        }
    }

    [Fact]
    public void The_better_of_several_is_the_faster_kind_then_the_one_with_more_memory()
    {
        var device = Device.OrSkip();
        var capabilities = device.Capabilities;
        DeviceCapabilities Of(string name, DeviceKind kind, ulong memory, string? rejection = null) =>
            capabilities with
            {
                Name = name,
                Kind = kind,
                Rejection = rejection,
                Limits = capabilities.Limits with { DeviceMemory = memory },
            };
        DeviceCapabilities[] devices =
        [
            Of("software", DeviceKind.Cpu, 1 << 30),
            Of("built in", DeviceKind.Integrated, 1 << 29),
            Of("small card 4060", DeviceKind.Discrete, 1 << 28),
            Of("large card 4090", DeviceKind.Discrete, 1 << 29),
            Of("old card", DeviceKind.Discrete, 1 << 30, "Vulkan 1.1.0 is older than 1.3"),
        ];
        string? Name(string? select) => DeviceSelection.Best(devices, select) is { } index ? devices[index].Name : null;
        Assert.Equal("large card 4090", Name(null));
        Assert.Equal("built in", Name("1"));
        Assert.Equal("small card 4060", Name("4060")); // no index, so part of a name
        Assert.Equal("large card 4090", Name("CARD"));
        Assert.Equal("software", Name("SOFT"));
        Assert.Null(Name("old"));
        Assert.Null(Name("4"));
        Assert.Equal(
            "[vulkan] no usable device fits 'old'. The system has 0 'software', 1 'built in', 2 'small card 4060', 3 'large card 4090', 4 'old card' (Vulkan 1.1.0 is older than 1.3).",
            DeviceSelection.Refusal(devices, "old").Message
        );
        Assert.StartsWith(
            "[vulkan] no usable device fits FUNCTIONAL_DEVICE='old'. The system has 0 'software', 1 ",
            DeviceSelection.Refusal(devices, "old", isFromEnvironment: true).Message
        );
        Assert.Equal(
            "[vulkan] the system's drivers know no device. Install the GPU's own driver, or Mesa's software one (mesa-vulkan-drivers on Debian), or use the CPU.",
            DeviceSelection.Refusal([], null).Message
        );
    }

    [Fact]
    public void Limits_can_be_lowered_and_not_raised()
    {
        var limits = DeviceRestrictions.ParseLimits(
            "shared=16384, buffers=4,invocations=128,binding=134217728,memory=999999999999999"
        );
        using var device = Device.Own(new() { Limits = limits, Without = DeviceRestrictions.ParseFeatures("int64, Float64") });
        var (lowered, real) = (device.Capabilities.Limits, Device.OrSkip().Capabilities.Limits);
        Assert.Equal((16384u, 4u, 128u), (lowered.SharedMemory, lowered.MaxStorageBuffers, lowered.MaxWorkgroupInvocations));
        Assert.Equal((128u, 128u), (lowered.MaxWorkgroupSize.X, lowered.MaxWorkgroupSize.Y));
        Assert.Equal(real.DeviceMemory, lowered.DeviceMemory);
        Assert.Equal(real.MaxAllocation, lowered.MaxAllocation);
        Assert.False(device.Capabilities.Has(DeviceFeatures.Float64) || device.Capabilities.Has(DeviceFeatures.Int64));
    }

    [Theory]
    [InlineData("shared")]
    [InlineData("shared=")]
    [InlineData("shared=-1")]
    [InlineData("speed=3")]
    [InlineData("shared=1=2")]
    public void Limits_that_are_not_understood_are_refused(string text)
    {
        var error = Assert.Throws<VulkanException>(() => DeviceRestrictions.ParseLimits($"buffers=4,{text}"));
        Assert.StartsWith($"[vulkan] FUNCTIONAL_VULKAN_LIMITS has '{text}'.", error.Message, StringComparison.Ordinal);
        Assert.Throws<VulkanException>(() => DeviceRestrictions.ParseFeatures("Float65"));
        Assert.Equal(DeviceFeatures.CooperativeMatrix | DeviceFeatures.Int8, DeviceRestrictions.ParseFeatures("coopmat, int8"));
    }

    [Fact]
    public void A_kernel_beyond_the_limits_is_refused_with_the_limit()
    {
        using var device = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("buffers=0,invocations=16,binding=4") });
        var error = Assert.Throws<DeviceLimitException>(() => Kernels.Square(device));
        Assert.Equal(("MaxStorageBuffers", 0UL, 1UL), (error.Limit, error.Value, error.Need));
        Assert.Equal($"[kernel] on Vulkan: buffers: 1 are more than the 0 of '{device.Capabilities.Name}'.", error.Message);
        var wide = new SpirvModule(17).ToWords();
        Assert.Equal("MaxWorkgroupSize", Assert.Throws<DeviceLimitException>(() => device.Pipeline(wide)).Limit);
        using var bound = Device.Own(new() { Limits = DeviceRestrictions.ParseLimits("binding=4") });
        Assert.Equal(
            "MaxStorageBufferRange",
            Assert.Throws<DeviceLimitException>(() => Kernels.Run(bound, Kernels.Square(bound), 1, 1)).Limit
        );
    }

    [Fact]
    public void A_small_device_computes_what_a_large_one_does()
    {
        using var device = Device.Own(
            new() { Limits = DeviceRestrictions.ParseLimits("shared=16384,buffers=4,invocations=128,binding=134217728,groups=7") }
        );
        foreach (var name in new[] { "outer", "sum of rows", "sum of columns", "sum of all" })
        {
            var roots = Programs.All[name]();
            var (plan, arguments) = OnBoth.PlanOf(roots);
            OnBoth.AssertSame(
                roots,
                OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu)),
                OnBoth.OnHost(Evaluator.Run(plan, arguments, device)),
                0.5,
                1e-3
            );
        }
    }
}
