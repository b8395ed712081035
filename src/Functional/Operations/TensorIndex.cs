namespace Functional;

/// <summary>One entry of an index: a number, a range, a range with a step, a tensor of numbers, a mask, or one of <see cref="Axis"/>.</summary>
/// <remarks>
/// Everything converts by itself, in NumPy's sense:
/// <list type="table">
/// <item><term><c>x[1]</c>, <c>x[^1]</c>, <c>x[-1]</c></term><description>one position, whose axis goes; negative numbers count from the end.</description></item>
/// <item><term><c>x[.., 2]</c></term><description><c>..</c> alone is a whole axis, NumPy's <c>:</c>. Axes that no entry names are whole.</description></item>
/// <item><term><c>x[1..^1]</c></term><description>a range; bounds beyond the ends are clipped.</description></item>
/// <item><term><c>x[(1..9, 2)]</c></term><description>every second element of a range; a negative step takes them from the range's end backwards, so that <c>(.., -1)</c> reverses an axis.</description></item>
/// <item><term><c>x[Axis.Rest, 0]</c></term><description>as many whole axes as there is room for: NumPy's <c>...</c>.</description></item>
/// <item><term><c>x[Axis.New]</c></term><description>a new axis of size 1.</description></item>
/// <item><term><c>x[rows]</c>, <c>x[rows, columns]</c></term><description>
/// tensors of whole numbers, broadcast together; their axes come in place of the axes that they index, or first if another entry stands between
/// them. Numbers beside them count as tensors without axes.</description></item>
/// <item><term><c>x[mask]</c></term><description>
/// the elements where a bool tensor is true; it stands for as many axes as it has. How many there are depends on its values, so it is computed at
/// once, and refused under Compile and Vectorize.</description></item>
/// </list>
/// </remarks>
public readonly struct TensorIndex
{
    private TensorIndex(IndexKind kind, Index at = default, Range range = default, int step = 1, Tensor? tensor = null) =>
        (Kind, At, Range, Step, Tensor) = (kind, at, range, step, tensor);

    internal static TensorIndex NewAxis { get; } = new(IndexKind.New);

    internal static TensorIndex Ellipsis { get; } = new(IndexKind.Rest);

    internal IndexKind Kind { get; }

    internal Index At { get; }

    internal Range Range { get; }

    internal int Step { get; }

    internal Tensor? Tensor { get; }

    /// <summary>One position; negative numbers count from the end: <c>x[0]</c>, <c>x[-1]</c>.</summary>
    public static implicit operator TensorIndex(int position) =>
        new(IndexKind.Position, position < 0 ? new Index(position == int.MinValue ? int.MaxValue : -position, true) : position);

    /// <summary>One position: <c>x[^1]</c> is the last.</summary>
    public static implicit operator TensorIndex(Index position) => new(IndexKind.Position, position);

    /// <summary>A range of positions: <c>x[1..^1]</c>.</summary>
    public static implicit operator TensorIndex(Range range) => new(IndexKind.Range, range: range);

    /// <summary>Every <c>Step</c>-th position of a range: <c>x[(.., 2)]</c>; backwards if the step is negative.</summary>
    /// <exception cref="AxisException">The step is 0.</exception>
    public static implicit operator TensorIndex((Range Range, int Step) range) =>
        range.Step == 0
            ? throw new AxisException("[index] the step of a range is 0; it must be positive or negative.")
            : new(IndexKind.Range, range: range.Range, step: range.Step);

    /// <summary>Positions or a mask: <c>x[rows]</c>, <c>x[x > 0]</c>.</summary>
    /// <exception cref="DTypeException">The tensor is neither whole numbers nor bools.</exception>
    public static implicit operator TensorIndex(Tensor tensor) =>
        tensor.DType.IsFloating
            ? throw new DTypeException(
                $"[index] needs whole numbers or bools, got {tensor.DType.Name}{tensor.Shape}. Convert with .To(DType.Int64)."
            )
            : new(IndexKind.Tensor, tensor: tensor);

    /// <summary>Positions: <c>x[new[] { 0, 2 }]</c>.</summary>
    public static implicit operator TensorIndex(int[] positions) => Functional.Tensor.Of(positions);
}

/// <summary>Entries of an index that have no number: <c>x[Axis.Rest, 0]</c>, <c>x[.., Axis.New]</c>.</summary>
public static class Axis
{
    /// <summary>A whole axis, like <c>..</c>: NumPy's <c>:</c>.</summary>
    public static TensorIndex All => ..;

    /// <summary>A new axis of size 1: NumPy's <c>newaxis</c>.</summary>
    public static TensorIndex New => TensorIndex.NewAxis;

    /// <summary>As many whole axes as the other entries leave: NumPy's <c>...</c>; at most once in an index.</summary>
    public static TensorIndex Rest => TensorIndex.Ellipsis;
}

/// <summary>What an entry of an index is.</summary>
internal enum IndexKind
{
    Position,
    Range,
    Tensor,
    New,
    Rest,
}
