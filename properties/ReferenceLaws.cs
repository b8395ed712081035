namespace Functional.Properties;

/// <summary>What fused, vectorized, threaded kernels compute is what the reference interpreter computes, under every setting.</summary>
[Collection(SettingCollection.Name)]
[Trait("Category", "Interpreted")]
public sealed class ReferenceLaws
{
    private static readonly double[] Awkward =
    [
        0, -0.0, 1e-30, -1e-30, 1e-310, 0.5, 1, -1, 2, 3, 15, -15, 88, -88, 89, -104, 709, 1e4, -1e4, 16777217,
        float.MaxValue, -float.MaxValue, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
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
                    Samples.From(random => (Sample: Awkwardly(random, op, type, random.Next(0, 258)), Setting: Setting.Draw(random)), _ => []),
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
                sample => Tolerance.Of(DType.Float32).Check(name, ReferenceInterpreter.Evaluate([sample.Apply()])[0].ToDoubles(), Bits.Numbers(sample.Apply()))
            ),
            $"float32 {name}"
        );
    }

    [Fact]
    public void Elementwise_trees_have_the_references_bits() =>
        Law.Holds(
            Prop.ForAll(
                Trees(Ingredients.Elementwise | Ingredients.Movement, DType.Float32),
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
                    (Tolerance.Of(DType.Float64) with { Relative = 1e-10 }).Check($"{one.Setting}", reference.ToDoubles(), one.Setting.Run(() => Bits.Numbers(y)));
                }
            )
        );

    [Fact]
    public void Reductions_are_near_the_reference_at_every_boundary() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(random => (Case: ReductionCase.Draw(random), Setting: Setting.Draw(random)), one => one.Case.Smaller().Select(smaller => (smaller, one.Setting))),
                one =>
                {
                    foreach (var make in one.Case.All())
                    {
                        var expected = ReferenceInterpreter.Evaluate([make()])[0].ToDoubles();
                        Tolerance.Of(one.Case.Type).ForTerms(one.Case.Shape.Size).Check($"{one.Case}, {one.Setting}", expected, one.Setting.Run(() => Bits.Numbers(make())));
                    }
                }
            )
        );

    [Fact]
    public void Products_are_near_the_reference_at_every_boundary() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(random => (Case: ProductCase.Draw(random), Setting: Setting.Draw(random)), one => one.Case.Smaller().Select(smaller => (smaller, one.Setting))),
                one =>
                {
                    var expected = ReferenceInterpreter.Evaluate([one.Case.Apply()])[0].ToDoubles();
                    Tolerance.Of(one.Case.Type).ForTerms(16L * one.Case.K).Check($"{one.Case}, {one.Setting}", expected, one.Setting.Run(() => Bits.Numbers(one.Case.Apply())));
                }
            )
        );

    [Fact]
    public void Structured_operations_and_their_gradients_are_near_the_reference()
    {
        foreach (var subject in Structured.All)
            Law.Holds(
                Prop.ForAll(
                    Samples.From(random => (Case: new SubjectCase(subject, Sizes.Draw(random), random.Next()), Setting: Setting.Draw(random)), _ => []),
                    one =>
                    {
                        Tensor[] Roots() => [one.Case.Apply(one.Case.Floating), .. Differentiate.Gradient<Tensor[]>(x => one.Case.Apply(x).Sum())(one.Case.Floating)];
                        var expected = ReferenceInterpreter.Evaluate(Roots());
                        var actual = Roots();
                        one.Setting.Run(() =>
                        {
                            Tensor.Evaluate(actual);
                            return 0;
                        });
                        for (var i = 0; i < actual.Length; i++)
                            Tolerance.Of(subject.Name.Contains("float32") ? DType.Float32 : DType.Float64).ForTerms(64).Check($"{subject.Name}, root {i}, {one.Setting}", expected[i].ToDoubles(), Bits.Numbers(actual[i]));
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
            TypeRule.Logical => [DType.Bool],
            TypeRule.Floating => [DType.Float32, DType.Float64],
            _ => [DType.Int32, DType.Int64, DType.Float32, DType.Float64],
        };

    // Half everyday numbers, half awkward ones.
    private static OperandSample Awkwardly(Random random, DeclaredOp op, DType type, int length)
    {
        Tensor Draw(int index) =>
            type == DType.Bool || (op.Types == TypeRule.Choice && index == 0)
                ? Samples.Draw(random, [length], Interval.Real, DType.Bool)
                : Tensor
                    .Of<double>([.. Enumerable.Range(0, length).Select(_ => random.Next(2) == 0 ? Awkward[random.Next(Awkward.Length)] : (random.NextDouble() - 0.5) * 20)])
                    .To(type)
                    .Evaluate();
        return new(op, [.. Enumerable.Range(0, op.Arity).Select(Draw)]);
    }
}

/// <summary>A sum and a maximum along some axes of a tensor whose size is near a boundary, whole, transposed or at an offset.</summary>
internal sealed record ReductionCase(Shape Shape, int Axis, DType Type, int Layout, int Seed)
{
    public static ReductionCase Draw(Random random)
    {
        var shape = TreeRecipe.Straddling(random);
        if (random.Next(4) == 0)
            shape = Shape.Of([.. shape, random.Next(1, 6)]);
        return new(shape, random.Next(shape.Rank), random.Next(2) == 0 ? DType.Float32 : DType.Float64, random.Next(3), random.Next());
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
                yield return this with { Shape = Shape.Of([.. Shape.Axes[..axis], Shape[axis] / 2, .. Shape.Axes[(axis + 1)..]]) };
    }

    public override string ToString() => $"{Type.Name}{Shape} along {Axis}, {(Layout == 0 ? "whole" : Layout == 1 ? "transposed" : "at an offset")} (seed {Seed})";

    private Tensor Input()
    {
        var random = new Random(Seed);
        return Layout switch
        {
            0 => Samples.Draw(random, Shape, Interval.Real, Type),
            1 => Samples.Draw(random, Shape.Of([.. Shape.Reverse()]), Interval.Real, Type).Permute([.. Enumerable.Range(0, Shape.Rank).Reverse()]),
            _ => Samples.Draw(random, Shape.Of([.. Shape.Axes[..^1], Shape[-1] + 3]), Interval.Real, Type).Slice(-1, 1, Shape[-1] + 1),
        };
    }
}

/// <summary>A matrix product whose sizes are near a boundary, of operands that may be transposed or at an offset.</summary>
internal sealed record ProductCase(int M, int K, int N, DType Type, bool IsLeftTransposed, bool IsRightTransposed, int Offset, int Seed)
{
    // Around the sizes of vectors, of the register tile and of panels.
    private static readonly int[] Sizes = [1, 2, 3, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 47, 48, 49, 61, 63, 64, 65];
    private static readonly int[] Depths = [1, 3, 8, 17, 64, 127, 128, 129, 255, 256, 257, 383, 384, 385, 512, 513];

    public static ProductCase Draw(Random random) =>
        new(
            Sizes[random.Next(Sizes.Length)],
            Depths[random.Next(Depths.Length)],
            Sizes[random.Next(Sizes.Length)],
            random.Next(3) switch { 0 => DType.Float64, 1 => DType.Int64, _ => DType.Float32 },
            random.Next(2) == 0,
            random.Next(2) == 0,
            random.Next(3),
            random.Next()
        );

    public Tensor Apply()
    {
        var random = new Random(Seed);
        return Operand(random, M, K, IsLeftTransposed).MatMul(Operand(random, K, N, IsRightTransposed));
    }

    public IEnumerable<ProductCase> Smaller()
    {
        if (M > 1)
            yield return this with { M = M / 2 };
        if (K > 1)
            yield return this with { K = K / 2 };
        if (N > 1)
            yield return this with { N = N / 2 };
    }

    private Tensor Operand(Random random, int rows, int columns, bool isTransposed)
    {
        var (r, c) = isTransposed ? (columns, rows) : (rows, columns);
        var x = Samples.Draw(random, [r + Offset, c + Offset], Interval.Real, Type).Slice(0, Offset).Slice(1, Offset);
        return isTransposed ? x.Transpose() : x;
    }
}
