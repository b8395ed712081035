namespace Functional;

public static partial class Operations
{
    /// <summary>Einstein's summation: products of operands, summed over every label that the result does not have: <c>Einsum("ij,jk->ik", x, y)</c>.</summary>
    /// <remarks>
    /// A letter names an axis, <c>...</c> the axes that broadcast; a letter twice in one operand is its diagonal; axes of size 1 stretch. Without an
    /// arrow the result has the dots, then the letters that occur once, in alphabetical order. Of several operands the two whose product is
    /// smallest are contracted first, as matrix products where both have axes of their own.
    /// </remarks>
    /// <exception cref="ShapeException">The equation makes no sense, or the operands do not fit it.</exception>
    /// <exception cref="DTypeException">An operand is of bools.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        var read = EinsumEquation.Parse(equation, operands);
        var type = operands[0].DType;
        foreach (var operand in operands)
            type =
                operand.DType == DType.Bool
                    ? throw new DTypeException($"[einsum] needs numbers, got bool{operand.Shape}. Convert with .To(DType.Int32).")
                    : DTypes.Promote(type, operand.DType);
        var terms = new List<EinsumTerm>();
        for (var i = 0; i < operands.Length; i++)
            terms.Add(EinsumTerm.Of(operands[i].To(type), read.Operands[i]));
        while (terms.Count > 1)
        {
            var (first, second) = Cheapest(terms, read);
            var others = terms.Where((_, i) => i != first && i != second).ToList();
            var product = EinsumTerm.Contract(terms[first], terms[second], Kept(others, read));
            terms.RemoveAt(second);
            terms[first] = product;
        }
        return terms[0].InOrder(read.Result);
    }

    private static HashSet<int> Kept(List<EinsumTerm> others, EinsumEquation equation) =>
        [.. equation.Result, .. others.SelectMany(other => other.Labels)];

    // The pair whose product adds least to what is in memory; the first of several.
    private static (int, int) Cheapest(List<EinsumTerm> terms, EinsumEquation equation)
    {
        var best = (First: 0, Second: 1);
        if (terms.Count == 2)
            return best;
        var least = double.PositiveInfinity;
        for (var i = 0; i < terms.Count; i++)
        for (var k = i + 1; k < terms.Count; k++)
        {
            var kept = Kept([.. terms.Where((_, other) => other != i && other != k)], equation);
            var size = terms[i]
                .Labels.Union(terms[k].Labels)
                .Where(kept.Contains)
                .Aggregate(1.0, (n, l) => n * equation.SizeOf(l));
            var growth = size - terms[i].Value.Size - terms[k].Value.Size;
            if (growth < least)
                (least, best) = (growth, (i, k));
        }
        return best;
    }
}

/// <summary>An operand of a summation: every label once, and none of size 1, since those stretch by themselves.</summary>
internal sealed record EinsumTerm(Tensor Value, List<int> Labels)
{
    public static EinsumTerm Of(Tensor value, List<int> labels)
    {
        var left = new List<int>(labels);
        for (var axis = 0; axis < left.Count; axis++)
            while (left.LastIndexOf(left[axis]) is var twin && twin > axis)
            {
                value = value.Diagonal(0, axis, twin).MoveAxis(-1, axis);
                left.RemoveAt(twin);
            }
        var wide = Enumerable.Range(0, left.Count).Where(axis => value.Shape[axis] != 1).ToArray();
        return new(value.Reshape(Shape.Of([.. wide.Select(axis => value.Shape[axis])])), [.. wide.Select(axis => left[axis])]);
    }

    /// <summary>The product of two, without the labels that nobody needs any more.</summary>
    public static EinsumTerm Contract(EinsumTerm x, EinsumTerm y, HashSet<int> kept)
    {
        x = x.Without(label => !kept.Contains(label) && !y.Labels.Contains(label));
        y = y.Without(label => !kept.Contains(label) && !x.Labels.Contains(label));
        int[] shared = [.. x.Labels.Where(y.Labels.Contains)];
        int[] batch = [.. shared.Where(kept.Contains)];
        int[] summed = [.. shared.Where(label => !kept.Contains(label))];
        int[] left = [.. x.Labels.Except(shared)];
        int[] right = [.. y.Labels.Except(shared)];
        List<int> labels = [.. batch, .. left, .. right];
        if (summed.Length == 0 || (left.Length == 0 && right.Length == 0))
        {
            // No matrix product: elements meet, and what is left over is summed.
            int[] all = [.. labels, .. summed];
            var product = x.Along(all) * y.Along(all);
            var axes = Enumerable.Range(labels.Count, summed.Length).ToArray();
            return new(axes.Length == 0 ? product : SumOp.Make(product, axes), labels);
        }
        Shape Sizes(EinsumTerm term, int[] of) => Shape.Of([.. of.Select(label => term.Value.Shape[term.Labels.IndexOf(label)])]);
        var (own, rows, columns, depth) = (Sizes(x, batch), Sizes(x, left), Sizes(y, right), Sizes(x, summed));
        var a = x.Ordered([.. batch, .. left, .. summed]).Reshape(Shape.Of([.. own, (int)rows.Size, (int)depth.Size]));
        var b = y.Ordered([.. batch, .. summed, .. right]).Reshape(Shape.Of([.. own, (int)depth.Size, (int)columns.Size]));
        return new(a.MatMul(b).Reshape(Shape.Of([.. own, .. rows, .. columns])), labels);
    }

    /// <summary>The value with exactly these labels, in this order: others are summed, missing ones are of size 1.</summary>
    public Tensor InOrder(List<int> result)
    {
        var kept = Without(label => !result.Contains(label));
        return kept.Along([.. result]);
    }

    private EinsumTerm Without(Func<int, bool> isSummed)
    {
        int[] axes = [.. Enumerable.Range(0, Labels.Count).Where(axis => isSummed(Labels[axis]))];
        return axes.Length == 0 ? this : new(SumOp.Make(Value, axes), [.. Labels.Where(label => !isSummed(label))]);
    }

    private Tensor Ordered(int[] labels) => Value.Permute([.. labels.Select(label => Labels.IndexOf(label))]);

    // In the order of these labels, with axes of size 1 for those that this term does not have.
    private Tensor Along(int[] labels) =>
        Ordered([.. labels.Where(Labels.Contains)])
            .Reshape(Shape.Of([.. labels.Select(label => Labels.IndexOf(label) is >= 0 and var axis ? Value.Shape[axis] : 1)]));
}
