namespace Functional;

/// <summary>A plan's stages as CPU tasks, ready to run.</summary>
internal sealed unsafe class CpuProgram : IStageCases<CpuTask>
{
    private readonly Dictionary<LoopProgram, CpuTask> _loops = new(ReferenceEqualityComparer.Instance);
    private readonly CpuTask[] _tasks;
    private readonly Plan _plan;

    public CpuProgram(Plan plan)
    {
        _plan = plan;
        var tasks = Array.ConvertAll(plan.Stages, stage => stage.Match(this));
        var rowTasks = Array.ConvertAll(tasks, task => (task as BoundTask)?.Rows);
        var grouped = new List<CpuTask>();
        var next = 0;
        var groups = new RowGroups(plan, rowTasks);
        foreach (var (from, to, rows) in groups.Find())
        {
            grouped.AddRange(tasks[next..from]);
            grouped.Add(new RowsTask(plan, groups, rowTasks, from, to, rows));
            next = to;
        }
        _tasks = [.. grouped, .. tasks[next..]];
    }

    public void Run(byte** buffers)
    {
        foreach (var task in _tasks)
            task.Run(buffers);
    }

    public CpuTask Loop(LoopStage stage)
    {
        if (!_loops.TryGetValue(stage.Program, out var task))
            _loops[stage.Program] = task = Make(stage.Program);
        return new BoundTask(task, stage.Bindings);
    }

    private static CpuTask Make(LoopProgram program) =>
        program.Reduction is not null
            ? ReductionTask.Of(program)
            : program.Stores[0].Type.ByteSize switch
            {
                1 => TransposeTask<byte>.TryMake(program),
                2 => TransposeTask<short>.TryMake(program),
                4 => TransposeTask<int>.TryMake(program),
                _ => TransposeTask<long>.TryMake(program),
            } ?? new ElementwiseTask(program);

    public CpuTask Fill(FillStage stage) => new FillTask(stage.Target, _plan.Buffers[stage.Target].Bytes);

    public CpuTask Product(ProductStage stage) =>
        WideningTask.Of(
            [stage.Left, stage.Right],
            _plan.Buffers.Length,
            wide => ProductTask.Of(stage with { Left = wide[0], Right = wide[1] })
        );

    public CpuTask Convolution(ConvolutionStage stage) =>
        WideningTask.Of(
            [stage.Input, stage.Kernel],
            _plan.Buffers.Length,
            wide => ConvolutionTask.Of(stage with { Input = wide[0], Kernel = wide[1] })
        );

    public CpuTask Cumulative(CumulativeStage stage) => CumulativeTask.Of(stage);

    public CpuTask Sort(SortStage stage) => SortTask.Of(stage);

    public CpuTask Gather(GatherStage stage) => new GatherTask(stage);

    public CpuTask Scatter(ScatterStage stage) => ScatterTask.Of(stage);

    public CpuTask Decomposition(DecompositionStage stage) => new DecompositionTask(stage);

    public CpuTask Scan(ScanStage stage) => new ScanTask(stage);

    public CpuTask Custom(CustomStage stage) => new CustomTask(stage);
}

/// <summary>One stage on the CPU.</summary>
internal abstract unsafe class CpuTask
{
    /// <summary>Runs it; buffers are given by address.</summary>
    public abstract void Run(byte** buffers);
}

/// <summary>A loop program's task on the buffers of one stage.</summary>
internal sealed unsafe class BoundTask(CpuTask task, int[] bindings) : CpuTask
{
    /// <summary>The task, if it can compute some of its rows.</summary>
    public IRowTask? Rows => task as IRowTask;

    public override void Run(byte** buffers)
    {
        var bound = stackalloc byte*[bindings.Length];
        for (var i = 0; i < bindings.Length; i++)
            bound[i] = buffers[bindings[i]];
        task.Run(bound);
    }
}

/// <summary>Zeros.</summary>
internal sealed unsafe class FillTask(int target, long bytes) : CpuTask
{
    public override void Run(byte** buffers)
    {
        for (long done = 0; done < bytes; done += int.MaxValue)
            new Span<byte>(buffers[target] + done, (int)Math.Min(int.MaxValue, bytes - done)).Clear();
    }
}

/// <summary>Somebody else's kernel.</summary>
internal sealed unsafe class CustomTask(CustomStage stage) : CpuTask
{
    public override void Run(byte** buffers)
    {
        var operands = stackalloc byte*[stage.Inputs.Length];
        for (var i = 0; i < stage.Inputs.Length; i++)
            operands[i] = buffers[stage.Inputs[i]];
        stage.Op.Compute(stage.Operands, operands, stage.Result, buffers[stage.Target]);
    }
}
