using System.Runtime.Loader;
using Functional.Vulkan;

/// <summary>What the runtime calls before a program begins, if <c>DOTNET_STARTUP_HOOKS</c> names this assembly: the program computes on the Vulkan device what it places nowhere.</summary>
/// <remarks>The runtime wants this name, and no namespace.</remarks>
internal static class StartupHook
{
    public static void Initialize()
    {
        var folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        // The program itself need not know the backend.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        Place();
    }

    private static void Place() => Functional.Device.Default = VulkanDevice.Create();
}
