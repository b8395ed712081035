using System.Runtime.CompilerServices;

namespace Functional;

// Operations whose result's shape depends on values: they compute them now.
public sealed partial class Tensor
{
    /// <summary>The distinct elements in ascending order, the number of each element among them, and how often each occurs.</summary>
    /// <remarks>Computes values now, since the shape depends on them. NaN differs from NaN. The result's values have derivatives.</remarks>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var x = Flatten();
        var (places, inverse, counts) = x.FirstOfEach("unique", Ranks(x.ExpandDims(1)), file, line);
        return (x.Take(places), inverse.Reshape(Shape), counts);
    }

    /// <summary>The distinct slices along an axis in lexicographic order, the number of each slice among them, and how often each occurs.</summary>
    /// <remarks>Computes values now, since the shape depends on them. NaN differs from NaN. The result's values have derivatives.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique(
        int axis,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var at = Shape.Axis("unique", axis);
        var (places, inverse, counts) = FirstOfEach("unique", Ranks(Rows(at)), file, line);
        return (Take(places, at), inverse, counts);
    }

    /// <summary>All elements but those equal to the one before, the number of each element's run, and the lengths of the runs.</summary>
    /// <remarks>Computes values now, since the shape depends on them. NaN differs from NaN. The result's values have derivatives.</remarks>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) UniqueConsecutive(
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var x = Flatten();
        var (places, inverse, counts) = x.FirstOfEach("unique_consecutive", Runs(x.ExpandDims(1)), file, line);
        return (x.Take(places), inverse.Reshape(Shape), counts);
    }

    /// <summary>All slices along an axis but those equal to the one before, the number of each slice's run, and the lengths of the runs.</summary>
    /// <remarks>Computes values now, since the shape depends on them. NaN differs from NaN. The result's values have derivatives.</remarks>
    /// <exception cref="AxisException">The axis is out of range.</exception>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public (Tensor Values, Tensor Inverse, Tensor Counts) UniqueConsecutive(
        int axis,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var at = Shape.Axis("unique_consecutive", axis);
        var (places, inverse, counts) = FirstOfEach("unique_consecutive", Runs(Rows(at)), file, line);
        return (Take(places, at), inverse, counts);
    }

    /// <summary>How often each number from 0 up to the largest occurs among integers, or the sum of their weights.</summary>
    /// <remarks>Computes values now, since the shape depends on them.</remarks>
    /// <param name="weights">What each element counts; without weights, 1, and the result is int64.</param>
    /// <param name="minLength">The result is at least as long.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DTypeException">The elements are not integers.</exception>
    /// <exception cref="ShapeException">The weights have another shape.</exception>
    /// <exception cref="ValueException">An element is negative.</exception>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public Tensor BinCount(
        Tensor? weights = null,
        int minLength = 0,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        if (!DType.IsInteger)
            throw new DTypeException($"[bincount] needs integers, got {DType.Name}{Shape}. Convert with .To(DType.Int64).");
        if (weights is not null && !weights.Shape.Equals(Shape))
            throw new ShapeException($"[bincount] needs weights of the shape {Shape}, got {weights.Shape}.");
        if (minLength < 0)
            throw new ValueException($"[bincount] the result cannot have {minLength} elements or more: that is negative.");
        NeedValues("bincount", file, line);
        var x = Flatten();
        var length = Math.Max(minLength, x.Size == 0 ? 0 : Limit(x));
        return weights is null
            ? CountAt(x, length)
            : ScatterElementsOp.Make([length], x, weights.Flatten(), 0, ScatterRule.Add, new("bincount"));
    }

    private static int Limit(Tensor numbers)
    {
        var (smallest, largest) = (numbers.Min().To(DType.Int64), numbers.Max().To(DType.Int64));
        Evaluate(numbers, smallest, largest);
        if (smallest.Item<long>() is < 0 and var negative)
            throw new ValueException($"[bincount] counts numbers from 0 on, got {negative}.");
        var limit = largest.Item<long>();
        return limit < int.MaxValue
            ? (int)limit + 1
            : throw new ValueException($"[bincount] would have {limit} + 1 elements, for its largest element is {limit}.");
    }

    // Where each group begins, given the number of every row's group; groups are numbered from 0.
    private (Tensor Places, Tensor Groups, Tensor Counts) FirstOfEach(string name, Tensor groups, string file, int line)
    {
        NeedValues(name, file, line);
        if (groups.Size == 0)
            return (groups, groups, groups);
        var last = groups.Max();
        Evaluate(groups, last);
        var counts = CountAt(groups, (int)last.Item<long>() + 1);
        return (groups.ArgSort(0).Take(counts.CumSum(0) - counts), groups, counts);
    }

    private void NeedValues(string name, string file, int line)
    {
        if (IsSymbolic)
            throw new TracingException(
                $"[{name}] has no values to count: {DType.Name}{Shape} depends on an argument of a function that is being compiled, vectorized or looped over.{(line > 0 ? $" Called in {Path.GetFileName(file)}:{line}." : "")} Call it outside."
            );
    }

    // The slices along an axis as rows.
    private Tensor Rows(int axis)
    {
        int[] order = [axis, .. Enumerable.Range(0, Rank).Where(other => other != axis)];
        var width = Size == 0 ? Shape.Reduce([axis], keepAxes: false).Size : Size / Shape[axis];
        return Permute(order).Reshape(Shape[axis], checked((int)width));
    }

    // Along the first axis the number of every row's run of equal rows.
    private static Tensor Runs(Tensor rows) => (StartsRun(rows).Any(1).To(DType.Int64)).CumSum(0);

    // The number of every row among the distinct ones: columns' ranks, then those of pairs of ranks, until one column is left.
    private static Tensor Ranks(Tensor rows)
    {
        var (count, ranks) = (rows.Shape[0], ColumnRanks(rows));
        while (ranks.Shape[1] > 1)
        {
            if (ranks.Shape[1] % 2 != 0)
                ranks = ranks.Pad((0, 0), (0, 1));
            ranks = ColumnRanks((ranks.Slice(1, 0, step: 2) * count) + ranks.Slice(1, 1, step: 2));
        }
        return ranks.Shape[1] == 1 ? ranks.Select(1, 0) : Zeros([count], DType.Int64);
    }

    private static Tensor ColumnRanks(Tensor columns)
    {
        var (sorted, order) = columns.Sort(0);
        return ScatterElementsOp.Make(
            columns.Shape,
            order,
            StartsRun(sorted).To(DType.Int64).CumSum(0),
            0,
            ScatterRule.Add,
            new("unique")
        );
    }

    // True where an element differs from the one before it along the first axis; the first is not asked.
    private static Tensor StartsRun(Tensor x) =>
        x.Shape[0] == 0 ? Operations.NotEqual(x, x) : Operations.NotEqual(x.Slice(0, 1), x.Slice(0, 0, -1)).Pad((1, 0), (0, 0));
}
