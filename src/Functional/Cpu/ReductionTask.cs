using System.Numerics;
using System.Runtime.Intrinsics;

namespace Functional;

/// <summary>Combines elements to one, element type and combination known.</summary>
internal interface IReducer<T>
{
    static abstract T Identity { get; }
    static abstract T Combine(T x, T y);
    static abstract Vector512<T> Combine(Vector512<T> x, Vector512<T> y);
}

/// <summary>A loop program with a reduction. The order of combinations depends on the shape alone.</summary>
internal abstract unsafe class ReductionTask : CpuTask
{
    public static CpuTask Of(LoopProgram program) =>
        (program.Reduction, program.Stores[0].Type) switch
        {
            (SumOp, DType.Float32) => new ReductionTask<float, SumReducer<float>>(program),
            (SumOp, DType.Float64) => new ReductionTask<double, SumReducer<double>>(program),
            (SumOp, DType.Int32) => new ReductionTask<int, SumReducer<int>>(program),
            (SumOp, DType.Int64) => new ReductionTask<long, SumReducer<long>>(program),
            (MaxOp, DType.Float32) => new ReductionTask<float, MaxReducer<float>>(program),
            (MaxOp, DType.Float64) => new ReductionTask<double, MaxReducer<double>>(program),
            (MaxOp, DType.Int32) => new ReductionTask<int, MaxReducer<int>>(program),
            (MaxOp, DType.Int64) => new ReductionTask<long, MaxReducer<long>>(program),
            (ProdOp, DType.Float32) => new ReductionTask<float, ProdReducer<float>>(program),
            (ProdOp, DType.Float64) => new ReductionTask<double, ProdReducer<double>>(program),
            (ProdOp, DType.Int32) => new ReductionTask<int, ProdReducer<int>>(program),
            (ProdOp, DType.Int64) => new ReductionTask<long, ProdReducer<long>>(program),
            var (op, type) => throw new DTypeException($"[{op!.Name}] has no CPU kernel for {type.Name}."),
        };

    private readonly struct SumReducer<T> : IReducer<T>
        where T : unmanaged, INumber<T>
    {
        public static T Identity => T.Zero;

        public static T Combine(T x, T y) => x + y;

        public static Vector512<T> Combine(Vector512<T> x, Vector512<T> y) => x + y;
    }

    private readonly struct ProdReducer<T> : IReducer<T>
        where T : unmanaged, INumber<T>
    {
        public static T Identity => T.One;

        public static T Combine(T x, T y) => x * y;

        public static Vector512<T> Combine(Vector512<T> x, Vector512<T> y) => x * y;
    }

    private readonly struct MaxReducer<T> : IReducer<T>
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        // Infinity for floats: the smallest number would hide it.
        public static T Identity => T.CreateSaturating(double.NegativeInfinity);

        public static T Combine(T x, T y) => x >= y || T.IsNaN(x) ? x : y;

        public static Vector512<T> Combine(Vector512<T> x, Vector512<T> y) =>
            Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, y) | ~Vector512.Equals(x, x), x, y);
    }
}

/// <summary>A reduction of elements of type <typeparamref name="T"/>.</summary>
/// <remarks>
/// Reduced axes last: every result is the pairwise combination of blocks of <see cref="Block"/> elements, each combined in 4 × 64 bytes of lanes.
/// Reduced axes before kept ones: pairwise combination of blocks of <see cref="BlockRows"/> rows, each combined row by row.
/// </remarks>
internal sealed unsafe partial class ReductionTask<T, TReducer> : ReductionTask, IRowTask
    where T : unmanaged
    where TReducer : struct, IReducer<T>
{
    private const int Block = 1024;
    private const int BlockRows = 32;
    private const int Levels = 40;
    private const long ParallelWork = 1 << 15;

    private readonly LoopProgram _program;
    private readonly TileReader _reader;
    private readonly ViewReader? _direct;
    private readonly int _directBuffer;
    private readonly int _target;
    private readonly long _outer;
    private readonly long _reduced;
    private readonly long _kept;

    public ReductionTask(LoopProgram program)
    {
        _program = program;
        _reader = new TileReader(program, row: 0);
        if (
            program.Calls.Count == 0
            && program.Sources[program.Stores[0].Slot] is { Kind: SourceKind.Buffer, IsUniform: false } source
        )
            (_direct, _directBuffer) = (new ViewReader(source.View, source.Kind, source.Type), source.Binding);
        _target = program.Stores[0].Binding;
        _outer = Size(0, program.ReducedFrom);
        _reduced = Size(program.ReducedFrom, program.ReducedTo);
        _kept = Size(program.ReducedTo, program.Space.Rank);
    }

    public override void Run(byte** buffers)
    {
        var target = (T*)buffers[_target];
        if (_outer * _kept == 0)
            return;
        if (_reduced == 0)
        {
            new Span<T>(target, checked((int)(_outer * _kept))).Fill(TReducer.Identity);
            return;
        }
        _reader.Kernel.Warm(_program.Space.Size);
        var isLarge = _program.Space.Size * (_program.Calls.Count + 1) >= ParallelWork;
        if (_program.ReducedTo == _program.Space.Rank)
            RunRows(buffers, target, isLarge);
        else
            RunColumns(buffers, target, isLarge);
    }

    public LoopProgram Program => _program;

    public void Warm() => _reader.Kernel.Warm(_program.Space.Size);

    public void RunRows(byte** buffers, long from, long to, long rows) => Rows(buffers, (T*)buffers[_target], from, to);

    private void RunRows(byte** buffers, T* target, bool isLarge)
    {
        var blocks = (_reduced + Block - 1) / Block;
        if (isLarge && _outer < 64 && blocks > 1)
        {
            // Few long rows: blocks in parallel, then the same pairwise combination.
            var partials = HostStorage.Rent(_outer * blocks * sizeof(T));
            var job = new BlockJob(this, buffers, (T*)partials.Pointer, blocks);
            WorkerPool.Shared.For(checked((int)((_outer * blocks + BlockJob.PerPart - 1) / BlockJob.PerPart)), ref job);
            for (long row = 0; row < _outer; row++)
                target[row] = Pairwise((T*)partials.Pointer + (row * blocks), blocks);
            partials.Release();
            return;
        }
        var rows = Math.Max(1, Block / _reduced);
        var perPart = Math.Max(rows, 16 * Block / Math.Max(1, _reduced) / rows * rows);
        var parts = (int)((_outer + perPart - 1) / perPart);
        var rowJob = new RowJob(this, buffers, target, perPart);
        if (isLarge && parts > 1)
            WorkerPool.Shared.For(parts, ref rowJob);
        else
            for (var i = 0; i < parts; i++)
                rowJob.Run(i);
    }

    private void RunColumns(byte** buffers, T* target, bool isLarge)
    {
        var columns = Math.Min(_kept, Block);
        var tiles = (_kept + columns - 1) / columns;
        var blocks = (_reduced + BlockRows - 1) / BlockRows;
        if (isLarge && _outer * tiles < 8 && blocks > 1)
        {
            var partials = HostStorage.Rent(_outer * blocks * _kept * sizeof(T));
            var job = new ColumnBlockJob(this, buffers, (T*)partials.Pointer, blocks, tiles, (int)columns);
            WorkerPool.Shared.For(checked((int)(_outer * tiles * blocks)), ref job);
            for (long outer = 0; outer < _outer; outer++)
                PairwiseRows((T*)partials.Pointer + (outer * blocks * _kept), blocks, target + (outer * _kept));
            partials.Release();
            return;
        }
        var columnJob = new ColumnJob(this, buffers, target, blocks, tiles, (int)columns);
        if (isLarge && _outer * tiles > 1)
            WorkerPool.Shared.For(checked((int)(_outer * tiles)), ref columnJob);
        else
            for (var i = 0; i < _outer * tiles; i++)
                columnJob.Run(i);
    }

    private long Size(int from, int to)
    {
        long size = 1;
        for (var axis = from; axis < to; axis++)
            size *= _program.Space[axis];
        return size;
    }

    // The values of a run of the space: in memory already, or computed into scratch.
    private T* Values(byte** buffers, long start, int count, byte** pointers, byte* tiles)
    {
        if (_direct is not null)
        {
            var direct = _direct.TryDirect(buffers[_directBuffer], start, count);
            if (direct is not null)
                return (T*)direct;
            _direct.Read(buffers[_directBuffer], start, count, tiles);
            return (T*)tiles;
        }
        _reader.Load(buffers, start, count, pointers, tiles + (Block * 8));
        pointers[_program.Sources.Count] = tiles;
        _reader.Kernel.Run(pointers, count);
        return (T*)tiles;
    }

    private byte[] TakeScratch() => TileScratch.Take((_program.Sources.Count + 1) * Block * 8);

    // Four vectors of 64 bytes side by side, then lane by lane: the same on every machine.
    private static T Combine(T* values, int count)
    {
        var lanes = Vector512<T>.Count;
        var (a, b, c, d) = (
            Vector512.Create(TReducer.Identity),
            Vector512.Create(TReducer.Identity),
            Vector512.Create(TReducer.Identity),
            Vector512.Create(TReducer.Identity)
        );
        var i = 0;
        for (; i <= count - (4 * lanes); i += 4 * lanes)
        {
            a = TReducer.Combine(a, Vector512.Load(values + i));
            b = TReducer.Combine(b, Vector512.Load(values + i + lanes));
            c = TReducer.Combine(c, Vector512.Load(values + i + (2 * lanes)));
            d = TReducer.Combine(d, Vector512.Load(values + i + (3 * lanes)));
        }
        for (; i <= count - lanes; i += lanes)
            a = TReducer.Combine(a, Vector512.Load(values + i));
        var all = TReducer.Combine(TReducer.Combine(a, b), TReducer.Combine(c, d));
        var result = Tree(&all, lanes);
        for (; i < count; i++)
            result = TReducer.Combine(result, values[i]);
        return result;
    }

    private static T Tree(Vector512<T>* vector, int lanes)
    {
        var values = (T*)vector;
        for (var half = lanes / 2; half > 0; half /= 2)
        for (var i = 0; i < half; i++)
            values[i] = TReducer.Combine(values[i], values[i + half]);
        return values[0];
    }

    // Adjacent pairs, adjacent pairs of those, …: with a counter's binary digits as stack.
    private static T Pairwise(T* partials, long count, long stride = 1)
    {
        var stack = stackalloc T[Levels];
        var depth = 0;
        for (long i = 0; i < count; i++)
        {
            var value = partials[i * stride];
            for (var carry = i; (carry & 1) != 0; carry >>= 1)
                value = TReducer.Combine(stack[--depth], value);
            stack[depth++] = value;
        }
        var result = stack[--depth];
        while (depth > 0)
            result = TReducer.Combine(stack[--depth], result);
        return result;
    }

    private void PairwiseRows(T* partials, long count, T* target)
    {
        for (long column = 0; column < _kept; column++)
            target[column] = Pairwise(partials + column, count, _kept);
    }

    private void RowBlock(byte** buffers, long row, long block, T* target, byte** pointers, byte* tiles)
    {
        var start = block * Block;
        var count = (int)Math.Min(Block, _reduced - start);
        *target = Combine(Values(buffers, (row * _reduced) + start, count, pointers, tiles), count);
    }

    // Several short rows at once, or one long row block by block.
    private void Rows(byte** buffers, T* target, long from, long to)
    {
        var scratch = TakeScratch();
        var tiles = BufferPool.Align(scratch);
        var pointers = stackalloc byte*[_reader.Kernel.InputCount + _reader.Kernel.ResultCount];
        if (_reduced <= Block)
        {
            var together = (int)(Block / _reduced);
            for (var row = from; row < to; row += together)
            {
                var rows = (int)Math.Min(together, to - row);
                var values = Values(buffers, row * _reduced, rows * (int)_reduced, pointers, tiles);
                for (var i = 0; i < rows; i++)
                    target[row + i] = Combine(values + (i * _reduced), (int)_reduced);
            }
        }
        else
        {
            var blocks = (_reduced + Block - 1) / Block;
            var stack = stackalloc T[Levels];
            for (var row = from; row < to; row++)
            {
                var depth = 0;
                for (long i = 0; i < blocks; i++)
                {
                    T value;
                    RowBlock(buffers, row, i, &value, pointers, tiles);
                    for (var carry = i; (carry & 1) != 0; carry >>= 1)
                        value = TReducer.Combine(stack[--depth], value);
                    stack[depth++] = value;
                }
                var result = stack[--depth];
                while (depth > 0)
                    result = TReducer.Combine(stack[--depth], result);
                target[row] = result;
            }
        }
        TileScratch.Return(scratch);
    }

    // One block of rows over some columns, combined row by row into the accumulator.
    private void ColumnBlock(
        byte** buffers,
        long outer,
        long block,
        long column,
        int columns,
        T* accumulator,
        byte** pointers,
        byte* tiles
    )
    {
        var first = block * BlockRows;
        var rows = Math.Min(BlockRows, _reduced - first);
        new Span<T>(accumulator, columns).Fill(TReducer.Identity);
        var together = columns == _kept ? Math.Max(1, Block / columns) : 1;
        for (long row = 0; row < rows; row += together)
        {
            var now = (int)Math.Min(together, rows - row);
            var values = Values(buffers, (((outer * _reduced) + first + row) * _kept) + column, now * columns, pointers, tiles);
            for (var i = 0; i < now; i++)
                CombineRow(accumulator, values + (i * columns), columns);
        }
    }

    private static void CombineRow(T* accumulator, T* values, int count)
    {
        var lanes = Vector512<T>.Count;
        var i = 0;
        for (; i <= count - lanes; i += lanes)
            TReducer.Combine(Vector512.Load(accumulator + i), Vector512.Load(values + i)).Store(accumulator + i);
        for (; i < count; i++)
            accumulator[i] = TReducer.Combine(accumulator[i], values[i]);
    }

    private void Columns(byte** buffers, T* target, long blocks, long outer, long column, int columns)
    {
        var scratch = TakeScratch();
        var stackMemory = TileScratch.Take(Levels * columns * sizeof(T));
        var tiles = BufferPool.Align(scratch);
        var stack = (T*)BufferPool.Align(stackMemory);
        var pointers = stackalloc byte*[_reader.Kernel.InputCount + _reader.Kernel.ResultCount];
        var depth = 0;
        for (long i = 0; i < blocks; i++)
        {
            ColumnBlock(buffers, outer, i, column, columns, stack + (depth * columns), pointers, tiles);
            depth++;
            for (var carry = i; (carry & 1) != 0; carry >>= 1)
                Fold(stack, ref depth, columns);
        }
        while (depth > 1)
            Fold(stack, ref depth, columns);
        new Span<T>(stack, columns).CopyTo(new Span<T>(target + (outer * _kept) + column, columns));
        TileScratch.Return(stackMemory);
        TileScratch.Return(scratch);
    }

    private static void Fold(T* stack, ref int depth, int columns)
    {
        depth--;
        CombineRow(stack + ((depth - 1) * columns), stack + (depth * columns), columns);
    }
}
