namespace Functional.Properties;

/// <summary>Broadcasting is what stretching the operands first would be, forward and backward.</summary>
[Trait("Category", "Interpreted")]
public sealed class BroadcastLaws
{
    public static TheoryData<string> Operations => [.. OpTable.All.Where(op => op.Arity > 1).Select(op => op.Name)];

    public static TheoryData<string> Differentiable =>
        [.. OpTable.All.Where(op => op.Arity > 1 && op.IsDifferentiable).Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Broadcasting_is_stretching_first(string name) =>
        Holds(name, sample => Bits.Same("broadcast", sample.Op.Apply([.. Stretched(sample.Operands)]), sample.Apply()));

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_gradient_of_broadcasting_is_the_gradient_of_stretching(string name) =>
        Holds(
            name,
            sample =>
            {
                var implicitly = Differentiate.Gradient<Tensor[]>(x => Squares(sample.Apply(x)))([.. sample.Floating]);
                var explicitly = Differentiate.Gradient<Tensor[]>(x =>
                    Squares((sample with { Operands = Stretched(Merge(sample.Operands, x)) }).Apply())
                )([.. sample.Floating]);
                for (var i = 0; i < implicitly.Length; i++)
                    Tolerance
                        .Of(DType.Float64)
                        .ForTerms(125)
                        .Check("gradient", Bits.Numbers(explicitly[i]), Bits.Numbers(implicitly[i]));
            }
        );

    private static Tensor Squares(Tensor y) => (y * y).Sum();

    private static Tensor[] Merge(IReadOnlyList<Tensor> operands, Tensor[] floating)
    {
        var next = 0;
        return [.. operands.Select(operand => operand.DType.IsFloating ? floating[next++] : operand)];
    }

    private static Tensor[] Stretched(IReadOnlyList<Tensor> operands)
    {
        var shape = operands.Aggregate(Shape.Scalar, (all, operand) => Shape.Broadcast("stretch", all, operand.Shape));
        return [.. operands.Select(operand => operand.BroadcastTo(shape))];
    }

    private static void Holds(
        string name,
        Action<OperandSample> check,
        [System.Runtime.CompilerServices.CallerMemberName] string law = ""
    ) => Law.Holds(Prop.ForAll(Samples.Operands(OpTable.All.Single(op => op.Name == name)), check), $"{law}: {name}");
}
