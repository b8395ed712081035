namespace Functional.Vulkan;

/// <summary>Factors of matrices that have a form without iterations.</summary>
internal sealed partial class VulkanLowering
{
    public VulkanStage Decomposition(DecompositionStage stage)
    {
        var what = string.Join(" and ", stage.Inputs.Select(input => $"{input.Type.Name}{input.View.Shape}"));
        var (rows, columns) = (stage.Inputs[0].View.Shape[-2], stage.Inputs[0].View.Shape[-1]);
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        StepParts[] parts = stage.Op switch
        {
            CholeskyOp => [CholeskyKernel.Parts(rows)],
            TriangularSolveOp => [SubstitutionKernel.Parts(rows)],
            LuOp lu => [LuKernel.Parts(rows, columns, lu.IsComplete)],
            QrOp => [ReflectionKernel.Parts(rows, columns), QrFormKernel.Parts(rows, columns)],
            _ => throw Refusal(stage, what, "its iterations have no form on a GPU"),
        };
        if (parts.Any(part => part.IsTooLong))
            throw Refusal(stage, what, "an invocation's loop would have more than 65,535 turns");
        if (stage.Matrices * rows > int.MaxValue)
            throw Refusal(stage, what, "a row's number has more than 31 bits");
        int[] buffers = [.. stage.Inputs.Select(input => input.Buffer), stage.Target];
        if (stage.Shape.Size > 0)
            Add(stage, kernels, scratch);
        return Ready(
            stage,
            [.. stage.Inputs.Select(input => (input.Type, input.View.Shape))],
            buffers,
            kernels,
            scratch,
            report: stage.Op is CholeskyOp or LuOp { Refuses: not null }
                ? status => stage.Failure(status[0] / rows, status[0] % rows)
                : null
        );
    }

    private static void Add(DecompositionStage stage, List<Kernel> kernels, Scratch scratch)
    {
        var (input, type) = (stage.Inputs[0], stage.Inputs[0].Type);
        var (rows, columns) = (input.View.Shape[-2], input.View.Shape[-1]);
        switch (stage.Op)
        {
            case CholeskyOp:
                kernels.AddRange(CholeskyKernel.Of(input, [0, 1, VulkanStage.StatusBuffer]));
                break;
            case TriangularSolveOp:
                kernels.AddRange(SubstitutionKernel.Of(stage, [0, 1, 2]));
                break;
            case LuOp lu:
                kernels.Add(new LuStartKernel(input, stage.Shape, [0, 1]));
                kernels.AddRange(LuKernel.Of(stage, lu.Refuses is null ? [1] : [1, VulkanStage.StatusBuffer]));
                break;
            default:
                var reduced = scratch.Add(input.View.Shape.Size * type.ByteSize);
                var scales = scratch.Add(stage.Matrices * Math.Min(rows, columns) * type.ByteSize);
                kernels.Add(new MatrixCopyKernel(input, [0, reduced]));
                kernels.AddRange(ReflectionKernel.Of(input, [reduced, scales]));
                kernels.Add(new QrStartKernel(type, stage.Matrices, rows, columns, [reduced, 1]));
                kernels.AddRange(QrFormKernel.Of(type, stage.Matrices, rows, columns, [reduced, scales, 1]));
                break;
        }
    }
}
