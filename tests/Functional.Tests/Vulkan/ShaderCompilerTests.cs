using System.Runtime.InteropServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>How shaders in GLSL find their compiler.</summary>
[Collection(Alone.Name)]
public sealed class ShaderCompilerTests
{
    [Fact]
    public void With_neither_shaderc_nor_glslc_on_the_path_the_error_says_what_to_install()
    {
        foreach (var library in ShaderCompiler.Libraries)
            Assert.SkipWhen(NativeLibrary.TryLoad(library, out _), $"{library} is installed, and compiles");
        var path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "");
            var error = Assert.Throws<DeviceUnsupportedException>(() => ShaderCompiler.Compile("cube", "// of no test else"));
            Assert.Equal(
                $"[cube] on Vulkan: a shader in GLSL needs shaderc, and neither its library ({string.Join(", ", ShaderCompiler.Libraries)}) nor 'glslc' is there. Install one of them.",
                error.Message
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
