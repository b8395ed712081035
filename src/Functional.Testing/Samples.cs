using FsCheck;
using FsCheck.Fluent;

namespace Functional.Testing;

/// <summary>Random inputs for laws.</summary>
/// <remarks>
/// Numbers are drawn without repetition from the middles of equal cells, an even number of them, so that no two are near each other and none
/// is near 0 or an end of the interval: difference quotients of <c>Max</c> and <c>Abs</c> do not meet a kink.
/// </remarks>
public static class Samples
{
    private const int Cells = 1024;

    /// <summary>A generator from a function of .NET's random numbers.</summary>
    public static Gen<T> From<T>(Func<Random, T> draw) => Gen.Choose(0, 1 << 30).Select(seed => draw(new Random(seed)));

    /// <summary>A generator with a way to make smaller what failed.</summary>
    public static Arbitrary<T> From<T>(Func<Random, T> draw, Func<T, IEnumerable<T>> shrink) => Arb.From(From(draw), shrink);

    /// <summary>Tensors of up to three axes of up to five elements.</summary>
    public static Arbitrary<Tensor> Tensors(Interval domain, DType type = DType.Float64) =>
        From(random => Draw(random, DrawShape(random), domain, type), Smaller);

    /// <summary>A shape.</summary>
    public static Shape DrawShape(Random random, int maximumRank = 3, int maximumSize = 5) =>
        Shape.Of([.. Enumerable.Range(0, random.Next(maximumRank + 1)).Select(_ => random.Next(1, maximumSize + 1))]);

    /// <summary>A shape that broadcasts to another: some axes are 1, some leading ones are missing.</summary>
    public static Shape DrawNarrower(Random random, Shape shape) =>
        Shape.Of([
            .. shape.Skip(random.Next(3) == 0 ? random.Next(shape.Rank + 1) : 0).Select(size => random.Next(4) == 0 ? 1 : size),
        ]);

    /// <summary>A tensor of numbers in an interval; whole numbers for integers, any truth values for bools.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="domain">The interval.</param>
    /// <param name="type">The element type.</param>
    /// <param name="role">Operands of one operation with different roles (0 to 3) have no number in common.</param>
    public static Tensor Draw(Random random, Shape shape, Interval domain, DType type = DType.Float64, int role = 0)
    {
        var size = checked((int)shape.Size);
        if (type == DType.Bool)
            return Tensor.Of<bool>([.. Enumerable.Range(0, size).Select(_ => random.Next(2) == 0)], shape);
        if (type.IsInteger)
            return Tensor
                .Of<long>(
                    [
                        .. Enumerable
                            .Range(0, size)
                            .Select(_ => random.NextInt64((long)Math.Ceiling(domain.Low), (long)domain.High + 1)),
                    ],
                    shape
                )
                .To(type)
                .Evaluate();
        var cells = Math.Max(Cells, size + (size & 1));
        var places = Enumerable.Range(0, cells).ToArray();
        random.Shuffle(places);
        // A quarter of a cell for each role, its middle third for the number.
        double Number(int cell) =>
            domain.Low + ((domain.High - domain.Low) * (cell + ((role + 0.33 + (0.33 * random.NextDouble())) / 4)) / cells);
        return Tensor.Of<double>([.. places.Take(size).Select(Number)], shape).To(type).Evaluate();
    }

    /// <summary>Operands of an operation of the op table, drawn from its own domain, of shapes that broadcast.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="type">The type of operands that are numbers.</param>
    public static Arbitrary<OperandSample> Operands(DeclaredOp op, DType type = DType.Float64) =>
        From(random => OperandSample.Draw(random, op, type), sample => sample.Smaller());

    /// <summary>The tensor with one axis halved, or one axis less.</summary>
    public static IEnumerable<Tensor> Smaller(Tensor x)
    {
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (x.Shape[axis] > 0)
                yield return x.Select(axis, 0).Evaluate();
            if (x.Shape[axis] > 1)
                yield return x.Slice(axis, 0, x.Shape[axis] / 2).Evaluate();
        }
    }
}
