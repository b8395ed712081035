namespace Functional.Properties;

/// <summary>Results do not depend on threads, on how kernels run, on fusion, or on what else is looked at.</summary>
[Collection(RunsAlone.Name)]
public sealed class SettingLaws
{
    [Fact]
    public void Every_setting_gives_the_same_bits() => SameBits(Ingredients.All, Large);

    [Fact]
    [Trait("Category", "Interpreted")]
    public void Every_setting_gives_the_same_bits_near_every_boundary() => SameBits(Ingredients.All, TreeRecipe.Straddling);

    [Fact]
    public void Large_reductions_have_the_same_bits_on_any_number_of_threads() =>
        SameBits(
            random => new ReductionCase(
                Wide(random),
                random.Next(2),
                random.Next(2) == 0 ? DType.Float32 : DType.Float64,
                random.Next(3),
                random.Next()
            ),
            one => one.All(),
            one => one.Smaller()
        );

    [Fact]
    public void Large_products_have_the_same_bits_on_any_number_of_threads() =>
        SameBits(
            random => ProductCase.Draw(random) with { M = random.Next(1, 300), N = random.Next(1, 300) },
            one => [one.Apply, () => one.Apply().ExpandDims(0).BroadcastTo([3, one.M, one.N]).MatMul(one.Apply().Transpose())],
            one => one.Smaller()
        );

    [Fact]
    public void Every_setting_gives_the_same_bits_of_gradients_and_loops()
    {
        foreach (var subject in Structured.All)
            Law.Holds(
                Prop.ForAll(
                    SubjectCase.Of(subject),
                    one =>
                    {
                        long[][] Run()
                        {
                            Tensor[] roots =
                            [
                                one.Apply(one.Floating),
                                .. Differentiate.Gradient<Tensor[]>(x => one.Apply(x).Sum())(one.Floating),
                            ];
                            Tensor.Evaluate(roots);
                            return Array.ConvertAll(roots, Bits.Of);
                        }
                        var expected = Setting.All[0].Run(Run);
                        var actual = Setting.All[^1].Run(Run);
                        for (var i = 0; i < expected.Length; i++)
                            Assert.Equal(expected[i], actual[i]);
                    }
                ),
                $"settings: {subject.Name}"
            );
    }

    [Fact]
    [Trait("Category", "Interpreted")]
    public void The_same_expression_twice_has_the_same_bits() =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, DType.Float32, TreeRecipe.Straddling),
                recipe => Bits.Same("twice", recipe.Build()[^1], recipe.Build()[^1])
            )
        );

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [Trait("Category", "Interpreted")]
    public void Looking_at_an_intermediate_changes_no_bit(DType type) =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, type, TreeRecipe.Straddling),
                recipe =>
                {
                    var unseen = recipe.Build()[^1];
                    var seen = recipe.Build();
                    // All of them, one after the other: nothing is fused.
                    foreach (var node in seen)
                        node.Evaluate();
                    Bits.Same("all looked at", unseen, seen[^1]);
                    var some = recipe.Build();
                    some[some.Length / 2].Evaluate();
                    Tensor.Evaluate(some[^1], some[^2], some[some.Length / 3]);
                    Bits.Same("some looked at", unseen, some[^1]);
                    Bits.Same("a third of the way", seen[some.Length / 3], some[some.Length / 3]);
                }
            )
        );

    [Fact]
    [Trait("Category", "Interpreted")]
    public void Looking_while_building_changes_no_bit() =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, DType.Float32, TreeRecipe.Straddling),
                recipe => Bits.Same("while building", recipe.Build()[^1], recipe.Build(node => node.Evaluate())[^1])
            )
        );

    [Fact]
    [Trait("Category", "Interpreted")]
    public void A_compiled_function_gives_the_bits_of_the_function() =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, DType.Float32, TreeRecipe.Straddling),
                recipe =>
                {
                    var compiled = Compile.Function<Tensor, Tensor>(scale => recipe.Build()[^1] * scale);
                    foreach (var scale in new[] { 0.75f, 1, 2 })
                        Bits.Same("compiled", recipe.Build()[^1] * Tensor.Of(scale), compiled(Tensor.Of(scale)));
                }
            )
        );

    private static void SameBits(
        Ingredients allowed,
        Func<Random, Shape> shape,
        [System.Runtime.CompilerServices.CallerMemberName] string law = ""
    )
    {
        foreach (var type in new[] { DType.Float32, DType.Float64, DType.Float16, DType.BFloat16 })
            Law.Holds(
                Prop.ForAll(
                    TreeRecipe.Of(allowed, type, shape, most: 25),
                    recipe =>
                    {
                        var expected = Setting.All[0].Run(() => Bits.Of(recipe.Build()[^1]));
                        foreach (var setting in Setting.All.Skip(1))
                            Bits.Same(setting.ToString(), type, expected, setting.Run(() => Bits.Of(recipe.Build()[^1])));
                    }
                ),
                $"{law}, {type.Name}"
            );
    }

    private static void SameBits<T>(
        Func<Random, T> draw,
        Func<T, IEnumerable<Func<Tensor>>> trees,
        Func<T, IEnumerable<T>> smaller,
        [System.Runtime.CompilerServices.CallerMemberName] string law = ""
    ) =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(draw, smaller),
                one =>
                {
                    foreach (var make in trees(one))
                    {
                        var expected = Setting.All[0].Run(() => Bits.Of(make()));
                        foreach (var setting in Setting.All.Skip(1))
                            Bits.Same($"{one}, {setting}", make().DType, expected, setting.Run(() => Bits.Of(make())));
                    }
                }
            ),
            law
        );

    // A few long rows, many short ones, or something between, of some 30,000 to 100,000 elements.
    private static Shape Wide(Random random)
    {
        var rows = (int)Math.Pow(10, 4.5 * random.NextDouble());
        return [rows, Math.Max(1, random.Next(30_000, 100_000) / rows)];
    }

    // Large enough that work is divided.
    private static Shape Large(Random random) =>
        random.Next(5) switch
        {
            0 => [random.Next(16_380, 40_000)],
            1 => [random.Next(2, 7), random.Next(4_000, 9_000)],
            2 => [random.Next(4_000, 9_000), random.Next(2, 7)],
            3 => [random.Next(100, 200), random.Next(100, 200)],
            _ => [random.Next(10, 40), random.Next(10, 40), random.Next(10, 40)],
        };
}
