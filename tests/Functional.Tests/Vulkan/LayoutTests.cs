using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>The binding's structs lie as C lays them out: one member at a wrong place is silent corruption.</summary>
public sealed class LayoutTests
{
    private const string Registry = "/usr/share/vulkan/registry/vk.xml";

    private static readonly Lazy<Layouts> Installed = new(() => new Layouts(XDocument.Load(Registry).Root!));

    // VkBool32 and the tables are the binding's own; what has no constructor and no members is a handle.
    private static IEnumerable<Type> Structs =>
        from type in typeof(VkBuffer).Assembly.GetTypes()
        where type.IsValueType && !type.IsEnum && type.Name.StartsWith("Vk", StringComparison.Ordinal)
        where type.GetFields(BindingFlags.Public | BindingFlags.Instance).Length > 0
        where !type.IsDefined(typeof(InlineArrayAttribute))
        orderby type.Name
        select type;

    [Fact]
    public void Structs_lie_as_the_generators_registry_says() => Assert.Equal(File.ReadAllLines(Golden()), Structs.Select(Print));

    [Fact]
    public void Structs_lie_as_the_installed_registry_says()
    {
        Assert.SkipUnless(File.Exists(Registry), $"{Registry} is not installed.");
        var known = Structs.Where(type => Installed.Value.Has(type.Name)).ToList();
        Assert.InRange(known.Count, 60, 200); // an older registry lacks some
        foreach (var type in known)
            Assert.Equal(Installed.Value.Print([type.Name]), Print(type) + "\n");
    }

    [Fact]
    public void Offsets_are_measured_right()
    {
        Assert.Equal("VkBufferCopy 24: srcOffset 0 dstOffset 8 size 16", Print(typeof(VkBufferCopy)));
        Assert.StartsWith(
            "VkPhysicalDeviceProperties 824: apiVersion 0 ",
            Print(typeof(VkPhysicalDeviceProperties)),
            StringComparison.Ordinal
        );
    }

    private static string Print(Type type)
    {
        var size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => $" {field.Name} {Offset(type, field)}");
        return $"{type.Name} {size}:{string.Concat(members)}";
    }

    // The distance of a field from the struct, as the runtime's own compiler has it.
    private static int Offset(Type type, FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(int), [], typeof(VkBuffer).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var local = code.DeclareLocal(type);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Conv_U);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Conv_I4);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Layouts.golden.txt");
}
