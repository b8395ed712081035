namespace Functional.Vulkan;

/// <summary>Stages that work with indices, along lines, or in an order.</summary>
internal sealed partial class VulkanLowering
{
    // Up to so many elements, or comparisons in all, every place looks at all elements instead of having a list of its own.
    private const int FewElements = 32;
    private const long FewComparisons = 1 << 14;

    // From this length on, and with fewer lines, a line is worth several invocations.
    private const int LongLine = 512;
    private const int ManyLines = 2048;

    public VulkanStage Gather(GatherStage stage)
    {
        var indices = new IndexOperand(stage.Index, stage.Axis, stage.Table.View.Shape[stage.Axis], stage.Names);
        return Ready(
            stage,
            [(stage.Table.Type, stage.Table.View.Shape), (stage.Index.Type, stage.Index.View.Shape)],
            [stage.Table.Buffer, stage.Index.Buffer, stage.Target],
            [
                indices.Size == 0
                    ? new IndexCheckKernel(indices, [1, VulkanStage.StatusBuffer])
                    : new GatherKernel(stage.Table, indices, [0, 1, 2, VulkanStage.StatusBuffer]),
                new IndexReportKernel(indices, [1, VulkanStage.StatusBuffer]),
            ],
            new Scratch(),
            indices
        );
    }

    public VulkanStage Scatter(ScatterStage stage)
    {
        var indices = new IndexOperand(stage.Index, stage.Axis, stage.Shape[stage.Axis], stage.Names);
        var scratch = new Scratch();
        var kernels = new List<Kernel>();
        if (stage.Shape.Size == 0)
            kernels.Add(new IndexCheckKernel(indices, [0, VulkanStage.StatusBuffer]));
        else if (indices.Count <= FewElements || indices.Count <= FewComparisons / stage.Shape.Size)
            kernels.Add(new DirectScatterKernel(stage, indices, [0, 1, 2, VulkanStage.StatusBuffer]));
        else
            ScatterLists(stage, indices, kernels, scratch);
        kernels.Add(new IndexReportKernel(indices, [0, VulkanStage.StatusBuffer]));
        return Ready(
            stage,
            [(stage.Updates.Type, stage.Updates.View.Shape), (stage.Index.Type, stage.Index.View.Shape)],
            [stage.Index.Buffer, stage.Updates.Buffer, stage.Target],
            kernels,
            scratch,
            indices
        );
    }

    public VulkanStage Sort(SortStage stage)
    {
        var keys = new ElementKeys(stage, [0]);
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        if (keys.Lines > 0)
            AddSort(keys, new OrderTarget(keys, 1), kernels, scratch);
        return Ready(stage, [(stage.Input.Type, stage.Input.View.Shape)], [stage.Input.Buffer, stage.Target], kernels, scratch);
    }

    public VulkanStage Cumulative(CumulativeStage stage)
    {
        var (kernels, scratch, type) = (new List<Kernel>(), new Scratch(), stage.Inputs[0].Type);
        // As on the CPU float32 is accumulated in float64; where there is none, in itself.
        var isWide = type == DType.Float32 && stage.Op is not CumulativeMaxOp && device.Capabilities.Has(DeviceFeatures.Float64);
        var inputs = Array.ConvertAll(stage.Inputs, input => (input.Type, input.View));
        var lines = new CumulativeLines(stage.Op, stage.Op.Axis, inputs, isWide ? DType.Float64 : type);
        if (lines.Lines > 0)
            AddCumulative(lines, type, [.. Enumerable.Range(0, inputs.Length)], inputs.Length, kernels, scratch);
        return Ready(
            stage,
            [.. inputs.Select(input => (input.Type, input.View.Shape))],
            [.. stage.Inputs.Select(input => input.Buffer), stage.Target],
            kernels,
            scratch
        );
    }

    // The updates sorted by place, the place of each in that order, and then a sum (or the largest) for every place.
    private static void ScatterLists(ScatterStage stage, IndexOperand indices, List<Kernel> kernels, Scratch scratch)
    {
        var keys = new PlaceKeys(indices, [0, VulkanStage.StatusBuffer]);
        var (sorted, numbers) = Pair(keys, scratch);
        AddSort(keys, new PairTarget(keys, sorted, numbers), kernels, scratch);
        var starts = scratch.Add(keys.Lines * (keys.Places + 1) * sizeof(int));
        kernels.Add(new PlaceStartsKernel(keys.Type, keys.Lines, keys.Length, keys.Places, [sorted, starts]));
        kernels.AddRange(ListScatterKernel.Of(stage, indices, keys.Length, [numbers, starts, 1, 2]));
    }

    // Blocks, then runs twice as long after every pass.
    private static void AddSort(SortKeys keys, SortTarget target, List<Kernel> kernels, Scratch scratch)
    {
        long run = BlockSortKernel.BlockOf(keys.Length);
        if (run >= keys.Length)
        {
            kernels.Add(new BlockSortKernel(keys, target));
            return;
        }
        var source = Pair(keys, scratch);
        var next = 2 * run < keys.Length ? Pair(keys, scratch) : default;
        kernels.Add(new BlockSortKernel(keys, new PairTarget(keys, source.Keys, source.Numbers)));
        for (; 2 * run < keys.Length; run *= 2)
        {
            kernels.Add(new MergeKernel(keys, run, source, new PairTarget(keys, next.Keys, next.Numbers)));
            (source, next) = (next, source);
        }
        kernels.Add(new MergeKernel(keys, run, source, target));
    }

    private static (int Keys, int Numbers) Pair(SortKeys keys, Scratch scratch)
    {
        var size = keys.Lines * keys.Length;
        return (scratch.Add(size * keys.Type.ByteSize), scratch.Add(size * sizeof(int)));
    }

    // Long lines in parts: the parts' totals, these combined in their order, and then each part from what comes before it.
    private static void AddCumulative(
        CumulativeLines lines,
        DType result,
        int[] inputs,
        int target,
        List<Kernel> kernels,
        Scratch scratch
    )
    {
        if (!IsInParts(lines))
        {
            int[] state = CumulativeKernel.IsLong(lines) ? [scratch.Add(lines.Lines * lines.State.ByteSize)] : [];
            kernels.AddRange(CumulativeKernel.Of(lines, result, [.. inputs, target, .. state]));
            return;
        }
        var length = 1 << ((System.Numerics.BitOperations.Log2((uint)lines.Length) + 1) / 2);
        var parts = CumulativePartKernel.Parts(lines, length);
        Shape space = [checked((int)(lines.Lines / lines.Inner)), parts, checked((int)lines.Inner)];
        var totals = scratch.Add(space.Size * lines.State.ByteSize);
        var sums = scratch.Add(space.Size * lines.State.ByteSize);
        kernels.Add(new CumulativePartKernel(lines, length, null, [inputs[0], totals]));
        var ofParts = new CumulativeLines(lines.Op, 1, [(lines.State, View.Of(space))], lines.State);
        AddCumulative(ofParts, lines.State, [totals], sums, kernels, scratch);
        kernels.Add(new CumulativePartKernel(lines, length, result, [inputs[0], sums, target]));
    }

    // Products of floats stay in order: a part of them may overflow although an earlier zero makes all of them zero.
    private static bool IsInParts(CumulativeLines lines) =>
        lines.Length >= LongLine
        && lines.Lines < ManyLines
        && (lines.Op is CumulativeSumOp or CumulativeMaxOp || (lines.Op is CumulativeProductOp && lines.State.IsInteger));

    // Kernels compiled, after all that the device must have for them is there.
    private VulkanStage Ready(
        Stage stage,
        (DType Type, Shape Shape)[] operands,
        int[] buffers,
        IEnumerable<Kernel> kernels,
        Scratch scratch,
        IndexOperand? indices = null,
        Func<ReadOnlySpan<int>, FunctionalException>? report = null
    )
    {
        var what = string.Join(" and ", operands.Select(operand => $"{operand.Type.Name}{operand.Shape}"));
        void Refuse(bool isRefused, string reason)
        {
            if (isRefused)
                throw Refusal(stage, what, reason);
        }
        var (name, limits) = (device.Capabilities.Name, device.Capabilities.Limits);
        Kernel[] needed =
        [
            .. kernels.Where(kernel => kernel.Groups > 0 && !(kernel is IndexReportKernel && indices is { Elements: 0 })),
        ];
        foreach (var kernel in needed)
        {
            foreach (var type in kernel.Bindings.SelectMany(x => (DType[])[x.Type, x.Type.Lane]).Append(kernel.Index).Distinct())
                Refuse(!device.Capabilities.Computes(type), $"{type.Name} is not supported by '{name}'");
            Refuse(
                (uint)kernel.Bindings.Length > limits.MaxStorageBuffers,
                $"{kernel.Bindings.Length} buffers are more than the {limits.MaxStorageBuffers} that '{name}' binds"
            );
        }
        CheckSizes(stage, what, buffers.Select(buffer => plan.Buffers[buffer].Bytes).Concat(scratch.Bytes));
        return new VulkanStage(
            stage.Label,
            -1,
            buffers,
            Array.ConvertAll(needed, kernel => new CompiledCall(kernel, Compile(kernel, IsInPlace(stage)))),
            [.. scratch.Bytes]
        )
        {
            Report = indices is null ? report : indices.Error,
        };
    }
}
