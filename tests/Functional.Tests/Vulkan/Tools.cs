using System.Diagnostics;

namespace Functional.Tests.Vulkan;

/// <summary>Programs of the SPIR-V tools; tests that need one that is missing are skipped.</summary>
internal static class Tools
{
    public static void Run(string program, string folder, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"'{program}' is not installed.");
            return;
        }
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} in {folder}:\n{errors}{output.Result}");
        }
    }

    /// <summary>Compiles shaders, all at once; gives their words in order.</summary>
    public static uint[][] CompileGlsl(IReadOnlyList<string> shaders)
    {
        var folder = Directory.CreateTempSubdirectory("functional-glsl-").FullName;
        for (var i = 0; i < shaders.Count; i++)
            File.WriteAllText(Path.Combine(folder, $"{i}.comp"), shaders[i]);
        Run("glslc", folder, ["--target-env=vulkan1.3", "-c", .. Enumerable.Range(0, shaders.Count).Select(i => $"{i}.comp")]);
        var words = Enumerable
            .Range(0, shaders.Count)
            .Select(i => Words(File.ReadAllBytes(Path.Combine(folder, $"{i}.comp.spv"))))
            .ToArray();
        Directory.Delete(folder, recursive: true); // what did not compile stays there to be read
        return words;
    }

    private static uint[] Words(byte[] bytes) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
}
