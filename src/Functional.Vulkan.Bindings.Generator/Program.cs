using System.Xml.Linq;

// Usage: dotnet run -- <vk.xml> <vulkan.txt> <Vulkan.g.cs>
// Reads Khronos' registry and writes the part of it that the list asks for, as C#.

if (args is not [var registryPath, var listPath, var outputPath])
{
    Console.Error.WriteLine("usage: <vk.xml> <list of names> <output.cs>");
    return 2;
}

var names = File.ReadLines(listPath).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToList();
try
{
    var registry = new Registry(XDocument.Load(registryPath).Root!, names);
    File.WriteAllText(outputPath, registry.Emit());
    Console.WriteLine(registry.Summary);
    return 0;
}
catch (KeyNotFoundException missing)
{
    // An older registry than the list was written for.
    Console.Error.WriteLine(missing.Message);
    return 1;
}
