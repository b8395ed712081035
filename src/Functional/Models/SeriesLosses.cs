using static Functional.Operations;

namespace Functional;

public static partial class Losses
{
    // Stands for the logarithm of 0: sums of it stay finite, and so do derivatives.
    private const double Never = -1e30;

    /// <summary>Connectionist temporal classification: <c>−ln P(target | output)</c>, summed over all ways to align a target with a longer series (Graves et al. 2006).</summary>
    /// <remarks>
    /// An alignment names a class or the blank at each step; repeats are one, and blanks go. The sum is a loop over the steps in logarithms
    /// (<see cref="Loop.Scan"/>), and its gradient the loop's. A target that cannot be aligned has an infinite loss, whose gradient is 0.
    /// </remarks>
    /// <param name="output">Logits <c>[T, N, C]</c>, of which the softmax is taken; logarithms of probabilities do not change by it. <c>[T, C]</c> for one series.</param>
    /// <param name="target">Classes, whole numbers <c>[N, S]</c>; what stands behind a target's length counts nothing. <c>[S]</c> for one series.</param>
    /// <param name="outputLengths">The steps of each series, whole numbers <c>[N]</c>; by default all T.</param>
    /// <param name="targetLengths">The classes of each target, whole numbers <c>[N]</c>; by default all S.</param>
    /// <param name="blank">The class that stands for none.</param>
    /// <param name="zeroInfinity">Whether infinite losses count as 0.</param>
    /// <param name="reduction">How the losses become one; the mean divides each by its target's length first.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">Targets or lengths are not whole numbers.</exception>
    /// <exception cref="ModelException">The blank is not a class.</exception>
    /// <exception cref="ValueException">A class is out of range; thrown when the value is computed.</exception>
    public static Tensor Ctc(
        Tensor output,
        Tensor target,
        Tensor? outputLengths = null,
        Tensor? targetLengths = null,
        int blank = 0,
        bool zeroInfinity = false,
        Reduction reduction = Reduction.Mean
    )
    {
        if (output.Rank == 3 && target.Rank == 1 && targetLengths is not null)
            target = Apart(target, Lengths("classes", targetLengths, 0, output.Shape[1], isOne: false));
        if (output.Rank is not (2 or 3) || target.Rank != output.Rank - 1)
            throw Misfit(
                "ctc",
                output,
                target,
                "they must be [T, N, C] and [N, S], or [T, C] and [S]; targets one behind the other need their lengths"
            );
        var isOne = output.Rank == 2;
        var x = isOne ? output.ExpandDims(1) : output;
        var y = isOne ? target.ExpandDims(0) : target;
        var (steps, count, classes, size) = (x.Shape[0], x.Shape[1], x.Shape[2], y.Shape[1]);
        if (y.Shape[0] != count)
            throw Misfit("ctc", output, target, $"axis 0 of the target must be {count}");
        CheckClasses("ctc", target);
        if (blank < 0 || blank >= classes)
            throw new ModelException($"[ctc] needs a blank from 0 to {classes - 1}, got {blank}.");
        var stepCounts = Lengths("steps", outputLengths, steps, count, isOne);
        var sizes = Lengths("classes", targetLengths, size, count, isOne);
        var type = ComplexNumbers.Parts(x.DType);
        var losses = AlignmentLosses(x.To(type.Lane).LogSoftmax(2), y.To(DType.Int64), stepCounts, sizes, blank, zeroInfinity);
        if (reduction == Reduction.Mean)
            losses /= Maximum(sizes, 1).To(losses.DType);
        return Reduced((isOne ? losses.Squeeze(0) : losses).To(type), reduction);
    }

    // Targets that stand one behind the other, each in a row of its own.
    private static Tensor Apart(Tensor target, Tensor lengths)
    {
        var (count, total) = (lengths.Shape[0], target.Shape[0]);
        // Under Compile, where lengths have no value yet, a row has room for all.
        var size = total;
        if (lengths.IsComputed)
        {
            size = count == 0 ? 0 : (int)Math.Clamp(lengths.Max().Item<long>(), 0, total);
            if (lengths.Sum().Item<long>() is var sum && sum != total)
                throw new ShapeException($"[ctc] needs targets of {sum} classes together, got {target.Describe()}.");
        }
        if (size == 0)
            return Tensor.Zeros([count, 0], DType.Int64);
        var starts = (lengths.CumSum(0) - lengths).ExpandDims(1);
        return target.Take(Minimum(starts + Tensor.Iota([size]), total - 1));
    }

    private static Tensor AlignmentLosses(
        Tensor logarithms,
        Tensor target,
        Tensor steps,
        Tensor sizes,
        int blank,
        bool zeroInfinity
    )
    {
        var (count, size, length) = (target.Shape[0], target.Shape[1], (2 * target.Shape[1]) + 1);
        // Blanks around every class; places behind a target's end are blanks, too, and nothing comes back from them.
        var known = Where(Less(Tensor.Iota([size]), sizes.ExpandDims(1)), target, blank);
        var blanks = Tensor.Full([count, 1], (long)blank, DType.Int64);
        var between = Tensor.Stack(2, blanks.BroadcastTo([count, size]), known).Reshape(Shape.Of(count, 2 * size));
        var labels = Tensor.Concatenate(1, between, blanks);
        // A class that is not the one before may follow it without a blank.
        var mayLeap = NotEqual(labels, blank) & NotEqual(labels, Moved(labels, 2, blank));
        var places = labels.ExpandDims(0).BroadcastTo([logarithms.Shape[0], count, length]);
        var emissions = Maximum(logarithms.Gather(places, 2, Class("ctc")), Never);
        var isThere = Less(Tensor.Iota([logarithms.Shape[0], 1, 1]), steps.ExpandDims(1));
        var first = Where(Equal(Tensor.Iota([length]), 0), 0, Tensor.Constant(logarithms.DType, Never));
        var sums = Loop.Scan(
            (Tensor before, (Tensor Emission, Tensor IsThere) step) =>
            {
                var leap = Where(mayLeap, Moved(before, 2, Never), Never);
                var after = LogSumExp(before, Moved(before, 1, Never), leap) + step.Emission;
                return (Where(step.IsThere, after, before), Array.Empty<Tensor>());
            },
            first.BroadcastTo([count, length]),
            (emissions, isThere)
        ).Carry;
        // The last class or the blank behind it.
        Tensor At(Tensor place) => sums.Gather(place.ExpandDims(1), 1, new IndexLabel("ctc", target.Shape, 1)).Squeeze(1);
        var ofClass = Where(sizes > 0, At(Maximum((2 * sizes) - 1, 0)), Never);
        var losses = -LogSumExp(At(2 * sizes), ofClass);
        return Where(losses > -0.5 * Never, zeroInfinity ? 0 : double.PositiveInfinity, losses);
    }

    // The elements of axis 1 moved on, a number in front.
    private static Tensor Moved(Tensor x, int count, double front) =>
        Tensor.Concatenate(1, Tensor.Constant(x.DType, front).BroadcastTo([x.Shape[0], count]), x).Slice(1, 0, x.Shape[1]);

    private static Tensor LogSumExp(params ReadOnlySpan<Tensor> terms)
    {
        // What is subtracted is added again: no derivative passes through the maximum.
        var largest = terms[0];
        foreach (var term in terms[1..])
            largest = Maximum(largest, term);
        largest = largest.StopGradient();
        Tensor? sum = null;
        foreach (var term in terms)
            sum = sum is null ? Exp(term - largest) : sum + Exp(term - largest);
        return largest + Log(sum!);
    }

    private static Tensor Lengths(string what, Tensor? lengths, int all, int count, bool isOne)
    {
        if (lengths is null)
            return Tensor.Full([count], (long)all, DType.Int64);
        if (!lengths.DType.IsInteger)
            throw new DTypeException(
                $"[ctc] needs numbers of {what} that are whole, got {lengths.Describe()}. Convert with .To(DType.Int64)."
            );
        if (!lengths.Shape.Equals(isOne ? Shape.Scalar : Shape.Of(count)))
            throw new ShapeException(
                $"[ctc] needs numbers of {what} {(isOne ? Shape.Scalar : Shape.Of(count))}, got {lengths.Describe()}."
            );
        return lengths.To(DType.Int64).Reshape(Shape.Of(count));
    }
}
