namespace Functional;

/// <summary>Several loop programs, a few rows at a time through all of them.</summary>
internal sealed unsafe class RowsTask : CpuTask
{
    private const long ChunkBytes = 1 << 17;
    private const long ParallelElements = 1 << 15;
    private const int Line = 64;

    private readonly (IRowTask Task, int[] Buffers, int[] Locals)[] _steps;
    private readonly long[] _rowBytes;
    private readonly long[] _places;
    private readonly long _rows;
    private readonly long _rowsPerChunk;
    private readonly int _scratchBytes;
    private readonly int _mostBindings;

    /// <param name="plan">The plan.</param>
    /// <param name="groups">Knows which buffers live only between these stages.</param>
    /// <param name="tasks">The tasks of its stages.</param>
    /// <param name="from">The first stage.</param>
    /// <param name="to">One more than the last.</param>
    /// <param name="rows">Rows of each.</param>
    public RowsTask(Plan plan, RowGroups groups, IReadOnlyList<IRowTask?> tasks, int from, int to, long rows)
    {
        var locals = new Dictionary<int, int>();
        var bytes = new List<long>();
        _rows = rows;
        _steps = new (IRowTask, int[], int[])[to - from];
        long moved = 0;
        for (var i = from; i < to; i++)
        {
            var bindings = ((LoopStage)plan.Stages[i]).Bindings;
            foreach (var buffer in bindings)
            {
                moved += plan.Buffers[buffer].Bytes;
                if (groups.IsPrivate(buffer, from, to) && locals.TryAdd(buffer, bytes.Count))
                    bytes.Add(plan.Buffers[buffer].Bytes / rows);
            }
            _steps[i - from] = (
                tasks[i]!,
                bindings,
                Array.ConvertAll(bindings, buffer => locals.TryGetValue(buffer, out var local) ? local : -1)
            );
            _mostBindings = Math.Max(_mostBindings, bindings.Length);
        }
        _rowBytes = [.. bytes];
        _rowsPerChunk = Math.Clamp(ChunkBytes / Math.Max(1, moved / rows), 1, rows);
        if (_steps.Sum(step => step.Task.Program.Space.Size) < ParallelElements)
            _rowsPerChunk = rows;
        _places = new long[bytes.Count];
        long place = 0;
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = place;
            place += ((_rowBytes[i] * _rowsPerChunk) + Line - 1) / Line * Line;
        }
        _scratchBytes = checked((int)place);
    }

    public override void Run(byte** buffers)
    {
        foreach (var (task, _, _) in _steps)
            task.Warm();
        var job = new Job(this, buffers);
        var chunks = checked((int)((_rows + _rowsPerChunk - 1) / _rowsPerChunk));
        if (chunks == 1)
            job.Run(0);
        else
            WorkerPool.Shared.For(chunks, ref job);
    }

    // Tasks address whole buffers; a local one is given by where its first row would be.
    private void RunChunk(byte** buffers, long from, long to)
    {
        var scratch = TileScratch.Take(_scratchBytes);
        var memory = BufferPool.Align(scratch);
        var bound = stackalloc byte*[_mostBindings];
        foreach (var (task, bindings, locals) in _steps)
        {
            for (var i = 0; i < bindings.Length; i++)
                bound[i] = locals[i] < 0 ? buffers[bindings[i]] : memory + _places[locals[i]] - (from * _rowBytes[locals[i]]);
            task.RunRows(bound, from, to, _rows);
        }
        TileScratch.Return(scratch);
    }

    private readonly struct Job(RowsTask task, byte** buffers) : IParallelJob
    {
        public void Run(int index)
        {
            var from = index * task._rowsPerChunk;
            task.RunChunk(buffers, from, Math.Min(task._rows, from + task._rowsPerChunk));
        }
    }
}
