using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Custom operations with compute shaders of their own.</summary>
public sealed class ShaderTests
{
    private const string Cubes = """
        #version 450
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 0) readonly buffer Input { float x[]; };
        layout(set = 0, binding = 1) writeonly buffer Output { float y[]; };
        void main()
        {
            if (gl_GlobalInvocationID.x < COUNT)
                y[gl_GlobalInvocationID.x] = x[gl_GlobalInvocationID.x] * x[gl_GlobalInvocationID.x] * x[gl_GlobalInvocationID.x];
        }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1000)]
    public void A_shader_computes_the_operation_and_plain_operations_its_gradient(int count)
    {
        var device = Device.OrSkip();
        var cube = new Cube(Cubes);
        var x = Programs.Ramp(count).To(device);
        Assert.Equal(Programs.Ramp(count).ToArray<float>().Select(v => v * v * v), cube.Apply(x).ToArray<float>());
        var slope = Differentiate.Gradient((Tensor v) => (cube.Apply(v * 2) + 1).Sum())(x);
        Assert.Equal(device, slope.Device);
        Assert.Equal(
            Programs.Ramp(count).ToArray<float>().Select(v => 24f * v * v),
            slope.ToArray<float>(),
            (a, b) => Math.Abs(a - b) <= 1e-5f * Math.Max(1, Math.Abs(a))
        );
    }

    [Fact]
    public void A_shader_may_ask_for_more_groups_than_the_librarys_kernels()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(64 * 5000).To(device);
        var y = new Cube(Cubes).Apply(x).ToArray<float>();
        Assert.Equal(Programs.Ramp(64 * 5000).ToArray<float>().Select(v => v * v * v), y);
    }

    [Fact]
    public void Errors_in_the_text_are_the_compilers_with_its_lines()
    {
        var device = Device.OrSkip();
        var x = Programs.Ramp(5).To(device);
        var error = Assert.Throws<ShaderException>(() =>
            new Cube(Cubes.Replace("float y", "flaot y", StringComparison.Ordinal)).Apply(x).ToArray<float>()
        );
        Assert.StartsWith("[cube] the shader does not compile:\nline:5: error:", error.Message, StringComparison.Ordinal);
        Assert.Contains("syntax error", error.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_without_a_shader_is_refused_unless_the_cpu_was_asked_for()
    {
        using var device = Device.Own();
        var x = Programs.Ramp(5).To(device);
        var error = Assert.Throws<DeviceUnsupportedException>(() => new OnlyDotNet().Apply(x).ToArray<float>());
        Assert.Equal(
            $"[only_dot_net] on Vulkan: cannot compute float32[5]: it is a custom operation without a shader: implement IShaderOperation. Use the CPU.",
            error.Message
        );
        using var willing = Device.Own();
        willing.FallsBackToCpu = true;
        Assert.Equal(new float[5], new OnlyDotNet().Apply(Programs.Ramp(5).To(willing)).ToArray<float>());
    }

    [Fact]
    public void A_shader_that_binds_too_much_is_refused()
    {
        var device = Device.OrSkip();
        var more = Cubes
            .Replace("void main", "layout(set = 0, binding = 2) buffer More { float z[]; };\nvoid main", StringComparison.Ordinal)
            .Replace("y[gl_GlobalInvocationID.x] =", "z[0] = y[gl_GlobalInvocationID.x] =", StringComparison.Ordinal)
            .Replace("writeonly ", "", StringComparison.Ordinal);
        var error = Assert.Throws<DeviceUnsupportedException>(() =>
            new Cube(more).Apply(Programs.Ramp(5).To(device)).ToArray<float>()
        );
        Assert.Contains(
            "its shader binds 3 buffers; there are 1 operands and the result",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private sealed class Cube(string glsl) : CustomOperation, IShaderOperation
    {
        public override string Name => "cube";

        public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
            (operands[0].Shape, operands[0].DType);

        public override void Compute(CustomCall call) => throw new InvalidOperationException("The device computes this.");

        public ComputeShader Shader(IReadOnlyList<(Shape Shape, DType Type)> operands, (Shape Shape, DType Type) result) =>
            new(glsl, (result.Shape.Size + 63) / 64)
            {
                Constants = new Dictionary<string, long> { ["COUNT"] = result.Shape.Size },
            };

        public override IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result) =>
            [cotangent * 3 * operands[0] * operands[0]];
    }

    private sealed class OnlyDotNet : CustomOperation
    {
        public override string Name => "only_dot_net";

        public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
            (operands[0].Shape, operands[0].DType);

        public override void Compute(CustomCall call) => call.Result<float>().Clear();
    }
}
