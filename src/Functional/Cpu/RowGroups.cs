namespace Functional;

/// <summary>A task that can compute a range of rows: of its space divided along leading axes.</summary>
internal unsafe interface IRowTask
{
    LoopProgram Program { get; }

    /// <summary>Notes that a run begins: the time to emit kernels, if ever.</summary>
    void Warm();

    /// <summary>Computes rows from, …, to − 1 of <paramref name="rows"/>.</summary>
    void RunRows(byte** buffers, long from, long to, long rows);
}

/// <summary>Finds neighbouring stages that work row by row on each other's results: a softmax, a layer norm.</summary>
/// <remarks>
/// They run a few rows at a time through all of them, so that what passes between them stays in the cache; it never gets memory of its own. Every
/// row is computed as if alone: no bit depends on this.
/// </remarks>
internal sealed class RowGroups
{
    private const long FewestRows = 8;

    private readonly Plan _plan;
    private readonly IReadOnlyList<IRowTask?> _tasks;
    private readonly (int First, int Last)[] _uses;
    private readonly HashSet<int> _written = [];
    private int _from;
    private long _rows;

    public RowGroups(Plan plan, IReadOnlyList<IRowTask?> tasks)
    {
        (_plan, _tasks) = (plan, tasks);
        _uses = new (int, int)[plan.Buffers.Length];
        Array.Fill(_uses, (int.MaxValue, -1));
        for (var i = 0; i < plan.Stages.Length; i++)
        {
            foreach (var buffer in plan.Stages[i].Reads)
                _uses[buffer] = (Math.Min(_uses[buffer].First, i), i);
            foreach (var buffer in plan.Stages[i].Writes)
                _uses[buffer] = (Math.Min(_uses[buffer].First, i), i);
        }
    }

    /// <summary>Ranges of stages, each at least two, and their number of rows. A stage without a row task is in none.</summary>
    public List<(int From, int To, long Rows)> Find()
    {
        var found = new List<(int, int, long)>();
        for (var i = 0; i <= _tasks.Count; i++)
        {
            if (i < _tasks.Count && _rows > 0 && Fits(i))
            {
                Add(i);
                continue;
            }
            if (_rows > 0 && i - _from > 1 && IsSafe(i))
                found.Add((_from, i, _rows));
            Begin(i);
        }
        return found;
    }

    /// <summary>True if a buffer lives only inside the stages [from, to), so that a few rows of it are enough.</summary>
    public bool IsPrivate(int buffer, int from, int to) =>
        _plan.Buffers[buffer].Role == BufferRole.Temporary && _uses[buffer].First >= from && _uses[buffer].Last < to;

    private static long RowsOf(LoopProgram program)
    {
        if (program.Reduction is null || program.ReducedTo != program.Space.Rank || program.Space.Size == 0)
            return 0;
        return Shape.Of(program.Space.Axes[..program.ReducedFrom]).Size;
    }

    // A group begins with a reduction of rows.
    private void Begin(int stage)
    {
        (_from, _rows) = (stage, 0);
        _written.Clear();
        if (stage >= _tasks.Count || _tasks[stage] is not { } task || RowsOf(task.Program) is var rows && rows < FewestRows)
            return;
        _rows = rows;
        if (Fits(stage))
            Add(stage);
        else
            _rows = 0;
    }

    private void Add(int stage)
    {
        foreach (var buffer in _plan.Stages[stage].Writes)
            _written.Add(buffer);
    }

    private bool Fits(int stage)
    {
        if (_tasks[stage] is not { } task || Prefix(task.Program) is not { } prefix)
            return false;
        var bindings = ((LoopStage)_plan.Stages[stage]).Bindings;
        foreach (var source in task.Program.Sources)
            if (
                source.Kind == SourceKind.Buffer
                && _written.Contains(bindings[source.Binding])
                && !IsByRows(source.View, prefix, bindings[source.Binding])
            )
                return false;
        foreach (var store in task.Program.Stores)
            if (store.IsAdded || !IsByRows(store.View, Math.Min(prefix, store.View.Shape.Rank), bindings[store.Binding]))
                return false;
        return true;
    }

    // How many leading axes of the space count the rows.
    private int? Prefix(LoopProgram program)
    {
        if (program.Reduction is not null)
            return RowsOf(program) == _rows ? program.ReducedFrom : null;
        long product = 1;
        for (var axis = 0; axis < program.Space.Rank; axis++)
            if ((product *= program.Space[axis]) == _rows)
                return axis + 1;
        return null;
    }

    // True if row r touches only the r-th of equal parts of the buffer.
    private bool IsByRows(View view, int prefix, int buffer)
    {
        var size = _plan.Buffers[buffer].Bytes / _plan.Buffers[buffer].Type.ByteSize;
        if (!view.IsAffine || size % _rows != 0)
            return false;
        var stride = size / _rows;
        var (low, high) = (view.Offset, view.Offset);
        for (var axis = view.Shape.Rank - 1; axis >= 0; axis--)
        {
            if (axis >= prefix)
            {
                var reach = (view.Shape[axis] - 1) * view.Strides[axis];
                (low, high) = (low + Math.Min(0, reach), high + Math.Max(0, reach));
                continue;
            }
            if (view.Shape[axis] != 1 && view.Strides[axis] != stride)
                return false;
            stride *= view.Shape[axis];
        }
        return low >= 0 && high < size / _rows;
    }

    // Memory that several buffers share in turn must not be overwritten before another row has read it.
    private bool IsSafe(int to)
    {
        foreach (var written in _written)
        {
            if (IsPrivate(written, _from, to))
                continue;
            for (var stage = _from; stage < to; stage++)
                foreach (var source in _tasks[stage]!.Program.Sources)
                    if (source.Kind == SourceKind.Buffer && !IsSafe(source, stage, written, to))
                        return false;
        }
        return true;
    }

    private bool IsSafe(Source source, int stage, int written, int to)
    {
        var read = ((LoopStage)_plan.Stages[stage]).Bindings[source.Binding];
        if (read == written || IsPrivate(read, _from, to) || !Overlap(read, written, out var isSame))
            return true;
        return isSame && Prefix(_tasks[stage]!.Program) is { } prefix && IsByRows(source.View, prefix, read);
    }

    private bool Overlap(int x, int y, out bool isSame)
    {
        var memory = _plan.Memory;
        isSame = false;
        if (memory.Offsets[x] >= 0 && memory.Offsets[y] >= 0)
        {
            isSame = memory.Offsets[x] == memory.Offsets[y] && _plan.Buffers[x].Bytes == _plan.Buffers[y].Bytes;
            return memory.Offsets[x] < memory.Offsets[y] + _plan.Buffers[y].Bytes
                && memory.Offsets[y] < memory.Offsets[x] + _plan.Buffers[x].Bytes;
        }
        return isSame = _plan.Buffers[y].Role == BufferRole.Result && memory.InPlaceOf[y] == x;
    }
}
