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
        using var owner = instance.Open("0");
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
        var listed = instance.Devices[0];
        Assert.Equal(reason, listed.Rejection);
        Assert.Contains($"\nnot usable      {reason}\n", listed.ToString(), StringComparison.Ordinal);

        var chosen = Assert.Throws<DeviceUnsupportedException>(() => instance.Open("0"));
        Assert.StartsWith(
            $"[vulkan] no usable device fits '0'. The system has 0 '{listed.Name}' ({reason})",
            chosen.Message,
            StringComparison.Ordinal
        );
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
        var name = instance.Devices[0].Name;
        Drivers.AreTwins(instance);
        Assert.Equal([$"{name}, device 0", $"{name}, device 1"], instance.Devices.Select(device => device.Name));
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
