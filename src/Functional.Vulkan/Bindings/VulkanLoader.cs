using System.Runtime.InteropServices;
using System.Text;

namespace Functional.Vulkan;

/// <summary>The Vulkan loader of the system: the one native library that is needed.</summary>
internal static unsafe class VulkanLoader
{
    private static readonly Lazy<LoaderFunctions?> Loaded = new(Load);

    /// <summary>The names under which systems keep the loader, in the order of trying.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        OperatingSystem.IsWindows() ? ["vulkan-1.dll"]
        : OperatingSystem.IsMacOS() ? ["libvulkan.1.dylib", "libvulkan.dylib", "libMoltenVK.dylib"]
        : OperatingSystem.IsAndroid() ? ["libvulkan.so"]
        : ["libvulkan.so.1", "libvulkan.so"];

    /// <summary>The commands that need no instance.</summary>
    /// <exception cref="DeviceUnsupportedException">The system has no loader.</exception>
    internal static LoaderFunctions Functions =>
        Loaded.Value
        ?? throw new DeviceUnsupportedException(
            $"[vulkan] the system has no Vulkan loader ({string.Join(", ", Names)}). Install the driver's Vulkan support, or use the CPU."
        );

    /// <summary>The commands of an instance.</summary>
    internal static InstanceFunctions Of(VkInstance instance) => new(name => Address(Functions, instance, name));

    /// <summary>The commands of a device.</summary>
    internal static DeviceFunctions Of(InstanceFunctions instance, VkDevice device) =>
        new(name =>
        {
            fixed (byte* text = Utf8(name))
                return (nint)instance.vkGetDeviceProcAddr(device, text);
        });

    /// <summary>Text as C wants it: UTF-8 with a zero at the end.</summary>
    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>Text from C, of at most some bytes.</summary>
    internal static string Text(byte* text, int most)
    {
        var span = new ReadOnlySpan<byte>(text, most);
        var end = span.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? span : span[..end]);
    }

    private static LoaderFunctions? Load()
    {
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, typeof(VulkanLoader).Assembly, null, out var library))
                continue;
            if (!NativeLibrary.TryGetExport(library, "vkGetInstanceProcAddr", out var export))
                continue;
            var entry = (delegate* unmanaged<VkInstance, byte*, void*>)export;
            return new LoaderFunctions(command =>
            {
                if (command == "vkGetInstanceProcAddr")
                    return export;
                fixed (byte* text = Utf8(command))
                    return (nint)entry(default, text);
            });
        }
        return null;
    }

    private static nint Address(LoaderFunctions loader, VkInstance instance, string name)
    {
        fixed (byte* text = Utf8(name))
            return (nint)loader.vkGetInstanceProcAddr(instance, text);
    }
}
