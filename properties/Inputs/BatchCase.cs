namespace Functional.Properties;

/// <summary>A subject with operands of which some are batched, each along an axis of its own.</summary>
internal sealed record BatchCase(SubjectCase Case, int Size, int?[] Over)
{
    /// <summary>The operands with their batch axes.</summary>
    public Tensor[] Batched => field ??= Draw(Case.Seed);

    /// <summary>Elementwise operations keep every bit; sums may be in another order.</summary>
    public Tolerance Tolerance
    {
        get
        {
            var type = Case.Subject.Apply(At(0)).DType;
            return Case.Subject.IsElementwise ? Tolerance.Of(type) with { Relative = 0 } : Tolerance.Of(type).ForTerms(64);
        }
    }

    public static FsCheck.Arbitrary<BatchCase> Of(Subject subject) =>
        Samples.From(
            random => Draw(random, new SubjectCase(subject, Sizes.Draw(random), random.Next())),
            one =>
                one.Case.Sizes.Smaller()
                    .Select(sizes => Draw(new Random(one.Case.Seed), new SubjectCase(subject, sizes, one.Case.Seed)))
        );

    /// <summary>The operands of one call.</summary>
    public Tensor[] At(int index) => [.. Batched.Select((x, i) => Over[i] is { } over ? x.Select(over, index) : x)];

    public Tensor Map(Func<Tensor[], Tensor> f, Tensor[] x) =>
        x.Length switch
        {
            1 => Vectorize.Map<Tensor, Tensor>(a => f([a]), Over[0]!.Value)(x[0]),
            2 => Vectorize.Map<Tensor, Tensor, Tensor>((a, b) => f([a, b]), (Over[0], Over[1]))(x[0], x[1]),
            _ => Vectorize.Map<Tensor, Tensor, Tensor, Tensor>((a, b, c) => f([a, b, c]), (Over[0], Over[1], Over[2]))(
                x[0],
                x[1],
                x[2]
            ),
        };

    public void Check(Func<Tensor[], Tensor> f)
    {
        var x = Batched;
        if (x.Length == 1)
            Batching.Check(a => f([a]), x[0], Over[0]!.Value, Tolerance);
        else if (x.Length == 2)
            Batching.Check((a, b) => f([a, b]), x[0], x[1], (Over[0], Over[1]), Tolerance);
        else
            Batching.Check((a, b, c) => f([a, b, c]), x[0], x[1], x[2], (Over[0], Over[1], Over[2]), Tolerance);
    }

    public override string ToString() =>
        $"{Case.Subject.Name} over {string.Join(", ", Over.Select(over => over?.ToString() ?? "null"))} of {string.Join(" and ", Batched.Select(operand => operand.ToString()))} (seed {Case.Seed})";

    private static BatchCase Draw(Random random, SubjectCase one)
    {
        var over = Array.ConvertAll(one.Operands, operand => random.Next(3) == 0 ? (int?)null : random.Next(operand.Rank + 1));
        if (over.All(axis => axis is null))
            over[random.Next(over.Length)] = 0;
        return new BatchCase(one, random.Next(1, 4), over);
    }

    /// <summary>Operands of these shapes; those without a batch axis are always the same.</summary>
    public Tensor[] Draw(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Case.Operands.Select(
                (operand, i) =>
                    Over[i] is { } over
                        ? Samples.Draw(
                            random,
                            Shape.Of([.. operand.Shape.Axes[..over], Size, .. operand.Shape.Axes[over..]]),
                            Case.Subject.Domain(i),
                            operand.DType,
                            i
                        )
                        : operand
            ),
        ];
    }
}
