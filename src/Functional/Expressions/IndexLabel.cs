namespace Functional;

/// <summary>In whose words an index that is out of range is reported: the operation that the user called, and what its numbers mean.</summary>
/// <param name="Operation">The user's operation.</param>
/// <param name="Table">The shape that is indexed, as the user sees it; null where only the axis' size says something.</param>
/// <param name="Axis">The indexed axis of <paramref name="Table"/>; −1 if several are and the numbers tell which: see <see cref="Misplaced"/>.</param>
/// <param name="Noun">What a number is called: index, class.</param>
/// <param name="CountsFromEnd">True if negative numbers count from the end.</param>
internal sealed record IndexLabel(
    string Operation,
    Shape? Table = null,
    int Axis = -1,
    string Noun = "index",
    bool CountsFromEnd = true
)
{
    // Far beyond the sizes of tensors, so that it is out of range wherever it is read.
    private const long Span = 1L << 40;

    /// <summary>The largest magnitude that <see cref="Misplaced"/> can tell.</summary>
    public const long Limit = (Span / 2) - 1;

    /// <summary>What stands for an index out of range of <paramref name="axis"/> where indices of several axes become one: this plus the index.</summary>
    public static long Misplaced(int axis) => (axis + 1) * Span;

    /// <summary>The smallest valid number for an axis of the given size.</summary>
    public long Lowest(int size) => CountsFromEnd ? -size : 0;

    /// <summary>The error for a number that is out of range for an axis of the given size.</summary>
    public ValueException OutOfRange(long index, int size)
    {
        var axis = Axis;
        if (Table is not null && axis < 0)
        {
            axis = (int)((index + (Span / 2)) / Span) - 1;
            (index, size) = (index - Misplaced(axis), Table[axis]);
        }
        var where =
            Table is null ? $"{size} {(Noun == "class" ? "classes" : "elements")}"
            : Table.Rank == 1 ? $"{Table}"
            : $"axis {axis} of {Table}";
        var valid = size == 0 ? "there are none" : $"valid are {Lowest(size)} to {size - 1}";
        return new($"[{Operation}] {Noun} {index} is out of range for {where}; {valid}.");
    }
}
