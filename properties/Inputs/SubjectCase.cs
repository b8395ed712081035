namespace Functional.Properties;

/// <summary>A subject and its operands, which sizes and seed decide.</summary>
internal sealed record SubjectCase(Subject Subject, Sizes Sizes, int Seed)
{
    private Tensor[]? _operands;

    public Tensor[] Operands => _operands ??= Draw();

    public Tensor[] Floating => [.. Operands.Where(operand => operand.DType.IsFloating)];

    public static FsCheck.Arbitrary<SubjectCase> Of(Subject subject) =>
        Samples.From(
            random => new SubjectCase(subject, Sizes.Draw(random), random.Next()),
            one => one.Sizes.Smaller().Select(sizes => one with { Sizes = sizes, _operands = null })
        );

    /// <summary>The function with other floating operands.</summary>
    public Tensor Apply(IReadOnlyList<Tensor> floating)
    {
        var next = 0;
        return Subject.Apply([.. Operands.Select(operand => operand.DType.IsFloating ? floating[next++] : operand)]);
    }

    public override string ToString() =>
        $"{Subject.Name} of {string.Join(" and ", Operands.Select(operand => operand.ToString()))} (seed {Seed})";

    private Tensor[] Draw()
    {
        var random = new Random(Seed);
        var shapes = Subject.Shapes(Sizes, random);
        return [.. shapes.Select((shape, i) => Samples.Draw(random, shape, Subject.Domain(i), Subject.Type(i), i))];
    }
}
