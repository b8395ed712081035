namespace Functional.Properties;

/// <summary>Three sizes from which a subject makes the shapes of its operands.</summary>
internal readonly record struct Sizes(int M, int K, int N)
{
    public static Sizes Draw(Random random) => new(random.Next(1, 5), random.Next(1, 5), random.Next(1, 5));

    public IEnumerable<Sizes> Smaller()
    {
        if (M > 1)
            yield return this with
            {
                M = M / 2,
            };
        if (K > 1)
            yield return this with
            {
                K = K / 2,
            };
        if (N > 1)
            yield return this with
            {
                N = N / 2,
            };
    }
}

/// <summary>What laws are about: an operation, or a composition of a few, with operands from its own domain.</summary>
/// <param name="Name">What a failure calls it.</param>
/// <param name="Shapes">The operands' shapes.</param>
/// <param name="Apply">The function.</param>
internal sealed record Subject(string Name, Func<Sizes, Random, Shape[]> Shapes, Func<Tensor[], Tensor> Apply)
{
    private static readonly string[] Linear =
    [
        .. (string[])["add", "subtract", "negate", "abs", "maximum", "first_largest", "minimum", "where", "sign"],
        .. (string[])["fmod", "remainder", "copysign"],
    ];

    /// <summary>The interval of each operand.</summary>
    public Func<int, Interval> Domain { get; init; } = _ => Interval.Real;

    /// <summary>The type of each operand.</summary>
    public Func<int, DType> Type { get; init; } = _ => DType.Float64;

    /// <summary>False where the second derivative is zero.</summary>
    public bool IsCurved { get; init; } = true;

    /// <summary>False for an operation whose derivative is zero by declaration.</summary>
    public bool HasSlope { get; init; } = true;

    /// <summary>The operand along which the derivative is zero by declaration, or none.</summary>
    public int? Flat { get; init; }

    /// <summary>True if the result's elements depend on one element of each operand, so that batching changes no bit.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>All operations of the table.</summary>
    public static IReadOnlyList<Subject> Table { get; } = [.. OpTable.All.Select(Of)];

    /// <summary>All that have derivatives: from the table, and those with structure.</summary>
    public static IReadOnlyList<Subject> Differentiable { get; } =
    [.. OpTable.All.Where(op => op.IsDifferentiable).Select(Of), .. Structured.All];

    /// <summary>The table, those with structure, and what has no derivative.</summary>
    public static IReadOnlyList<Subject> All { get; } = [.. Table, .. Structured.All, .. Structured.Discrete];

    // Two of one name would leave the second untried.
    public static Subject Named(string name) => All.Single(subject => subject.Name == name);

    public override string ToString() => Name;

    /// <summary>An operation of the table, on shapes that broadcast.</summary>
    private static Subject Of(DeclaredOp op) =>
        new(
            op.Name,
            (sizes, random) => [.. Enumerable.Range(0, op.Arity).Select(_ => Samples.DrawNarrower(random, [sizes.M, sizes.N]))],
            x => op.Apply(x)
        )
        {
            Domain = op.Domain,
            Type = index =>
                op.Types is TypeRule.Bitwise or TypeRule.Whole ? DType.Int64
                : op.Types == TypeRule.Choice && index == 0 ? DType.Bool
                : DType.Float64,
            IsCurved = !Linear.Contains(op.Name),
            HasSlope = op.Name != "sign",
            Flat = op.Name == "copysign" ? 1 : null,
            IsElementwise = true,
        };
}
