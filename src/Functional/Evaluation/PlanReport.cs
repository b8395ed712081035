using System.Globalization;
using System.Numerics;
using System.Text;

namespace Functional;

/// <summary>One kernel of a plan.</summary>
/// <param name="Name">The operation that it finishes.</param>
/// <param name="Kind">Loop, product, convolution, cumulative, sort, gather, scatter, decomposition, fill, scan or custom.</param>
/// <param name="Fused">Number of operations that became this kernel.</param>
/// <param name="Instructions">Operations per element of the kernel, times the elements: the work.</param>
/// <param name="BytesRead">Bytes of its inputs, each counted once.</param>
/// <param name="BytesWritten">Bytes of its results.</param>
/// <param name="InPlace">Number of results that took over the memory of an input.</param>
public sealed record KernelReport(
    string Name,
    string Kind,
    int Fused,
    long Instructions,
    long BytesRead,
    long BytesWritten,
    int InPlace
)
{
    /// <summary>What a device runs for it, in order; empty on the CPU.</summary>
    public IReadOnlyList<DispatchReport> Dispatches { get; init; } = [];

    /// <summary>Bytes of device memory that only these dispatches use.</summary>
    public long ScratchBytes { get; init; }
}

/// <summary>One dispatch of a kernel on a device.</summary>
/// <param name="Kernel">What it computes.</param>
/// <param name="Groups">Workgroups of the dispatch.</param>
/// <param name="GroupSize">Invocations of a workgroup.</param>
/// <param name="Division">How the work is divided among them, where there is a choice: a product's tile, a reduction's lanes.</param>
public sealed record DispatchReport(string Kernel, long Groups, int GroupSize, string? Division)
{
    /// <summary>The dispatch in a line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Kernel}: {Groups} groups of {GroupSize}{(Division is null ? "" : $", {Division}")}"
        );
}

/// <summary>What a plan does: its kernels in order, bytes moved, work, and peak memory.</summary>
public sealed class PlanReport
{
    internal PlanReport(Plan plan, Device? device = null, StageDispatches[]? dispatches = null)
    {
        Device = device ?? Functional.Device.Cpu;
        Kernels =
        [
            .. plan.Stages.Select(
                (stage, i) =>
                {
                    var report = stage.Match(new Reporter(plan, stage));
                    return dispatches is null
                        ? report
                        : report with
                        {
                            Dispatches = dispatches[i].Kernels,
                            ScratchBytes = dispatches[i].ScratchBytes,
                        };
                }
            ),
        ];
        TemporaryBytes = plan.Memory.ArenaBytes;
        ArgumentBytes = plan.Buffers.Where(buffer => buffer.Role == BufferRole.Argument).Sum(buffer => buffer.Bytes);
        ResultBytes = plan.Buffers.Where(buffer => buffer.Role == BufferRole.Result).Sum(buffer => buffer.Bytes);
    }

    /// <summary>Where the plan runs.</summary>
    public Device Device { get; }

    /// <summary>The kernels in order of execution.</summary>
    public IReadOnlyList<KernelReport> Kernels { get; }

    /// <summary>Memory of intermediate results.</summary>
    public long TemporaryBytes { get; }

    /// <summary>Memory of what comes in.</summary>
    public long ArgumentBytes { get; }

    /// <summary>Memory of what goes out.</summary>
    public long ResultBytes { get; }

    /// <summary>Memory in use at most: what comes in, what goes out, and intermediate results.</summary>
    public long PeakBytes => ArgumentBytes + ResultBytes + TemporaryBytes;

    /// <summary>Bytes that all kernels read and write.</summary>
    public long BytesMoved => Kernels.Sum(kernel => kernel.BytesRead + kernel.BytesWritten);

    /// <summary>Elementary operations of all kernels.</summary>
    public long Operations => Kernels.Sum(kernel => kernel.Instructions);

    /// <summary>A table, a line a kernel; on a device, below each what runs for it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{"kernel", -16} {"kind", -8} {"fused", 5} {"read", 12} {"written", 12} {"in place", 8}"
        );
        foreach (var k in Kernels)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{k.Name, -16} {k.Kind, -8} {k.Fused, 5} {k.BytesRead, 12} {k.BytesWritten, 12} {k.InPlace, 8}"
            );
            foreach (var dispatch in k.Dispatches)
                text.AppendLine(CultureInfo.InvariantCulture, $"    {dispatch}");
            if (k.ScratchBytes > 0)
                text.AppendLine(CultureInfo.InvariantCulture, $"    {k.ScratchBytes} bytes of scratch");
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Kernels.Count} kernels, {BytesMoved} bytes moved, {Operations} operations, peak {PeakBytes} bytes"
        );
        if (Device != Functional.Device.Cpu)
            text.Append(CultureInfo.InvariantCulture, $", on '{Device.Name}'");
        return text.ToString();
    }

    private sealed class Reporter(Plan plan, Stage stage) : IStageCases<KernelReport>
    {
        private long ReadBytes => stage.Reads.ToArray().Distinct().Sum(buffer => plan.Buffers[buffer].Bytes);

        private long WrittenBytes => stage.Writes.ToArray().Distinct().Sum(buffer => plan.Buffers[buffer].Bytes);

        public KernelReport Loop(LoopStage s)
        {
            var program = s.Program;
            // A slice reads as many elements as the space has, not all that the buffer holds; what is read in several ways is counted once.
            var read = program
                .Sources.Where(x => x.Kind == SourceKind.Buffer)
                .GroupBy(x => s.Bindings[x.Binding])
                .Sum(reads => Math.Min(plan.Buffers[reads.Key].Bytes, reads.Sum(x => Touched(x.View) * x.Type.ByteSize)));
            var written = program.Stores.Sum(x => x.View.Shape.Size * x.Type.ByteSize);
            read += program.Stores.Where(x => x.IsAdded).Sum(x => x.View.Shape.Size * x.Type.ByteSize);
            var work = program.Space.Size * (program.Calls.Count + (program.Reduction is null ? 0 : 1));
            var inPlace = program.Stores.Count(x => plan.Memory.InPlaceOf[s.Bindings[x.Binding]] >= 0);
            return new(s.Label, "loop", program.Calls.Count + (program.Reduction is null ? 0 : 1), work, read, written, inPlace);
        }

        public KernelReport Fill(FillStage s) => new(s.Label, "fill", 0, 0, 0, WrittenBytes, 0);

        public KernelReport Product(ProductStage s) =>
            new(s.Label, "product", 1, 2 * s.Left.View.Shape.Size * s.Right.View.Shape[-1], ReadBytes, WrittenBytes, 0);

        public KernelReport Convolution(ConvolutionStage s) =>
            new(
                s.Label,
                "convolution",
                1,
                2 * s.Shape.Size * s.Kernel.View.Shape.Size / Math.Max(1, s.Kernel.View.Shape[-(s.Op.Windows.Length + 2)]),
                ReadBytes,
                WrittenBytes,
                0
            );

        public KernelReport Cumulative(CumulativeStage s) =>
            new(s.Label, "cumulative", 1, s.Inputs[0].View.Shape.Size * s.Inputs.Length, ReadBytes, WrittenBytes, 0);

        public KernelReport Sort(SortStage s) =>
            new(
                s.Label,
                "sort",
                1,
                s.Input.View.Shape.Size * BitOperations.Log2((uint)Math.Max(1, s.Input.View.Shape[s.Op.Axis])),
                ReadBytes,
                WrittenBytes,
                0
            );

        public KernelReport Gather(GatherStage s)
        {
            var picked = s.Index.View.Shape.Size;
            return new(
                s.Label,
                "gather",
                1,
                0,
                (picked * s.Table.Type.ByteSize) + plan.Buffers[s.Index.Buffer].Bytes,
                WrittenBytes,
                0
            );
        }

        public KernelReport Scatter(ScatterStage s) =>
            new(s.Label, "scatter", 1, s.Updates.View.Shape.Size, ReadBytes, WrittenBytes, 0);

        // A multiplication and an addition for each element of the result and each of a row, as products have.
        public KernelReport Decomposition(DecompositionStage s) =>
            new(s.Label, "decomposition", 1, s.Shape.Size * s.Inputs[0].View.Shape[-1], ReadBytes, WrittenBytes, 0);

        public KernelReport Custom(CustomStage s) => new(s.Label, "custom", 1, s.Result.Shape.Size, ReadBytes, WrittenBytes, 0);

        public KernelReport Scan(ScanStage s)
        {
            var body = new PlanReport(s.Body);
            return new(s.Label, "scan", body.Kernels.Count, body.Operations * s.Op.Length, body.BytesMoved * s.Op.Length, 0, 0);
        }

        // Elements of the buffer that a view can reach: axes of stride 0 count once, and windows that overlap no more than what they span.
        private static long Touched(View view)
        {
            if (view.Inner is { } inner)
                return Math.Min(view.Shape.Size, inner.Shape.Size);
            long touched = 1,
                span = 1;
            for (var axis = 0; axis < view.Shape.Rank; axis++)
                if (view.Strides[axis] != 0)
                {
                    var size = view.Mask is { } mask ? Math.Max(0, mask[axis].High - mask[axis].Low) : view.Shape[axis];
                    touched *= size;
                    span += Math.Abs(view.Strides[axis]) * Math.Max(0, size - 1);
                }
                else if (view.Shape[axis] == 0)
                    return 0;
            return Math.Min(touched, span);
        }
    }
}
