namespace Functional;

/// <summary>A task whose kernel computes in float32 on operands in float16 or bfloat16: they are widened first, each element once.</summary>
internal sealed unsafe class WideningTask : CpuTask
{
    private readonly int _buffers;
    private readonly List<(int From, CpuTask Load, long Bytes)> _widened = [];
    private CpuTask _task = null!;

    private WideningTask(int buffers) => _buffers = buffers;

    /// <summary>The task of operands that are as wide as they are computed in; itself if they already are.</summary>
    public static CpuTask Of(Operand[] operands, int buffers, Func<Operand[], CpuTask> make)
    {
        if (!Array.Exists(operands, operand => operand.Type.IsNarrow))
            return make(operands);
        var task = new WideningTask(buffers);
        task._task = make(Array.ConvertAll(operands, operand => operand.Type.IsNarrow ? task.Widened(operand) : operand));
        return task;
    }

    public override void Run(byte** buffers)
    {
        var all = new byte*[_buffers + _widened.Count];
        fixed (byte** table = all)
        {
            for (var i = 0; i < _buffers; i++)
                table[i] = buffers[i];
            Run(table, table + _buffers);
        }
    }

    private void Run(byte** table, byte** wide)
    {
        var pair = stackalloc byte*[2];
        var blocks = new byte[_widened.Count][];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (from, load, bytes) = _widened[i];
            blocks[i] = BufferPool.Shared.Rent(Math.Max(1, bytes));
            wide[i] = BufferPool.Align(blocks[i]);
            pair[0] = table[from];
            pair[1] = wide[i];
            if (bytes > 0)
                load.Run(pair);
        }
        _task.Run(table);
        foreach (var block in blocks)
            BufferPool.Shared.Return(block);
    }

    // In the order in which it lies in memory; what is stretched is widened once.
    private Operand Widened(Operand operand)
    {
        var view = operand.View;
        int[] order =
        [
            .. Enumerable
                .Range(0, view.Shape.Rank)
                .Where(axis => view.Strides[axis] != 0 && view.Shape[axis] != 1)
                .OrderByDescending(axis => Math.Abs(view.Strides[axis])),
        ];
        Shape space = Shape.Of([.. order.Select(axis => view.Shape[axis])]);
        var (strides, step) = (new long[view.Shape.Rank], 1L);
        foreach (var axis in order.Reverse())
            (strides[axis], step) = (step, step * view.Shape[axis]);
        var source = View.Affine(space, [.. order.Select(axis => view.Strides[axis])], view.Offset);
        var load = new Source(SourceKind.Buffer, operand.Type, source, 0, 0);
        var store = new Store(0, operand.Type.Lane, 1, View.Of(space), false);
        var program = new LoopProgram(space, [load], [], [store], 2, null, 0, 0);
        _widened.Add((operand.Buffer, new ElementwiseTask(program), space.Size * operand.Type.Lane.ByteSize));
        return new(_buffers + _widened.Count - 1, operand.Type.Lane, View.Affine(view.Shape, strides, 0));
    }
}
