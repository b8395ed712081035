namespace Functional.Vulkan;

/// <summary>A <see cref="CustomOperation"/> with a compute shader of its own, so that it runs on Vulkan devices as well.</summary>
/// <remarks>Its gradient and batching are those of the operation: plain operations, which have kernels of their own.</remarks>
public interface IShaderOperation
{
    /// <summary>The shader for operands of these shapes and types; asked for when a plan is made.</summary>
    ComputeShader Shader(IReadOnlyList<(Shape Shape, DType Type)> operands, (Shape Shape, DType Type) result);
}

/// <summary>A compute shader in GLSL 4.5 for Vulkan.</summary>
/// <remarks>
/// Operand i is the storage buffer at <c>set = 0, binding = i</c>, the result the one behind them; all row-major and tightly packed, a bool a byte.
/// Buffers are not padded: invocations beyond the last element must return.
/// </remarks>
/// <param name="Glsl">The text, whose first directive is <c>#version</c>.</param>
/// <param name="Groups">Workgroups along x.</param>
public sealed record ComputeShader(string Glsl, long Groups)
{
    /// <summary>Numbers that the text mentions by name: each becomes a <c>#define</c> behind the version.</summary>
    public IReadOnlyDictionary<string, long> Constants { get; init; } = new Dictionary<string, long>();

    /// <summary>The text with its constants.</summary>
    internal string Text
    {
        get
        {
            var defines = string.Concat(
                Constants.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"#define {c.Key} {c.Value}\n")
            );
            var version = Glsl.IndexOf("#version", StringComparison.Ordinal);
            var line = version < 0 ? -1 : Glsl.IndexOf('\n', version);
            return line < 0 ? defines + Glsl : Glsl[..(line + 1)] + defines + Glsl[(line + 1)..];
        }
    }
}

/// <summary>One dispatch of a shader that the library did not write.</summary>
internal sealed class ShaderCall(string label, int[] buffers, int groupSize, long groups) : KernelCall(buffers, groupSize)
{
    public override string Label => label;

    public override long Groups => groups;

    public override bool IsStriding => false;
}
