namespace Functional.Vulkan;

/// <summary>How a reduction is divided, which its shape alone decides: so does the order of combinations, on every device.</summary>
/// <param name="Outer">Elements of the axes before the reduced ones.</param>
/// <param name="Reduced">Elements of the reduced axes.</param>
/// <param name="Kept">Elements of the axes behind them.</param>
/// <param name="Segments">Parts of the reduced elements, each of which gives a partial result.</param>
/// <param name="Length">Elements of a part.</param>
/// <param name="Lanes">Invocations that share a part: lane i takes every Lanes-th element from the i-th, then halves add up. A power of two.</param>
internal sealed record ReductionLayout(long Outer, long Reduced, long Kept, long Segments, long Length, int Lanes)
{
    private const int RowSegment = 8192;
    private const int ColumnSegment = 64;
    private const int ShortRow = 32;
    private const int MostLanes = 128; // what every device's workgroup has
    private const int ElementsPerLane = 16;

    /// <summary>Results, partial ones if there are several segments.</summary>
    public long Results => Outer * Segments * Kept;

    public static ReductionLayout Of(LoopProgram program)
    {
        var outer = Size(program.Space, 0, program.ReducedFrom);
        var reduced = Size(program.Space, program.ReducedFrom, program.ReducedTo);
        var kept = Size(program.Space, program.ReducedTo, program.Space.Rank);
        var segment = kept == 1 ? RowSegment : ColumnSegment;
        var segments = reduced <= 2 * segment ? 1 : (reduced + segment - 1) / segment;
        var length = segments == 1 ? reduced : segment;
        return new(outer, reduced, kept, segments, length, kept == 1 ? LanesOf(length) : 1);
    }

    private static int LanesOf(long length) =>
        length <= ShortRow
            ? 1
            : (int)
                Math.Min(
                    MostLanes,
                    System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(length + ElementsPerLane - 1) / ElementsPerLane)
                );

    private static long Size(Shape shape, int from, int to)
    {
        long size = 1;
        for (var axis = from; axis < to; axis++)
            size *= shape[axis];
        return size;
    }
}
