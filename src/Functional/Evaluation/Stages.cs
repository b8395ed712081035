namespace Functional;

/// <summary>A step of a plan: what a backend runs as one or few kernels.</summary>
internal abstract record Stage
{
    /// <summary>The node whose value it finishes, for reports.</summary>
    public required string Label { get; init; }

    /// <summary>The buffers it reads and writes.</summary>
    public abstract ReadOnlySpan<int> Reads { get; }

    public abstract ReadOnlySpan<int> Writes { get; }

    public abstract TOut Match<TOut>(IStageCases<TOut> cases);
}

/// <summary>One case for each kind of stage.</summary>
internal interface IStageCases<out TOut>
{
    TOut Loop(LoopStage stage);
    TOut Fill(FillStage stage);
    TOut Product(ProductStage stage);
    TOut Convolution(ConvolutionStage stage);
    TOut Cumulative(CumulativeStage stage);
    TOut Sort(SortStage stage);
    TOut Gather(GatherStage stage);
    TOut Scatter(ScatterStage stage);
    TOut Decomposition(DecompositionStage stage);
    TOut Scan(ScanStage stage);
    TOut Custom(CustomStage stage);
}

/// <summary>An operand in a buffer, seen through one affine view.</summary>
internal readonly record struct Operand(int Buffer, DType Type, View View);

/// <summary>A fused group: a loop program and the plan's numbers of its buffers.</summary>
internal sealed record LoopStage(LoopProgram Program, int[] Bindings) : Stage
{
    private readonly int _stores = Program.Stores.Count;

    /// <summary>All bindings but the last ones, which are the stores'; with them where something is added to.</summary>
    public override ReadOnlySpan<int> Reads =>
        Program.Stores[0].IsAdded ? Bindings : Bindings.AsSpan(0, Bindings.Length - _stores);

    public override ReadOnlySpan<int> Writes => Bindings.AsSpan(Bindings.Length - _stores);

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Loop(this);
}

/// <summary>Zeros, before pieces are put in.</summary>
internal sealed record FillStage(int Target) : Stage
{
    public override ReadOnlySpan<int> Reads => [];
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Fill(this);
}

/// <summary>Sums of products of two operands.</summary>
/// <param name="Target">The buffer of the sums.</param>
internal abstract record ContractionStage(int Target) : Stage
{
    /// <summary>What a backend computes of every sum where it has it in hand, if it does so: an elementwise program that reads the sums in order.</summary>
    public LoopStage? Epilogue { get; init; }

    /// <summary>Whether the sums themselves are stored, too.</summary>
    public bool IsKept { get; init; } = true;

    public override ReadOnlySpan<int> Reads =>
        Epilogue is null ? Operands : (int[])[.. Operands, .. Epilogue.Reads.ToArray().Where(buffer => buffer != Target)];

    public override ReadOnlySpan<int> Writes =>
        Epilogue is null ? new[] { Target }
        : IsKept ? (int[])[Target, .. Epilogue.Writes]
        : Epilogue.Writes;

    /// <summary>The buffers of the operands.</summary>
    public abstract ReadOnlySpan<int> Operands { get; }
}

/// <summary>A matrix product.</summary>
internal sealed record ProductStage(Operand Left, Operand Right, int Target) : ContractionStage(Target)
{
    public override ReadOnlySpan<int> Operands => new[] { Left.Buffer, Right.Buffer };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Product(this);
}

/// <summary>A convolution.</summary>
internal sealed record ConvolutionStage(Operand Input, Operand Kernel, ConvolutionOp Op, Shape Shape, int Target)
    : ContractionStage(Target)
{
    public override ReadOnlySpan<int> Operands => new[] { Input.Buffer, Kernel.Buffer };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Convolution(this);
}

/// <summary>Every element combined with all before it.</summary>
internal sealed record CumulativeStage(Operand[] Inputs, CumulativeOp Op, int Target) : Stage
{
    public override ReadOnlySpan<int> Reads => Array.ConvertAll(Inputs, input => input.Buffer);
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Cumulative(this);
}

/// <summary>The order of elements.</summary>
internal sealed record SortStage(Operand Input, SortOp Op, int Target) : Stage
{
    public override ReadOnlySpan<int> Reads => new[] { Input.Buffer };
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Sort(this);
}

/// <summary>Elements picked by index.</summary>
internal sealed record GatherStage(Operand Table, Operand Index, int Axis, int Target, IndexLabel Names) : Stage
{
    public override ReadOnlySpan<int> Reads => new[] { Table.Buffer, Index.Buffer };
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Gather(this);
}

/// <summary>Elements put at indices, those of one place combined, into what the rule gives for none.</summary>
internal sealed record ScatterStage(
    Operand Index,
    Operand Updates,
    int Axis,
    Shape Shape,
    int Target,
    ScatterRule Rule,
    IndexLabel Names
) : Stage
{
    public override ReadOnlySpan<int> Reads => new[] { Index.Buffer, Updates.Buffer };
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Scatter(this);
}

/// <summary>Factors of matrices.</summary>
internal sealed record DecompositionStage(Operand[] Inputs, DecompositionOp Op, Shape Shape, int Target) : Stage
{
    public override ReadOnlySpan<int> Reads => Array.ConvertAll(Inputs, input => input.Buffer);
    public override ReadOnlySpan<int> Writes => new[] { Target };

    /// <summary>Number of matrices in the batch.</summary>
    public long Matrices => Shape.Of(Shape.Axes[..^2]).Size;

    /// <summary>The error for a matrix of the batch.</summary>
    public ValueException Failure(long matrix, int place) =>
        Op.Failure(DecompositionOp.Named(Inputs[0].Type, Inputs[0].View.Shape, matrix), place);

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Decomposition(this);
}

/// <summary>A loop whose body is a plan of its own.</summary>
/// <param name="Op">The loop.</param>
/// <param name="Body">The plan of one step.</param>
/// <param name="Inputs">Initial carries, sequences, constants.</param>
/// <param name="Targets">A buffer for every result, −1 where nobody asks for it.</param>
internal sealed record ScanStage(ScanOp Op, Plan Body, int[] Inputs, int[] Targets) : Stage
{
    public override ReadOnlySpan<int> Reads => Inputs;
    public override ReadOnlySpan<int> Writes => Targets.Where(target => target >= 0).ToArray();

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Scan(this);
}

/// <summary>A custom operation: operands in row-major order.</summary>
internal sealed record CustomStage(
    CustomOp Op,
    (Shape Shape, DType Type)[] Operands,
    int[] Inputs,
    (Shape Shape, DType Type) Result,
    int Target
) : Stage
{
    public override ReadOnlySpan<int> Reads => Inputs;
    public override ReadOnlySpan<int> Writes => new[] { Target };

    public override TOut Match<TOut>(IStageCases<TOut> cases) => cases.Custom(this);
}
