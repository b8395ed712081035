namespace Functional.Vulkan;

/// <summary>A matrix, or one of a batch of them: a view of two last axes, or elements in row-major order.</summary>
/// <param name="Binding">The binding it is in.</param>
/// <param name="View">Where the elements of all matrices lie.</param>
internal readonly record struct MatrixBatchOf(int Binding, View View)
{
    public long Matrices => Shape.Of(View.Shape.Axes[..^2]).Size;

    public int Rows => View.Shape[-2];

    public int Columns => View.Shape[-1];

    /// <summary>Matrices that lie one after the other.</summary>
    public static MatrixBatchOf Dense(int binding, long matrices, int rows, int columns) =>
        new(binding, View.Of([checked((int)matrices), rows, columns]));

    /// <summary>Where an element lies.</summary>
    public Value Address(IndexArithmetic at, Value matrix, Value row, Value column)
    {
        var rank = View.Shape.Rank;
        return at.Of(View, (matrix, 0, rank - 2), (row, rank - 2, rank - 1), (column, rank - 1, rank)).Address!;
    }

    /// <summary>An element.</summary>
    public Value Load(KernelCode code, IndexArithmetic at, Value matrix, Value row, Value column) =>
        code.Load(Binding, Address(at, matrix, row, column));
}

/// <summary>How many steps of a decomposition one dispatch does: loops of an invocation may have so many turns, and no more.</summary>
/// <param name="Steps">Steps in all.</param>
/// <param name="TurnsOfStep">Turns of loops that an invocation makes in a step, at most.</param>
internal readonly record struct StepParts(int Steps, long TurnsOfStep)
{
    // Mesa's processor device leaves all loops of an invocation after 65,535 turns together, and says nothing.
    private const long MostTurns = 1 << 15;

    /// <summary>Steps of one dispatch.</summary>
    public int Length => (int)Math.Clamp(MostTurns / TurnsOfStep, 1, Math.Max(1, Steps));

    /// <summary>Dispatches.</summary>
    public int Count => (Steps + Length - 1) / Length;

    /// <summary>Turns of one dispatch.</summary>
    public double Turns => (double)Length * (TurnsOfStep + 1);

    /// <summary>True if one step alone has too many.</summary>
    public bool IsTooLong => TurnsOfStep > 2 * MostTurns - 2;

    /// <summary>Calls the action for every step of the dispatch's part.</summary>
    public void For(KernelCode code, IndexArithmetic at, Action<Value> step)
    {
        var most = Steps - 1;
        if (Count == 1)
        {
            code.For("step", at.Literal(0), at.Literal(Steps), at.Literal(1), s => step(at.Bounded(s, most)));
            return;
        }
        var start = code.Keep(code.Parameter * at.Literal(Length), "start");
        at.Bounded(start, most);
        var end = code.Keep(at.Min(at.Add(start, at.Literal(Length)), Steps), "end");
        code.For("step", start, end, at.Literal(1), s => step(at.Bounded(s, most)));
    }
}

/// <summary>Some steps of the decomposition of matrices, each by one workgroup; a step begins when all invocations have done the one before.</summary>
internal abstract class MatrixKernel : Kernel
{
    /// <summary>Invocations of a workgroup: what every device takes.</summary>
    public const int Invocations = 128;

    private readonly long _matrices;
    private readonly StepParts _parts;
    private readonly int _part;

    protected MatrixKernel(KernelBinding[] bindings, int[] buffers, long matrices, StepParts parts, int part, DType index)
        : base(bindings, buffers, Invocations)
    {
        (_matrices, _parts, _part) = (matrices, parts, part);
        Index = index;
    }

    public sealed override long Groups => _matrices;

    public sealed override DType Index { get; }

    public sealed override double Turns => _matrices * _parts.Turns;

    public sealed override double Work => 8.0 * Invocations * _matrices * _parts.Turns;

    public sealed override int? Parameter => _parts.Count > 1 ? _part : null;

    /// <summary>The number of the invocation in its workgroup.</summary>
    protected Value Local { get; private set; } = null!;

    public sealed override void Write(KernelCode code)
    {
        var at = new IndexArithmetic(Index);
        Local = at.Bounded(code.Keep(code.At(Position.Local), "place"), Invocations - 1);
        Share(code);
        code.For(
            "matrix",
            code.At(Position.Group),
            at.Literal(_matrices),
            code.At(Position.Groups),
            matrix => _parts.For(code, at, step => Step(code, at, at.Bounded(matrix, _matrices - 1), step))
        );
    }

    /// <summary>Turns of a loop over so many rows or columns, an invocation each.</summary>
    protected static long Rounds(long count) => (count + Invocations - 1) / Invocations;

    /// <summary>Declares what the workgroup shares.</summary>
    protected abstract void Share(KernelCode code);

    /// <summary>Writes down a step; it ends with a barrier.</summary>
    protected abstract void Step(KernelCode code, IndexArithmetic at, Value matrix, Value step);

    /// <summary>Rows or columns from a first one on, divided among the invocations.</summary>
    protected void Each(KernelCode code, IndexArithmetic at, Value first, long end, Action<Value> turn) =>
        code.For("i", at.Add(first, Local), at.Literal(end), at.Literal(Invocations), i => turn(at.Bounded(i, end - 1)));

    /// <summary>Halves of the invocations combine what is in shared arrays, until the first has it all.</summary>
    protected void Combine(KernelCode code, IndexArithmetic at, Action<Value, Value> combine)
    {
        code.Barrier();
        for (var half = Invocations / 2; half > 0; half /= 2)
        {
            var other = at.Add(Local, at.Literal(half));
            code.If(at.Less(Local, half), () => combine(Local, at.Bounded(other, Invocations - 1)));
            code.Barrier();
        }
    }
}
