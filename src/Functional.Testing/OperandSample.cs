namespace Functional.Testing;

/// <summary>An operation of the op table and operands for it.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Operands">Its operands; the first of a choice is a bool.</param>
public sealed record OperandSample(DeclaredOp Op, IReadOnlyList<Tensor> Operands)
{
    /// <summary>The operands that derivatives are taken by.</summary>
    public IReadOnlyList<Tensor> Floating => [.. Operands.Where(operand => operand.DType.IsFloating)];

    /// <summary>The operation on these operands.</summary>
    public Tensor Apply() => Op.Apply([.. Operands]);

    /// <summary>The operation with other floating operands.</summary>
    public Tensor Apply(IReadOnlyList<Tensor> floating)
    {
        var next = 0;
        return Op.Apply([.. Operands.Select(operand => operand.DType.IsFloating ? floating[next++] : operand)]);
    }

    /// <summary>Operands of shapes that broadcast, from the operation's own domain.</summary>
    public static OperandSample Draw(Random random, DeclaredOp op, DType type)
    {
        var shape = Samples.DrawShape(random);
        return new(
            op,
            [.. Enumerable.Range(0, op.Arity).Select(i => Operand(random, op, type, i, Samples.DrawNarrower(random, shape)))]
        );
    }

    /// <summary>The same with one axis of all operands halved, or gone.</summary>
    public IEnumerable<OperandSample> Smaller()
    {
        var rank = Operands.Max(operand => operand.Rank);
        for (var back = 1; back <= rank; back++)
        {
            var size = Operands.Max(operand => operand.Rank < back ? 1 : operand.Shape[-back]);
            yield return With(x => x.Rank < back ? x : x.Select(-back, 0));
            if (size > 1)
                yield return With(x => x.Rank < back || x.Shape[-back] < size ? x : x.Slice(-back, 0, size / 2));
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Op.Name} of {string.Join(" and ", Operands.Select(operand => operand.Rank == 0 ? $"{operand} {operand.DType.Name}[]" : $"{operand}"))}";

    private static Tensor Operand(Random random, DeclaredOp op, DType type, int index, Shape shape) =>
        op.Types switch
        {
            TypeRule.Bitwise or TypeRule.Whole => Samples.Draw(random, shape, op.Domain(index), DType.Int64),
            TypeRule.Choice when index == 0 => Samples.Draw(random, shape, op.Domain(index), DType.Bool),
            // Few whole numbers, so that some are equal.
            TypeRule.Comparison => Samples.Draw(random, shape, new Interval(-2, 2), DType.Int64).To(type),
            _ => Samples.Draw(random, shape, op.Domain(index), type, index),
        };

    private OperandSample With(Func<Tensor, Tensor> change) =>
        this with
        {
            Operands = [.. Operands.Select(operand => change(operand).Evaluate())],
        };
}
