namespace Functional;

/// <summary>A loop program without a reduction: runs of elements, read in place or gathered, through one tile kernel.</summary>
internal sealed unsafe class ElementwiseTask : CpuTask, IRowTask
{
    private const int LongRow = 128;
    private const int GatherRun = 1024;
    private const int DirectRun = 1 << 14;
    private const long ChunkWork = 1 << 18;

    private readonly LoopProgram _program;
    private readonly TileReader _reader;
    private readonly ViewReader[] _writers;
    private readonly bool[] _writesDirectly;
    private readonly int _run;
    private readonly int _row;
    private readonly long _runsPerRow;
    private readonly long _runs;
    private readonly int _runsPerChunk;

    public ElementwiseTask(LoopProgram program)
    {
        _program = program;
        _row = Row(program);
        _reader = new TileReader(program, _row);
        _writers = [.. program.Stores.Select(store => new ViewReader(store.View, SourceKind.Buffer, store.Type))];
        _writesDirectly =
        [
            .. program.Stores.Select(store => !store.IsAdded && (_row > 0 ? IsDense(store.View, _row) : store.View.IsIdentity)),
        ];
        var size = program.Space.Size;
        _run = _reader.Gathers || _writesDirectly.Contains(false) ? GatherRun : DirectRun;
        var rowLength = _row > 0 ? _row : size;
        _runsPerRow = Math.Max(1, (rowLength + _run - 1) / _run);
        _runs =
            size == 0 ? 0
            : _row > 0 ? size / _row * _runsPerRow
            : _runsPerRow;
        var runWork = Math.Min(_run, rowLength) * (long)(program.Calls.Count + 1) * 4;
        _runsPerChunk = (int)Math.Clamp(ChunkWork / Math.Max(1, runWork), 1, Math.Max(1, _runs));
    }

    public override void Run(byte** buffers)
    {
        if (_runs == 0)
            return;
        _reader.Kernel.Warm(_program.Space.Size);
        var job = new Job(this, buffers);
        var chunks = (int)((_runs + _runsPerChunk - 1) / _runsPerChunk);
        if (chunks == 1)
            job.Run(0);
        else
            WorkerPool.Shared.For(chunks, ref job);
    }

    public LoopProgram Program => _program;

    public void Warm() => _reader.Kernel.Warm(_program.Space.Size);

    public void RunRows(byte** buffers, long from, long to, long rows)
    {
        var pointers = stackalloc byte*[_reader.Kernel.InputCount + _reader.Kernel.ResultCount];
        var scratch = TakeScratch();
        var (start, last) = (_program.Space.Size / rows * from, _program.Space.Size / rows * to);
        while (start < last)
        {
            var count = (int)Math.Min(_row > 0 ? Math.Min(_run, _row - (start % _row)) : _run, last - start);
            RunOne(buffers, start, count, pointers, scratch);
            start += count;
        }
        TileScratch.Return(scratch);
    }

    private void RunChunk(byte** buffers, int chunk)
    {
        var last = Math.Min(_runs, (long)(chunk + 1) * _runsPerChunk);
        var pointers = stackalloc byte*[_reader.Kernel.InputCount + _reader.Kernel.ResultCount];
        var scratch = TakeScratch();
        for (var run = (long)chunk * _runsPerChunk; run < last; run++)
        {
            var inRow = run % _runsPerRow * _run;
            var start = _row > 0 ? (run / _runsPerRow * _row) + inRow : inRow;
            RunOne(buffers, start, (int)Math.Min(_run, (_row > 0 ? _row : _program.Space.Size) - inRow), pointers, scratch);
        }
        TileScratch.Return(scratch);
    }

    private byte[] TakeScratch() => TileScratch.Take((_program.Sources.Count + _program.Stores.Count) * GatherRun * 8);

    private void RunOne(byte** buffers, long start, int count, byte** pointers, byte[] scratch)
    {
        var tiles = BufferPool.Align(scratch);
        _reader.Load(buffers, start, count, pointers, tiles);
        tiles += (long)_program.Sources.Count * GatherRun * 8;
        for (var i = 0; i < _writers.Length; i++)
            pointers[_program.Sources.Count + i] = _writesDirectly[i]
                ? _writers[i].TryDirect(buffers[_program.Stores[i].Binding], start, count)
                : tiles + ((long)i * GatherRun * 8);
        _reader.Kernel.Run(pointers, count);
        for (var i = 0; i < _writers.Length; i++)
            if (!_writesDirectly[i])
                _writers[i]
                    .Write(
                        buffers[_program.Stores[i].Binding],
                        start,
                        count,
                        pointers[_program.Sources.Count + i],
                        _program.Stores[i].IsAdded
                    );
    }

    // The length of rows over which every affine input and result is dense or still; 0 if they are too short to work row by row.
    private static int Row(LoopProgram program)
    {
        var views = program
            .Sources.Where(s => s.Kind == SourceKind.Buffer && s.View.IsAffine && !s.IsUniform)
            .Select(s => s.View)
            .Concat(program.Stores.Select(s => s.View))
            .ToArray();
        if (views.All(view => view.IsIdentity))
            return 0;
        long row = 1;
        for (var axis = program.Space.Rank - 1; axis >= 0; axis--)
        {
            var size = program.Space[axis];
            if (size != 1 && !views.All(view => Continues(view, axis, row)))
                break;
            if (row * size > int.MaxValue)
                break;
            row *= size;
        }
        return row >= LongRow && row < program.Space.Size ? (int)row : 0;
    }

    // True if axis continues the run of `row` elements behind it: dense, or still.
    private static bool Continues(View view, int axis, long row) =>
        row == 1 ? true : view.Strides[axis] == (InnerStride(view, axis) * row);

    private static long InnerStride(View view, int axis)
    {
        for (var inner = view.Shape.Rank - 1; inner > axis; inner--)
            if (view.Shape[inner] != 1)
                return view.Strides[inner];
        return 1;
    }

    internal static bool IsDense(View view, int row) => row == 1 || InnerStride(view, -1) == 1;

    private readonly struct Job(ElementwiseTask task, byte** buffers) : IParallelJob
    {
        public void Run(int index) => task.RunChunk(buffers, index);
    }
}

/// <summary>The inputs of a loop program, run by run.</summary>
internal sealed unsafe class TileReader
{
    private const int GatherRun = 1024;

    private readonly Source[] _sources;
    private readonly ViewReader?[] _readers;
    private readonly bool[] _isUniform;

    /// <param name="program">The loop program.</param>
    /// <param name="row">Length of rows that runs never cross, over which inputs may be uniform; 0 if runs go anywhere.</param>
    public TileReader(LoopProgram program, int row)
    {
        _sources = [.. program.Sources];
        _isUniform = [.. _sources.Select(source => source.IsUniform || (row > 0 && IsStill(source, row)))];
        _readers =
        [
            .. _sources.Select(source =>
                source.Kind is SourceKind.Literal ? null : new ViewReader(source.View, source.Kind, source.Type)
            ),
        ];
        Kernel = TileKernel.Of(program, _isUniform);
        for (var i = 0; i < _sources.Length; i++)
            Gathers |=
                !_isUniform[i]
                && !(
                    _sources[i].View is var view
                    && _sources[i].Kind == SourceKind.Buffer
                    && (view.IsIdentity || (row > 0 && view.IsAffine && ElementwiseTask.IsDense(view, row)))
                );
    }

    public TileKernel Kernel { get; }

    /// <summary>True if some input must be copied together, so that runs are short.</summary>
    public bool Gathers { get; }

    /// <summary>Sets the pointers of all inputs for a run.</summary>
    public void Load(byte** buffers, long start, int count, byte** pointers, byte* tiles)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            ref readonly var source = ref _sources[i];
            if (_readers[i] is not { } reader)
                continue;
            var buffer = source.Binding >= 0 ? buffers[source.Binding] : null;
            var direct = reader.TryDirect(buffer, start, _isUniform[i] ? 1 : count);
            if (direct is null)
            {
                direct = tiles + ((long)i * GatherRun * 8);
                reader.Read(buffer, start, _isUniform[i] ? 1 : count, direct);
            }
            pointers[i] = direct;
        }
    }

    private static bool IsStill(Source source, int row)
    {
        if (source.Kind is not (SourceKind.Buffer or SourceKind.Iota) || !source.View.IsAffine)
            return false;
        long seen = 1;
        for (var axis = source.View.Shape.Rank - 1; axis >= 0 && seen < row; axis--)
        {
            if (source.View.Shape[axis] != 1 && source.View.Strides[axis] != 0)
                return false;
            seen *= source.View.Shape[axis];
        }
        return true;
    }
}

/// <summary>Scratch memory of the running thread, one block per level of nesting.</summary>
internal static class TileScratch
{
    [ThreadStatic]
    private static Stack<byte[]>? Free;

    public static byte[] Take(int bytes)
    {
        Free ??= new Stack<byte[]>();
        if (Free.TryPop(out var block) && block.Length >= bytes + 64)
            return block;
        return GC.AllocateUninitializedArray<byte>(bytes + 64, pinned: true);
    }

    public static void Return(byte[] block) => Free!.Push(block);
}
