namespace Functional.Properties;

/// <summary>Each pass over a tree keeps its value to the bit, and its form.</summary>
public sealed class PipelineLaws
{
    public static TheoryData<string> Passes => [.. Pipeline.Passes.Select(pass => pass.Name)];

    public static TheoryData<string> Binary =>
        [.. OpTable.All.Where(op => op.Arity == 2 && op.Types is not (TypeRule.Bitwise or TypeRule.Whole)).Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_keeps_every_bit_of_a_random_tree(string name) =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, DType.Float64, Small),
                recipe =>
                {
                    // All nodes are roots, so that none is lost unseen.
                    var graph = Graph.Of(recipe.Build());
                    WellFormed.Check(graph);
                    var after = Pass(name)(graph);
                    WellFormed.Check(after);
                    CheckSame(graph, after);
                }
            ),
            $"tree: {name}"
        );

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_keeps_every_bit_of_gradients(string name)
    {
        foreach (var subject in Subject.Differentiable)
            Law.Holds(
                Prop.ForAll(
                    SubjectCase.Of(subject),
                    one =>
                    {
                        var graph = Graph.Of(
                            Differentiate.Gradient<Tensor[]>(x => (one.Apply(x) is var y ? y * y : y).Sum())(one.Floating)
                        );
                        var after = Pass(name)(graph);
                        WellFormed.Check(after);
                        CheckSame(graph, after);
                    }
                ),
                $"gradient of {subject.Name}: {name}"
            );
    }

    [Fact]
    public void A_second_run_of_the_passes_changes_nothing() =>
        Law.Holds(
            Prop.ForAll(
                TreeRecipe.Of(Ingredients.All, DType.Float32, Small),
                recipe =>
                {
                    var once = Pipeline.Run(Graph.Of([recipe.Build()[^1]]));
                    Assert.Equal(once.Count, Pipeline.Run(once).Count);
                }
            )
        );

    [Theory]
    [MemberData(nameof(Binary))]
    public void What_an_operation_simplifies_to_has_every_bit(string name)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        var tiny = DefaultDevice.KeepsSubnormals ? 1e-310 : 1e-300;
        double[] awkward = [0, -0.0, 1, -1, 0.5, 3, tiny, 1e300, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        Law.Holds(
            Prop.ForAll(
                Samples.From(random => Samples.Draw(random, [40], op.Domain(0)), Samples.Smaller),
                drawn =>
                {
                    var x = Tensor.Concatenate(0, Tensor.Of(awkward), drawn.Reshape(-1)).Evaluate();
                    foreach (var scalar in new[] { 0.0, 1, -1, 2, 0.5 })
                    {
                        var special = Tensor.Of(scalar);
                        CheckSimple(op, x, special);
                        CheckSimple(op, special, x);
                    }
                }
            ),
            $"simplified {name}"
        );
    }

    // The node as its constructor makes it, and as the operation does.
    private static void CheckSimple(DeclaredOp op, Tensor x, Tensor y)
    {
        var made = op.Apply(x, y);
        var plain = ReferenceInterpreter.Evaluate([new Tensor(op, made.Shape, made.DType, x, y)], isWide: false)[0];
        Bits.Same($"{op.Name} with {(x.Rank == 0 ? x : y)}", made.DType, plain.Bits, Bits.Of(made));
    }

    private static void CheckSame(Graph before, Graph after)
    {
        Assert.Equal(before.Roots.Length, after.Roots.Length);
        var (expected, actual) = (
            ReferenceInterpreter.Evaluate(before, isWide: false),
            ReferenceInterpreter.Evaluate(after, isWide: false)
        );
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(before.Nodes[before.Roots[i]].Shape, after.Nodes[after.Roots[i]].Shape);
            Bits.Same($"root {i}", expected[i].Type, expected[i].Bits, actual[i].Bits);
        }
    }

    private static Func<Graph, Graph> Pass(string name) => Pipeline.Passes.Single(pass => pass.Name == name).Apply;

    private static Shape Small(Random random) =>
        Shape.Of([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 7))]);
}
