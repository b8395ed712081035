namespace Functional.Vulkan;

internal sealed partial class VulkanLowering
{
    public VulkanStage Custom(CustomStage stage)
    {
        var what = $"{stage.Result.Type.Name}{stage.Result.Shape}";
        if (stage.Op is not DeclaredCustomOp { Declaration: IShaderOperation operation })
            throw Refusal(stage, what, $"it is a custom operation without a shader: implement {nameof(IShaderOperation)}");
        foreach (var (_, type) in stage.Operands.Append(stage.Result))
            if (!device.Capabilities.Computes(type))
                throw Refusal(stage, what, $"{type.Name} is not supported by '{device.Capabilities.Name}'");
        var shader = operation.Shader(stage.Operands, stage.Result);
        var most = device.Capabilities.Limits.MaxWorkgroupCount.X;
        if (shader.Groups < 0 || shader.Groups > most)
            throw Refusal(
                stage,
                what,
                $"its shader wants {shader.Groups} workgroups, and '{device.Capabilities.Name}' runs at most {most}"
            );
        var pipeline = device.Pipeline(ShaderCompiler.Compile(stage.Label, shader.Text), label: stage.Label);
        int[] buffers = [.. stage.Inputs, stage.Target];
        var (size, bound) = (pipeline.Interface.LocalSize, pipeline.Interface.Buffers);
        if (bound > buffers.Length)
            throw Refusal(
                stage,
                what,
                $"its shader binds {bound} buffers; there are {stage.Inputs.Length} operands and the result"
            );
        var call = new ShaderCall(
            stage.Label,
            [.. Enumerable.Range(0, bound)],
            (int)(size.X * size.Y * size.Z),
            stage.Result.Shape.Size == 0 ? 0 : shader.Groups
        );
        return new VulkanStage(stage.Label, -1, buffers, [new CompiledCall(call, pipeline)], []);
    }
}
