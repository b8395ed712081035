using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Models are a monad, and how a composition is parenthesized changes no path, no key and no bit.</summary>
[Trait("Category", "Interpreted")]
public sealed class ModelLaws
{
    private const int Width = 3;

    private static readonly Tensor Input = Tensor.Of([
        [1f, -2f, 0.5f],
        [0.25f, 3f, -1f],
    ]);

    // What a model may do, each as a function of a tensor.
    private static readonly (string Name, Layer Layer)[] Parts =
    [
        ("linear", Linear(Width, Width)),
        ("linear without bias", Linear(Width, Width, bias: false)),
        ("dropout", Dropout(0.5)),
        ("relu", Lift(Relu)),
        ("scaled", Own(x => from scale in Model.Parameter("scale", [Width], Initializers.Normal()) select x * scale)),
        ("bare parameter", x => from shift in Model.Parameter("shift", [Width], Initializers.Normal()) select x + shift),
        ("noisy", Own(x => from key in Model.Key() select x + key.Normal(x.Shape))),
        ("residual", Residual(Linear(Width, Width) >> Dropout(0.1))),
        ("sequence", Sequence(Linear(Width, Width), Lift(Tanh), Dropout(0.25))),
        ("tied", Tie(Linear(Width, Width), shared => shared >> Lift(Tanh) >> shared)),
        (
            "counting",
            Own(x =>
                from count in Model.State("count", [], Initializers.Constant(0))
                from _ in Model.SetState("count", count + 1)
                select x * (1 + count)
            )
        ),
    ];

    [Fact]
    public void Return_is_a_left_identity() =>
        Holds(parts => (Model.Return(Input).Bind(x => Chain(parts)(x)), Chain(parts)(Input)));

    [Fact]
    public void Return_is_a_right_identity() => Holds(parts => (Chain(parts)(Input).Bind(Model.Return), Chain(parts)(Input)));

    [Fact]
    public void Binding_is_associative() =>
        Holds(parts =>
        {
            var (f, g, h) = (
                Chain(parts[..(parts.Length / 3)]),
                Chain(parts[(parts.Length / 3)..(2 * parts.Length / 3)]),
                Chain(parts[(2 * parts.Length / 3)..])
            );
            return (f(Input).Bind(x => g(x)).Bind(x => h(x)), f(Input).Bind(x => g(x).Bind(y => h(y))));
        });

    [Fact]
    public void Mapping_is_binding_with_return() =>
        Holds(parts => (Chain(parts)(Input).Map(x => x * 2), Chain(parts)(Input).Bind(x => Model.Return(x * 2))));

    [Fact]
    public void Queries_are_binds() =>
        Holds(parts =>
        {
            var (f, g) = (Chain(parts[..(parts.Length / 2)]), Chain(parts[(parts.Length / 2)..]));
            return (from x in f(Input) from y in g(x) select x + y, f(Input).Bind(x => g(x).Map(y => x + y)));
        });

    [Fact]
    public void Composition_is_associative() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(
                    random => (Parts: Draw(random), Seed: random.Next()),
                    one => Smaller(one.Parts).Select(parts => (parts, one.Seed))
                ),
                one => Same(Fold(one.Parts, new Random(one.Seed))(Input), Chain(one.Parts)(Input))
            )
        );

    [Fact]
    public void A_scope_renames_and_changes_no_more() =>
        Law.Holds(
            Prop.ForAll(
                PartLists,
                parts =>
                {
                    var (plain, scoped) = (
                        Chain(parts)(Input).Initialize(Key.From(1)),
                        Scope("inner", Chain(parts))(Input).Initialize(Key.From(1))
                    );
                    Assert.Equal(plain.Parameters.Paths.Select(path => $"inner.{path}"), scoped.Parameters.Paths);
                    Assert.Equal(
                        plain.Parameters.Tensors.Select(tensor => tensor.Shape),
                        scoped.Parameters.Tensors.Select(tensor => tensor.Shape)
                    );
                }
            )
        );

    [Fact]
    public void Applying_twice_gives_the_same_bits() =>
        Law.Holds(
            Prop.ForAll(
                PartLists,
                parts =>
                {
                    var model = Chain(parts)(Input);
                    var begun = model.Initialize(Key.From(3));
                    var (first, second) = (Train(model, begun), Train(model, begun));
                    Bits.Same("applied twice", first.Value, second.Value);
                }
            )
        );

    [Fact]
    public void The_gradient_by_parameters_is_what_difference_quotients_say() =>
        Law.Holds(
            Prop.ForAll(
                PartLists,
                parts =>
                {
                    var model = Chain([.. parts.Where(part => part is not 3), 0])(Input.To(DType.Float64));
                    var begun = model.Initialize(Key.From(3));
                    Gradients.Check(p => model.Apply(p, begun.State, Key.From(5), Mode.Training).Value, begun.Parameters);
                }
            )
        );

    private static FsCheck.Arbitrary<int[]> PartLists => Samples.From(Draw, Smaller);

    private static int[] Draw(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(Parts.Length))];

    private static IEnumerable<int[]> Smaller(int[] parts) =>
        Enumerable
            .Range(0, parts.Length)
            .Select(left => parts.Where((_, i) => i != left).ToArray())
            .Where(fewer => fewer.Length > 0);

    private static void Holds(
        Func<int[], (Model<Tensor>, Model<Tensor>)> law,
        [System.Runtime.CompilerServices.CallerMemberName] string name = ""
    ) =>
        Law.Holds(
            Prop.ForAll(
                PartLists,
                parts =>
                {
                    var (x, y) = law(parts);
                    Same(x, y);
                }
            ),
            name
        );

    // From the left, one bind after the other.
    private static Layer Chain(int[] parts) =>
        x => parts.Aggregate(Model.Return(x), (model, part) => model.Bind(y => Parts[part].Layer(y)));

    // The same parts, composed two at a time in any order.
    private static Layer Fold(int[] parts, Random random)
    {
        var layers = parts.Select(part => Parts[part].Layer).ToList();
        while (layers.Count > 1)
        {
            var at = random.Next(layers.Count - 1);
            layers[at] >>= layers[at + 1];
            layers.RemoveAt(at + 1);
        }
        return layers[0];
    }

    private static ModelRun<Tensor> Train(Model<Tensor> model, ModelRun<Tensor> begun) =>
        model.Apply(begun.Parameters, begun.State, Key.From(7), Mode.Training);

    private static void Same(Model<Tensor> expected, Model<Tensor> actual)
    {
        var (x, y) = (expected.Initialize(Key.From(3)), actual.Initialize(Key.From(3)));
        Assert.Equal(x.Parameters.Paths, y.Parameters.Paths);
        Assert.Equal(x.State.Paths, y.State.Paths);
        for (var i = 0; i < x.Parameters.Count; i++)
            Bits.Same(x.Parameters.Paths[i], x.Parameters.Tensors[i], y.Parameters.Tensors[i]);
        // Dropout's masks come from keys, so that a key that changed would show in the value.
        var (trainedX, trainedY) = (Train(expected, x), Train(actual, y));
        Bits.Same("value in training", trainedX.Value, trainedY.Value);
        for (var i = 0; i < x.State.Count; i++)
            Bits.Same(x.State.Paths[i], trainedX.State.Tensors[i], trainedY.State.Tensors[i]);
        Bits.Same(
            "value",
            expected.Apply(x.Parameters, x.State, Key.From(7)).Value,
            actual.Apply(y.Parameters, y.State, Key.From(7)).Value
        );
    }
}
