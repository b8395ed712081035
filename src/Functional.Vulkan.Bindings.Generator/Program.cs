using System.Xml.Linq;

// Usage: dotnet run -- <vk.xml> <vulkan.txt> <Vulkan.g.cs> <Layouts.golden.txt>
// Reads Khronos' registry and writes the part of it that the list asks for, as C#; and where the structs' members lie, for tests.

if (args is not [var registryPath, var listPath, var outputPath, var layoutsPath])
{
    Console.Error.WriteLine("usage: <vk.xml> <list of names> <output.cs> <layouts.txt>");
    return 2;
}

var names = File.ReadLines(listPath).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToList();
try
{
    var root = XDocument.Load(registryPath).Root!;
    var registry = new Registry(root, names);
    File.WriteAllText(outputPath, registry.Emit());
    File.WriteAllText(layoutsPath, new Layouts(root).Print(registry.Structs));
    Console.WriteLine(registry.Summary);
    return 0;
}
catch (KeyNotFoundException missing)
{
    // An older registry than the list was written for.
    Console.Error.WriteLine(missing.Message);
    return 1;
}
