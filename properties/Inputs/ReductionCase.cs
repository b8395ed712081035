namespace Functional.Properties;

/// <summary>A sum and a maximum along some axes of a tensor whose size is near a boundary, whole, transposed or at an offset.</summary>
internal sealed record ReductionCase(Shape Shape, int Axis, DType Type, int Layout, int Seed)
{
    public static ReductionCase Draw(Random random)
    {
        var shape = TreeRecipe.Straddling(random);
        if (random.Next(4) == 0)
            shape = Shape.Of([.. shape, random.Next(1, 6)]);
        return new(
            shape,
            random.Next(shape.Rank),
            random.Next(2) == 0 ? DType.Float32 : DType.Float64,
            random.Next(3),
            random.Next()
        );
    }

    public IEnumerable<Func<Tensor>> All()
    {
        var x = Input();
        yield return () => x.Sum(Axis);
        yield return () => x.Max(Axis);
        yield return () => x.Sum();
        yield return () => (x * x).Tanh().Mean(Axis);
        yield return () => x.To(DType.Int64).Sum(Axis);
    }

    public IEnumerable<ReductionCase> Smaller()
    {
        for (var axis = 0; axis < Shape.Rank; axis++)
            if (Shape[axis] > 1)
                yield return this with
                {
                    Shape = Shape.Of([.. Shape.Axes[..axis], Shape[axis] / 2, .. Shape.Axes[(axis + 1)..]]),
                };
    }

    public override string ToString() =>
        $"{Type.Name}{Shape} along {Axis}, {(Layout == 0 ? "whole" : Layout == 1 ? "transposed" : "at an offset")} (seed {Seed})";

    private Tensor Input()
    {
        var random = new Random(Seed);
        return Layout switch
        {
            0 => Samples.Draw(random, Shape, Interval.Real, Type),
            1 => Samples
                .Draw(random, Shape.Of([.. Shape.Reverse()]), Interval.Real, Type)
                .Permute([.. Enumerable.Range(0, Shape.Rank).Reverse()]),
            _ => Samples
                .Draw(random, Shape.Of([.. Shape.Axes[..^1], Shape[-1] + 3]), Interval.Real, Type)
                .Slice(-1, 1, Shape[-1] + 1),
        };
    }
}
