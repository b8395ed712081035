namespace Functional.Vulkan;

/// <summary>Gives products and convolutions what follows each of their sums: a bias, a residual, a ReLU, so that the sums need no way through memory.</summary>
internal sealed class Epilogues
{
    // It is written out for every element that an invocation has, up to 64 of them.
    private const int MostCost = 16;

    private readonly Plan _plan;
    private readonly long _mostBuffers;
    private readonly List<int>[] _readers;
    private readonly List<int>[] _writers;

    private Epilogues(Plan plan, long mostBuffers)
    {
        (_plan, _mostBuffers) = (plan, mostBuffers);
        _readers = [.. plan.Buffers.Select(_ => new List<int>())];
        _writers = [.. plan.Buffers.Select(_ => new List<int>())];
        for (var i = 0; i < plan.Stages.Length; i++)
        {
            foreach (var buffer in plan.Stages[i].Reads)
                _readers[buffer].Add(i);
            foreach (var buffer in plan.Stages[i].Writes)
                _writers[buffer].Add(i);
        }
    }

    /// <summary>The plan with epilogues wherever that changes nothing but the time it takes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="mostBuffers">Buffers that a kernel of the device binds.</param>
    public static Plan Fuse(Plan plan, long mostBuffers)
    {
        if (!plan.Stages.Any(stage => stage is ContractionStage))
            return plan;
        var epilogues = new Epilogues(plan, mostBuffers);
        Stage?[] stages = [.. plan.Stages];
        for (var i = 0; i < stages.Length; i++)
            // A loop follows one contraction, and reads the sums of others from memory.
            if (
                stages[i] is ContractionStage contraction
                && epilogues.Of(contraction, i) is { } reader
                && stages[reader] is LoopStage
            )
                (stages[i], stages[reader]) = (null, epilogues.Fused(contraction, reader));
        return stages.Contains(null) ? plan.Staged([.. stages.OfType<Stage>()]) : plan;
    }

    // The stage that reads the sums first, if the contraction may wait for it and take it in.
    private int? Of(ContractionStage contraction, int index)
    {
        var target = contraction.Target;
        if (
            _writers[target].Count != 1
            || _readers[target] is not [var reader, ..]
            || _plan.Stages[reader] is not LoopStage { Program: { Reduction: null } program } loop
            || !Fits(contraction, loop, program)
        )
            return null;
        foreach (var operand in contraction.Operands)
            if (_writers[operand].Any(writer => writer > index && writer < reader))
                return null;
        return reader;
    }

    private bool Fits(ContractionStage contraction, LoopStage loop, LoopProgram program)
    {
        var (shape, type) = contraction switch
        {
            ProductStage product when product.Left.View.Shape[-1] > 0 => (ProductKernels.ShapeOf(product), product.Left.Type),
            ConvolutionStage convolution when ConvolutionKernels.IsOneProduct(convolution) => (
                convolution.Shape,
                convolution.Input.Type
            ),
            _ => (Shape.Scalar, DType.Bool),
        };
        if (type == DType.Bool || shape.Size == 0 || program.Space.Size != shape.Size)
            return false;
        var isWithin =
            loop.Bindings.Length + contraction.Operands.Length <= _mostBuffers
            && program.Calls.Sum(call => LoopPacks.Cost(program, call)) <= MostCost
            && program.Stores.All(store => !store.IsAdded && store.View.Reshape(shape).IsAffine);
        var sums = program.Sources.Count(source => source.Binding >= 0 && loop.Bindings[source.Binding] == contraction.Target);
        return isWithin && sums == 1 && program.Sources.All(IsReadable);

        bool IsReadable(Source source) =>
            source.Kind == SourceKind.Literal
            || (
                source.Kind == SourceKind.Buffer
                && (
                    loop.Bindings[source.Binding] == contraction.Target
                        ? source.View.IsIdentity
                        : source.View.Reshape(shape).IsAffine
                )
            );
    }

    private ContractionStage Fused(ContractionStage contraction, int reader)
    {
        var loop = (LoopStage)_plan.Stages[reader];
        var isKept =
            _plan.Buffers[contraction.Target].Role == BufferRole.Result || _readers[contraction.Target].Any(x => x > reader);
        return contraction with { Label = $"{contraction.Label}, {loop.Label}", Epilogue = loop, IsKept = isKept };
    }
}
