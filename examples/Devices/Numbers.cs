using Functional;
using static Functional.Operations;

namespace Devices;

/// <summary>Numbers to try operations on: special ones, each against each, and such as an operation is made for.</summary>
internal static class Numbers
{
    private static readonly double[] Everyday = [0.5, 1, 1.5, 2, 2.5, 3.999, 15, 88, 1e4];

    /// <summary>The operands of an operation: special numbers first, then so many from its domain.</summary>
    public static Tensor[] For(DeclaredOp op, DType type, int samples)
    {
        var random = new Random(op.Name.Length + (31 * op.Name[0]));
        var numbers = Enumerable.Range(0, op.Arity).Count(index => !IsCondition(op, index));
        var special = Special(type);
        var count = (int)Math.Pow(special.Length, numbers);
        var operands = new Tensor[op.Arity];
        for (int index = 0, place = 0; index < op.Arity; index++)
            if (IsCondition(op, index))
                operands[index] = Tensor.Of([.. Enumerable.Range(0, count + samples).Select(i => (i & 1) == 0)]);
            else
            {
                var stride = (int)Math.Pow(special.Length, place++);
                var domain = op.Domain(index);
                operands[index] = Make(
                    type,
                    [
                        .. Enumerable.Range(0, count).Select(i => special[i / stride % special.Length]),
                        .. Enumerable
                            .Range(0, samples)
                            .Select(_ => domain.Low + ((domain.High - domain.Low) * random.NextDouble())),
                    ]
                );
            }
        return operands;
    }

    /// <summary>The operands of a binary operation with each scalar on either side of numbers.</summary>
    public static IEnumerable<Tensor[]> WithScalars(DeclaredOp op, DType type, int samples)
    {
        double[] scalars =
            type == DType.Bool ? [0, 1]
            : type == DType.UInt8 ? [0, 1, 2]
            : type.IsInteger ? [0, 1, -1, 2]
            : [0, -0.0, 1, -1, 2, 0.5];
        // Of the pairs that the operation is tried on, what stands on one side.
        var special = Special(type).Length;
        var (first, second) = (For(op, type, samples)[0], For(op, type, samples)[1]);
        var (left, right) = (Others(first, 1), Others(second, special));
        foreach (var scalar in scalars.Select(scalar => Tensor.Full([], scalar, type)))
        {
            yield return [left, scalar];
            yield return [scalar, right];
        }

        // Every special number once, then those from the domain.
        Tensor Others(Tensor operand, int stride) =>
            Tensor
                .Concatenate(
                    0,
                    operand.Slice(0, 0, special * stride, stride),
                    operand.Slice(0, special * special, operand.Shape[0])
                )
                .Evaluate();
    }

    /// <summary>The same operands with zeros of their sign for numbers smaller than the smallest normal one.</summary>
    public static Tensor[] WithoutSubnormals(Tensor[] operands, Precision precision) =>
        Array.ConvertAll(
            operands,
            x =>
                x.DType.IsFloating
                    ? Where(x.Abs() < precision.SmallestNormal, Tensor.Zeros([], x.DType).CopySign(x), x).Evaluate()
                    : x
        );

    private static bool IsCondition(DeclaredOp op, int index) => op.Types == TypeRule.Choice && index == 0;

    private static double[] Special(DType type)
    {
        if (type == DType.Bool)
            return [0, 1];
        if (type.IsInteger)
        {
            var (low, high) = (type == DType.UInt8 ? 0 : -Math.ScaleB(1, (8 * type.ByteSize) - 1), Largest(type));
            return [.. new[] { low, low + 1, -88, -3, -1, 0, 1, 2, 3, 7, 88, high - 1, high }.Where(x => x >= low)];
        }
        var precision = Precision.Of(type);
        double[] positive =
        [
            0,
            Math.ScaleB(1, precision.Least - precision.Bits),
            0.75 * precision.SmallestNormal,
            precision.SmallestNormal,
            .. Everyday,
            Math.ScaleB(1, precision.Bits) + 1,
            precision.Largest,
            double.PositiveInfinity,
        ];
        return [.. positive, .. positive.Select(x => -x), double.NaN];
    }

    private static double Largest(DType type) =>
        type == DType.UInt8 ? byte.MaxValue : Math.ScaleB(1, (8 * type.ByteSize) - 1) - 1;

    private static Tensor Make(DType type, double[] numbers) =>
        type == DType.Bool ? Tensor.Of(Array.ConvertAll(numbers, x => x > 0))
        : type.IsInteger ? Tensor.Of(Array.ConvertAll(numbers, x => (long)x)).To(type).Evaluate()
        : Tensor.Of(numbers).To(type).Evaluate();
}
