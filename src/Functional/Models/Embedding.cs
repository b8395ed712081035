namespace Functional;

public static partial class Operations
{
    /// <summary>A vector for each whole number below <paramref name="count"/>: <c>[…] → […, size]</c>. Parameter <c>weight</c> <c>[count, size]</c>, standard normal at first.</summary>
    /// <param name="count">How many numbers there are.</param>
    /// <param name="size">The length of a vector.</param>
    /// <param name="type">The type of the vectors.</param>
    /// <param name="padding">A number that stands for nothing: its vector is 0 at first and does not learn; negative counts from the end.</param>
    /// <exception cref="ModelException">A size is less than 1, or there is no such padding.</exception>
    /// <exception cref="DTypeException">The input is not an integer; thrown when run.</exception>
    /// <exception cref="ValueException">A number is out of range; thrown when the value is computed.</exception>
    public static Layer Embedding(int count, int size, DType type = DType.Float32, int? padding = null)
    {
        if (count < 1 || size < 1)
            throw new ModelException($"[embedding] needs at least one row and one column, got {count} and {size}.");
        if (padding < -count || padding >= count)
            throw new ModelException($"[embedding] has no row {padding} for the padding; valid are {-count} to {count - 1}.");
        var empty = padding < 0 ? padding + count : padding;
        return Own(index =>
            !index.DType.IsInteger
                ? throw new DTypeException(
                    $"[embedding] needs whole numbers, got {index.DType.Name}{index.Shape}. Convert with .To(DType.Int64)."
                )
                : from weight in Model.Parameter("weight", [count, size], Rows(empty), type)
                select weight.Embed(index, empty)
        );
    }

    private static Initializer Rows(int? empty) =>
        (key, shape, type) =>
        {
            var rows = Initializers.Normal()(key, shape, type);
            return empty is { } row ? Where(Equal(Tensor.Iota([shape[0], 1]), row), 0, rows) : rows;
        };
}
