using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Functional.Tests.Vulkan;
using Functional.Vulkan;

[assembly: AssemblyFixture(typeof(CompiledModules))]

namespace Functional.Tests.Vulkan;

/// <summary>With <c>FUNCTIONAL_TESTS=full</c> spirv-val looks at every kernel that a driver took in the whole run; one that is not valid fails the run at its end.</summary>
public sealed class CompiledModules : IDisposable
{
    private const int MostShown = 10;

    private readonly ConcurrentDictionary<string, bool> _written = new();
    private readonly string? _folder;

    public CompiledModules()
    {
        if (!TestSize.IsFull)
            return;
        _folder = Directory.CreateTempSubdirectory("functional-modules-").FullName;
        ComputePipeline.Compiled += Write;
    }

    public void Dispose()
    {
        if (_folder is null)
            return;
        ComputePipeline.Compiled -= Write;
        var wrong = new ConcurrentBag<string>();
        try
        {
            Parallel.ForEach(_written.Keys, file => Check(file, wrong));
        }
        catch (AggregateException error) when (error.InnerException is System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"{_written.Count} kernels were compiled, and none looked at: spirv-val is not installed.");
            return;
        }
        if (!wrong.IsEmpty)
            throw new InvalidDataException(
                $"{wrong.Count} of {_written.Count} kernels in {_folder} are not valid:\n{string.Join('\n', wrong.Take(MostShown))}"
            );
        Console.WriteLine($"{_written.Count} kernels that a driver took are valid SPIR-V.");
        Directory.Delete(_folder, recursive: true); // what is wrong stays there to be read
    }

    private void Write(ReadOnlyMemory<uint> words)
    {
        var bytes = MemoryMarshal.AsBytes(words.Span);
        var file = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}.spv";
        if (_written.TryAdd(file, true))
            File.WriteAllBytes(Path.Combine(_folder!, file), bytes);
    }

    private void Check(string file, ConcurrentBag<string> wrong)
    {
        var info = new ProcessStartInfo("spirv-val", ["--target-env", "vulkan1.3", file])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            wrong.Add($"{file}: {errors.Trim()}");
    }
}
