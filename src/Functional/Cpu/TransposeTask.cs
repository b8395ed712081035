namespace Functional;

/// <summary>A copy whose source runs densely along another axis than the last: tile by tile, so that every cache line is touched once.</summary>
internal sealed unsafe class TransposeTask<T> : CpuTask
    where T : unmanaged
{
    private const int Tile = 16;

    private readonly int _source;
    private readonly int _target;
    private readonly View _view;
    private readonly int _rows;
    private readonly int _columns;
    private readonly long _targetStride;
    private readonly View _outer;
    private readonly View _outerTarget;

    private TransposeTask(LoopProgram program, int dense)
    {
        var source = program.Sources[0];
        (_source, _target, _view) = (source.Binding, program.Stores[0].Binding, source.View);
        var (shape, strides) = (program.Space, program.Space.Strides());
        (_rows, _columns, _targetStride) = (shape[dense], shape[-1], strides[dense]);
        var others = Enumerable.Range(0, shape.Rank - 1).Where(axis => axis != dense).ToArray();
        var outer = Shape.Of([.. others.Select(axis => shape[axis])]);
        _outer = View.Affine(outer, [.. others.Select(axis => _view.Strides[axis])], _view.Offset);
        _outerTarget = View.Affine(outer, [.. others.Select(axis => strides[axis])], 0);
    }

    /// <summary>The task for a program that is such a copy, else null.</summary>
    public static CpuTask? TryMake(LoopProgram program)
    {
        if (
            program.Space.Rank < 2
            || program.Calls.Count > 0
            || program.Reduction is not null
            || program.Sources.Count != 1
            || program.Stores.Count != 1
        )
            return null;
        var (view, store) = (program.Sources[0].View, program.Stores[0]);
        if (
            program.Sources[0].Kind != SourceKind.Buffer
            || !view.IsAffine
            || store.IsAdded
            || !store.View.IsIdentity
            || program.Space[-1] < Tile
        )
            return null;
        for (var axis = 0; axis < program.Space.Rank - 1; axis++)
            if (view.Strides[axis] == 1 && program.Space[axis] >= Tile && Math.Abs(view.Strides[^1]) > 1)
                return new TransposeTask<T>(program, axis);
        return null;
    }

    public override void Run(byte** buffers)
    {
        var strips = (_rows + Tile - 1) / Tile;
        var job = new Job(this, (T*)buffers[_source], (T*)buffers[_target], strips);
        WorkerPool.Shared.For(checked((int)(_outer.Shape.Size * strips)), ref job);
    }

    // Tile rows of the target: the same columns of the source, read along their dense axis.
    private void Strip(T* source, T* target, int firstRow)
    {
        var rows = Math.Min(Tile, _rows - firstRow);
        var columnStride = _view.Strides[^1];
        var tile = stackalloc T[Tile * Tile];
        for (var firstColumn = 0; firstColumn < _columns; firstColumn += Tile)
        {
            var columns = Math.Min(Tile, _columns - firstColumn);
            for (var j = 0; j < columns; j++)
                new ReadOnlySpan<T>(source + firstRow + ((firstColumn + j) * columnStride), rows).CopyTo(
                    new Span<T>(tile + (j * Tile), Tile)
                );
            for (var i = 0; i < rows; i++)
            {
                var row = target + ((firstRow + i) * _targetStride) + firstColumn;
                for (var j = 0; j < columns; j++)
                    row[j] = tile[(j * Tile) + i];
            }
        }
    }

    private readonly struct Job(TransposeTask<T> task, T* source, T* target, int strips) : IParallelJob
    {
        public void Run(int index)
        {
            var outer = index / strips;
            task.Strip(source + task._outer.Address(outer), target + task._outerTarget.Address(outer), index % strips * Tile);
        }
    }
}
