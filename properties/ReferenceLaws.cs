namespace Functional.Properties;

/// <summary>What fused, vectorized, threaded kernels compute is what the reference interpreter computes, under every setting.</summary>
[Collection(RunsAlone.Name)]
[Trait("Category", "Interpreted")]
public sealed class ReferenceLaws
{
    private static readonly double[] Awkward =
    [
        0,
        -0.0,
        1e-30,
        -1e-30,
        1e-310,
        0.5,
        1 + (1.0 / 2048),
        1 + (3.0 / 2048),
        1 + (1.0 / 256),
        1 + (3.0 / 256),
        6e-5,
        1e-6,
        3e-8,
        127,
        -128,
        255,
        32767,
        -32768,
        65519,
        65520,
        3.39e38,
        1,
        -1,
        2,
        3,
        15,
        -15,
        88,
        -88,
        89,
        -104,
        709,
        1e4,
        -1e4,
        16777217,
        float.MaxValue,
        -float.MaxValue,
        double.MaxValue,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
    ];

    public static TheoryData<string> Operations => [.. OpTable.All.Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_body_gives_the_same_bits_by_every_reader_at_every_length(string name)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        foreach (var type in TypesOf(op))
            Law.Holds(
                Prop.ForAll(
                    Samples.From(
                        random => (Sample: Awkwardly(random, op, type, random.Next(0, 258)), Setting: Setting.Draw(random)),
                        _ => []
                    ),
                    one =>
                    {
                        var y = one.Setting.Run(() => one.Sample.Apply().Evaluate());
                        var reference = ReferenceInterpreter.Evaluate([one.Sample.Apply()], isWide: false)[0];
                        Bits.Same($"{name} on {type.Name}, {one.Setting}", y.DType, reference.Bits, Bits.Of(y));
                    }
                ),
                $"bits of {name} on {type.Name}"
            );
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Single_precision_is_near_double_over_the_operations_domain(string name)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        Law.Holds(
            Prop.ForAll(
                Samples.Operands(op, DType.Float32),
                sample =>
                    Tolerance
                        .Of(DType.Float32)
                        .Check(name, ReferenceInterpreter.Evaluate([sample.Apply()])[0].ToDoubles(), Bits.Numbers(sample.Apply()))
            ),
            $"float32 {name}"
        );
    }

    [Fact]
    public void A_cast_gives_the_same_bits_by_every_reader_at_every_length()
    {
        foreach (var from in DTypes.All)
        foreach (var to in DTypes.All.Where(to => to != from))
            Law.Holds(
                Prop.ForAll(
                    Samples.From(
                        random => (X: AwkwardNumbers(random, from, random.Next(0, 258)), Setting: Setting.Draw(random)),
                        _ => []
                    ),
                    one =>
                    {
                        var y = one.X.To(to);
                        var reference = ReferenceInterpreter.Evaluate([one.X.To(to)], isWide: false)[0];
                        Bits.Same(
                            $"{from.Name} to {to.Name}, {one.Setting}",
                            to,
                            reference.Bits,
                            one.Setting.Run(() => Bits.Of(y))
                        );
                    }
                ),
                $"bits of {from.Name} to {to.Name}"
            );
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Elementwise_trees_have_the_references_bits(DType type) =>
        Law.Holds(
            Prop.ForAll(
                Trees(Ingredients.Elementwise | Ingredients.Movement, type),
                one =>
                {
                    var reference = ReferenceInterpreter.Evaluate([one.Recipe.Build()[^1]], isWide: false)[0];
                    var y = one.Recipe.Build()[^1];
                    Bits.Same($"{one.Setting}", y.DType, reference.Bits, one.Setting.Run(() => Bits.Of(y)));
                }
            )
        );

    [Fact]
    public void Trees_with_reductions_and_products_are_near_the_reference() =>
        Law.Holds(
            Prop.ForAll(
                Trees(Ingredients.All, DType.Float64),
                one =>
                {
                    var reference = ReferenceInterpreter.Evaluate([one.Recipe.Build()[^1]])[0];
                    var y = one.Recipe.Build()[^1];
                    // Errors of up to forty steps.
                    (Tolerance.Of(DType.Float64) with { Relative = 1e-10 }).Check(
                        $"{one.Setting}",
                        reference.ToDoubles(),
                        one.Setting.Run(() => Bits.Numbers(y))
                    );
                }
            )
        );

    [Fact]
    public void Reductions_are_near_the_reference_at_every_boundary() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(
                    random => (Case: ReductionCase.Draw(random), Setting: Setting.Draw(random)),
                    one => one.Case.Smaller().Select(smaller => (smaller, one.Setting))
                ),
                one =>
                {
                    foreach (var make in one.Case.All())
                    {
                        var expected = ReferenceInterpreter.Evaluate([make()])[0].ToDoubles();
                        Tolerance
                            .Of(one.Case.Type)
                            .ForTerms(one.Case.Shape.Size)
                            .Check($"{one.Case}, {one.Setting}", expected, one.Setting.Run(() => Bits.Numbers(make())));
                    }
                }
            )
        );

    [Fact]
    public void Products_are_near_the_reference_at_every_boundary() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(
                    random => (Case: ProductCase.Draw(random), Setting: Setting.Draw(random)),
                    one => one.Case.Smaller().Select(smaller => (smaller, one.Setting))
                ),
                one =>
                {
                    var expected = ReferenceInterpreter.Evaluate([one.Case.Apply()])[0].ToDoubles();
                    Tolerance
                        .Of(one.Case.Type)
                        .ForTerms(16L * one.Case.K)
                        .Check($"{one.Case}, {one.Setting}", expected, one.Setting.Run(() => Bits.Numbers(one.Case.Apply())));
                }
            )
        );

    [Fact]
    public void Structured_operations_and_their_gradients_are_near_the_reference()
    {
        foreach (var subject in Structured.All)
            Law.Holds(
                Prop.ForAll(
                    Samples.From(
                        random =>
                            (Case: new SubjectCase(subject, Sizes.Draw(random), random.Next()), Setting: Setting.Draw(random)),
                        _ => []
                    ),
                    one =>
                    {
                        Tensor[] Roots() =>
                            [
                                one.Case.Apply(one.Case.Floating),
                                .. Differentiate.Gradient<Tensor[]>(x => one.Case.Apply(x).Sum())(one.Case.Floating),
                            ];
                        var expected = ReferenceInterpreter.Evaluate(Roots());
                        var actual = Roots();
                        one.Setting.Run(() =>
                        {
                            Tensor.Evaluate(actual);
                            return 0;
                        });
                        for (var i = 0; i < actual.Length; i++)
                            Tolerance
                                .Of(subject.Name.Contains("float32") ? DType.Float32 : DType.Float64)
                                .ForTerms(64)
                                .Check(
                                    $"{subject.Name}, root {i}, {one.Setting}",
                                    expected[i].ToDoubles(),
                                    Bits.Numbers(actual[i])
                                );
                    }
                ),
                $"reference of {subject.Name}"
            );
    }

    private static FsCheck.Arbitrary<(TreeRecipe Recipe, Setting Setting)> Trees(Ingredients allowed, DType type)
    {
        var recipes = TreeRecipe.Of(allowed, type, TreeRecipe.Straddling);
        return FsCheck.Fluent.Arb.From(
            recipes.Generator.SelectMany(recipe => Samples.From(random => (recipe, Setting.Draw(random)))),
            one => recipes.Shrinker(one.recipe).Select(recipe => (recipe, one.Item2))
        );
    }

    private static IEnumerable<DType> TypesOf(DeclaredOp op) =>
        op.Types switch
        {
            TypeRule.Bitwise => DTypes.All.Where(type => !type.IsFloating),
            TypeRule.Whole => DTypes.All.Where(type => type.IsInteger),
            TypeRule.Floating => DTypes.All.Where(type => type.IsFloating),
            _ => DTypes.All.Where(type => type != DType.Bool),
        };

    // Half everyday numbers, half awkward ones.
    private static OperandSample Awkwardly(Random random, DeclaredOp op, DType type, int length)
    {
        Tensor Draw(int index) => AwkwardNumbers(random, op.Types == TypeRule.Choice && index == 0 ? DType.Bool : type, length);
        return new(op, [.. Enumerable.Range(0, op.Arity).Select(Draw)]);
    }

    private static Tensor AwkwardNumbers(Random random, DType type, int length) =>
        type == DType.Bool
            ? Samples.Draw(random, [length], Interval.Real, DType.Bool)
            : Tensor
                .Of<double>([
                    .. Enumerable
                        .Range(0, length)
                        .Select(_ =>
                            random.Next(2) == 0 ? Awkward[random.Next(Awkward.Length)] : (random.NextDouble() - 0.5) * 20
                        ),
                ])
                .To(type)
                .Evaluate();
}
