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

    /// <summary>Skips where the installed tools do not know cooperative matrices of bfloat16: those before 2026.</summary>
    public static void NewOrSkip() =>
        Assert.SkipUnless(AreNew(), "glslc and spirv-val do not know cooperative matrices of bfloat16.");

    /// <summary>Whether the installed tools know cooperative matrices of bfloat16.</summary>
    public static bool AreNew()
    {
        var folder = Directory.CreateTempSubdirectory("functional-tools-").FullName;
        const string shader = """
            #version 450
            #extension GL_KHR_cooperative_matrix : require
            #extension GL_KHR_memory_scope_semantics : require
            #extension GL_EXT_bfloat16 : require
            layout(local_size_x = 32) in;
            void main() { coopmat<bfloat16_t, gl_ScopeSubgroup, 16, 16, gl_MatrixUseA> a; }
            """;
        File.WriteAllText(Path.Combine(folder, "probe.comp"), shader);
        var isNew = Succeeds("glslc", folder, "--target-env=vulkan1.3", "-c", "probe.comp", "-o", "probe.spv");
        isNew = isNew && Succeeds("spirv-val", folder, "--target-env", "vulkan1.3", "probe.spv");
        Directory.Delete(folder, recursive: true);
        return isNew;
    }

    private static bool Succeeds(string program, string folder, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(info)!;
            _ = process.StandardOutput.ReadToEnd();
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
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
