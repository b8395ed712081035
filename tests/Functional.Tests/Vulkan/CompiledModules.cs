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

    // Files, and whether they use matrix units.
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
        // Older tools do not know what kernels for matrix units say.
        var left = _written.Values.Contains(true) && !Tools.AreNew() ? _written.Count(file => file.Value) : 0;
        string[] files = [.. _written.Where(file => left == 0 || !file.Value).Select(file => file.Key)];
        var wrong = new ConcurrentBag<string>();
        try
        {
            Parallel.ForEach(
                files,
                file =>
                {
                    if (ErrorsOf(_folder, file) is { Length: > 0 } errors)
                        wrong.Add($"{file}: {errors}");
                }
            );
        }
        catch (AggregateException error) when (error.InnerException is System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"{files.Length} kernels were compiled, and none looked at: spirv-val is not installed.");
            return;
        }
        if (!wrong.IsEmpty)
            throw new InvalidDataException(
                $"{wrong.Count} of {files.Length} kernels in {_folder} are not valid:\n{string.Join('\n', wrong.Take(MostShown))}"
            );
        if (files.Length > 0)
            Console.WriteLine($"{files.Length} kernels that a driver took are valid SPIR-V; {left} were left out.");
        Directory.Delete(_folder, recursive: true); // what is wrong stays there to be read
    }

    /// <summary>What spirv-val has against a file; nothing if it is valid.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no spirv-val.</exception>
    internal static string ErrorsOf(string folder, string file)
    {
        var info = new ProcessStartInfo("spirv-val", ["--target-env", "vulkan1.3", file])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{errors} ({process.ExitCode})";
    }

    private void Write(ReadOnlyMemory<uint> words)
    {
        var bytes = MemoryMarshal.AsBytes(words.Span);
        var file = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}.spv";
        var hasMatrices = SpirvInterface.Read(words.Span).Capabilities.Contains(Capability.CooperativeMatrixKHR);
        if (_written.TryAdd(file, hasMatrices))
            File.WriteAllBytes(Path.Combine(_folder!, file), bytes);
    }
}
