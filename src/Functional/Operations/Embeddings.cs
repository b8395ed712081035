using static Functional.Operations;

namespace Functional;

/// <summary>What becomes of the rows of a bag.</summary>
public enum BagMode
{
    /// <summary>Their mean; 0 for an empty bag.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

public sealed partial class Tensor
{
    /// <summary>A row of zeros with a one at each class: <c>[…] → […, classes]</c>.</summary>
    /// <exception cref="DTypeException">The classes are not whole numbers.</exception>
    /// <exception cref="ShapeException">The number of classes is negative.</exception>
    /// <exception cref="ValueException">A class is negative or not below <paramref name="classes"/>; thrown when the value is computed.</exception>
    [Pipeline]
    public Tensor OneHot(int classes, DType type = DType.Int64)
    {
        NeedInteger("one_hot", this);
        var label = new IndexLabel("one_hot", Noun: "class", CountsFromEnd: false);
        // Bools have no sum to scatter.
        var number = type == DType.Bool ? DType.Int32 : type;
        var index = ExpandDims(-1);
        var ones = Constant(number, 1.0).BroadcastTo(index.Shape);
        return ScatterElementsOp.Make([.. Shape, classes], index, ones, Rank, ScatterRule.Add, label).To(type);
    }

    /// <summary>Rows of this table by number: <c>[rows, …] × [i…] → [i…, …]</c>; the row <paramref name="padding"/> gets no gradient.</summary>
    /// <remarks>Numbers do not count from the end, but <paramref name="padding"/> may.</remarks>
    /// <exception cref="DTypeException">The index is not an integer.</exception>
    /// <exception cref="ValueException">A number is negative or not below the number of rows; thrown when the value is computed.</exception>
    public Tensor Embed(Tensor index, int? padding = null)
    {
        if (Rank == 0)
            throw new ShapeException("[embed] needs a table of rows, got a scalar.");
        NeedInteger("embed", index);
        var rows = TakeAt(index, 0, new IndexLabel("embed", Shape, 0, CountsFromEnd: false));
        if (padding is not { } row)
            return rows;
        if (row < -Shape[0] || row >= Shape[0])
            throw new AxisException($"[embed] padding row {row} is out of range for a table {Shape}.");
        var isPadding = Operations.Equal(index, (long)(row < 0 ? row + Shape[0] : row));
        return Where(isPadding.Reshape(Shape.Of([.. index.Shape, .. Enumerable.Repeat(1, Rank - 1)])), rows.StopGradient(), rows);
    }

    /// <summary>Sums or means of bags of rows of this table: bag b is <c>index[offsets[b] .. offsets[b + 1]]</c>, the last one the rest.</summary>
    /// <remarks>Offsets ascend from 0. An empty bag gives 0.</remarks>
    /// <exception cref="DTypeException">Index or offsets are not integers.</exception>
    /// <exception cref="ShapeException">The table is not a matrix, or index and offsets are not vectors.</exception>
    /// <exception cref="ValueException">A number is out of range, or the first offset is not 0; thrown when the value is computed.</exception>
    public Tensor EmbedBags(Tensor index, Tensor offsets, BagMode mode = BagMode.Mean)
    {
        NeedInteger("embed_bags", index);
        NeedInteger("embed_bags", offsets);
        if (Rank != 2 || index.Rank != 1 || offsets.Rank != 1)
            throw new ShapeException(
                $"[embed_bags] needs a matrix and two vectors, got table {Shape}, index {index.Shape} and offsets {offsets.Shape}."
            );
        var (count, bags) = (index.Shape[0], offsets.Shape[0]);
        var rows = TakeAt(index, 0, new IndexLabel("embed_bags", Shape, 0, CountsFromEnd: false));
        // The bag of a place is the last one that begins there or before.
        var begun = offsets <= Range(count, DType.Int64).ExpandDims(1);
        var bag = begun.To(DType.Int64).Sum(1) - 1;
        var label = new IndexLabel("embed_bags", Noun: "bag", CountsFromEnd: false);
        var sums = ScatterElementsOp.Make(
            [bags, Shape[1]],
            bag.ExpandDims(1).BroadcastTo(rows.Shape),
            rows,
            0,
            ScatterRule.Add,
            label
        );
        if (mode == BagMode.Sum)
            return sums;
        var sizes = Concatenate(0, offsets.Slice(0, 1), Of([count]).To(offsets.DType)) - offsets;
        return sums / Operations.Maximum(sizes, 1).To(DType).ExpandDims(1);
    }
}
