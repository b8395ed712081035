using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>GLSL to SPIR-V by shaderc: by its library where that loads, else by <c>glslc</c> as a process.</summary>
internal static class ShaderCompiler
{
    private const string Target = "vulkan1.3";

    private static readonly ConcurrentDictionary<string, uint[]> Compiled = [];

    /// <summary>The names under which systems keep shaderc's library, in the order of trying.</summary>
    internal static IReadOnlyList<string> Libraries { get; } =
        OperatingSystem.IsWindows() ? ["shaderc_shared.dll"]
        : OperatingSystem.IsMacOS() ? ["libshaderc_shared.1.dylib", "libshaderc_shared.dylib"]
        : ["libshaderc_shared.so.1", "libshaderc.so.1"];

    /// <summary>The words of a compute shader; compiled once a process.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="glsl">The text.</param>
    /// <exception cref="ShaderException">The text has errors; the message has the compiler's.</exception>
    /// <exception cref="DeviceUnsupportedException">There is no compiler.</exception>
    public static uint[] Compile(string name, string glsl) =>
        Compiled.GetOrAdd(glsl, text => Shaderc.Instance is { } library ? library.Compile(name, text) : ByProcess(name, text));

    private static uint[] ByProcess(string name, string glsl)
    {
        var info = new ProcessStartInfo("glslc", ["-fshader-stage=compute", $"--target-env={Target}", "-o", "-", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Win32Exception)
        {
            throw new DeviceUnsupportedException(
                $"[{name}] on Vulkan: a shader in GLSL needs shaderc, and neither its library ({string.Join(", ", Libraries)}) nor 'glslc' is there. Install one of them."
            );
        }
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = Task.Run(() =>
            {
                using var bytes = new MemoryStream();
                process.StandardOutput.BaseStream.CopyTo(bytes);
                return bytes.ToArray();
            });
            using (var input = process.StandardInput)
                input.Write(glsl);
            process.WaitForExit();
            return process.ExitCode == 0
                ? MemoryMarshal.Cast<byte, uint>(output.Result).ToArray()
                : throw new ShaderException(name, errors.Result.Replace("<stdin>", "line", StringComparison.Ordinal));
        }
    }

    /// <summary>The library, whose functions are found by name.</summary>
    private sealed unsafe class Shaderc
    {
        private readonly delegate* unmanaged<nint> _createCompiler;
        private readonly delegate* unmanaged<nint> _createOptions;
        private readonly delegate* unmanaged<nint, int, uint, void> _setTarget;
        private readonly delegate* unmanaged<nint, byte*, nuint, int, byte*, byte*, nint, nint> _compile;
        private readonly delegate* unmanaged<nint, int> _status;
        private readonly delegate* unmanaged<nint, nuint> _length;
        private readonly delegate* unmanaged<nint, byte*> _bytes;
        private readonly delegate* unmanaged<nint, nint> _message;
        private readonly delegate* unmanaged<nint, void> _release;
        private readonly delegate* unmanaged<nint, void> _releaseOptions;
        private readonly nint _compiler;

        private Shaderc(nint library)
        {
            nint Find(string name) => NativeLibrary.GetExport(library, name);
            _createCompiler = (delegate* unmanaged<nint>)Find("shaderc_compiler_initialize");
            _createOptions = (delegate* unmanaged<nint>)Find("shaderc_compile_options_initialize");
            _setTarget = (delegate* unmanaged<nint, int, uint, void>)Find("shaderc_compile_options_set_target_env");
            _compile = (delegate* unmanaged<nint, byte*, nuint, int, byte*, byte*, nint, nint>)Find("shaderc_compile_into_spv");
            _status = (delegate* unmanaged<nint, int>)Find("shaderc_result_get_compilation_status");
            _length = (delegate* unmanaged<nint, nuint>)Find("shaderc_result_get_length");
            _bytes = (delegate* unmanaged<nint, byte*>)Find("shaderc_result_get_bytes");
            _message = (delegate* unmanaged<nint, nint>)Find("shaderc_result_get_error_message");
            _release = (delegate* unmanaged<nint, void>)Find("shaderc_result_release");
            _releaseOptions = (delegate* unmanaged<nint, void>)Find("shaderc_compile_options_release");
            _compiler = _createCompiler();
        }

        public static Shaderc? Instance { get; } = Load();

        public uint[] Compile(string name, string glsl)
        {
            const int compute = 2,
                vulkan = 0;
            const uint version13 = (1 << 22) | (3 << 12);
            var options = _createOptions();
            _setTarget(options, vulkan, version13);
            var text = System.Text.Encoding.UTF8.GetBytes(glsl);
            nint result;
            fixed (byte* source = text)
            fixed (byte* file = VulkanLoader.Utf8("line"))
            fixed (byte* entry = VulkanLoader.Utf8("main"))
                result = _compile(_compiler, source, (nuint)text.Length, compute, file, entry, options);
            try
            {
                return _status(result) == 0
                    ? new ReadOnlySpan<uint>(_bytes(result), (int)(_length(result) / sizeof(uint))).ToArray()
                    : throw new ShaderException(name, Marshal.PtrToStringUTF8(_message(result)) ?? "");
            }
            finally
            {
                _release(result);
                _releaseOptions(options);
            }
        }

        // Some distributions' library lacks what it is linked against, and cannot be loaded.
        private static Shaderc? Load()
        {
            foreach (var name in Libraries)
                if (NativeLibrary.TryLoad(name, out var library))
                    return new Shaderc(library);
            return null;
        }
    }
}

/// <summary>The GLSL of a custom operation does not compile.</summary>
public sealed class ShaderException : VulkanException
{
    internal ShaderException(string operation, string errors)
        : base($"[{operation}] the shader does not compile:\n{errors.Trim()}") => Errors = errors.Trim();

    /// <summary>What the compiler said, with line numbers.</summary>
    public string Errors { get; }
}
