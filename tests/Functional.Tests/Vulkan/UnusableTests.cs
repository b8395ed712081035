using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Systems that the tests do not run on: drivers that are too old or lack something, and equal cards.</summary>
public sealed class UnusableTests
{
    [Theory]
    [InlineData("old", "Vulkan 1.2.170 is older than 1.3")]
    [InlineData("lacking", "it lacks Synchronization2, Maintenance4")]
    [InlineData("drawing", "it has no compute queue")]
    public void A_device_that_cannot_be_used_says_why_wherever_it_is_met(string drivers, string reason)
    {
        Device.OrSkip();
        using var instance = VulkanInstance.Create();
        using var owner = instance.Open();
        var index = instance.Devices.Index().First(device => device.Item.Uuid == owner.Capabilities.Uuid).Index;
        switch (drivers)
        {
            case "old":
                Drivers.AreOld(instance);
                break;
            case "lacking":
                Drivers.LackFeatures(instance);
                break;
            default:
                Drivers.OnlyDraw(instance);
                break;
        }
        var listed = instance.Devices[index];
        Assert.Equal(reason, listed.Rejection);
        Assert.Contains($"\nnot usable      {reason}\n", listed.ToString(), StringComparison.Ordinal);

        var chosen = Assert.Throws<DeviceUnsupportedException>(() => instance.Open($"{index}"));
        Assert.StartsWith(
            $"[vulkan] no usable device fits '{index}'. The system has 0 '",
            chosen.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"{index} '{listed.Name}' ({reason})", chosen.Message, StringComparison.Ordinal);
        var wrapped = Assert.Throws<DeviceUnsupportedException>(() =>
            VulkanDevice.From(instance, owner.Physical.Handle, owner.Handle, owner.QueueFamily, DeviceFeatures.None)
        );
        Assert.Equal($"[vulkan] '{listed.Name}' is not usable: {reason}.", wrapped.Message);
    }

    [Fact]
    public void Equal_cards_are_told_apart_by_their_index()
    {
        Device.OrSkip();
        using var instance = VulkanInstance.Create();
        Drivers.AreTwins(instance);
        var devices = instance.Devices;
        Assert.SkipWhen(devices[0].Rejection is not null, "the first device is not usable");
        var name = devices[0].Name[..^", device 0".Length];
        Assert.Equal([$"{name}, device 0", $"{name}, device 1"], devices.Select(device => device.Name));
        foreach (var select in new[] { "1", "device 1" })
        {
            using var second = instance.Open(select);
            Assert.Equal($"{name}, device 1", second.Capabilities.Name);
            Assert.StartsWith($"{name}, device 1", second.Name, StringComparison.Ordinal);
        }
        var error = Assert.Throws<DeviceUnsupportedException>(() => instance.Open("no such device"));
        Assert.EndsWith($"The system has 0 '{name}, device 0', 1 '{name}, device 1'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_one_of_a_kind_stay() =>
        Assert.Equal(["card, device 0", "other", "card, device 2"], DeviceSelection.ToldApart(["card", "other", "card"]));
}
