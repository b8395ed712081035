using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Makes a tree from a recipe, and says in words what it made.</summary>
internal sealed class TreeBuilder
{
    private readonly TreeRecipe _recipe;
    private readonly Kind[] _kinds;
    private readonly List<Tensor> _nodes = [];
    private readonly long _largest;

    public TreeBuilder(TreeRecipe recipe)
    {
        _recipe = recipe;
        _largest = Math.Max(64, 4 * recipe.Shape.Size);
        _kinds =
        [
            .. Kinds(
                Ingredients.Elementwise,
                Add,
                Subtract,
                Multiply,
                Larger,
                Smaller,
                Divide,
                Tanh,
                Sigmoid,
                Sin,
                Negate,
                Abs,
                Root,
                Choose
            ),
            .. Kinds(Ingredients.Movement, Reshape, Permute, Slice, Flip, Pad, Broadcast, Concatenate, Crop),
            .. Kinds(Ingredients.Simplifiable, TimesOne, NegateTwice, Square, ReshapeTwice, OverOne, Scaled, Led),
            .. Kinds(Ingredients.Reduction, Mean, Max, MeanOfAll),
            .. Kinds(Ingredients.Product, Product),
        ];
    }

    private delegate (Tensor Node, string Text) Kind(Step step);

    public List<string> Text { get; } = [];

    public Tensor[] Nodes => [.. _nodes];

    public TreeBuilder Run(Action<Tensor>? look = null)
    {
        Inputs();
        foreach (var step in _recipe.Steps)
        {
            var (node, text) = _kinds[step.Kind % _kinds.Length](step);
            Keep(node, text);
            look?.Invoke(node);
        }
        return this;
    }

    // Whole, broadcast, transposed and offset operands.
    private void Inputs()
    {
        var random = new Random(_recipe.Seed);
        var shape = _recipe.Shape;
        Tensor Draw(Shape s, int role) => Samples.Draw(random, s, Interval.Real, _recipe.Type, role);
        var order = Enumerable.Range(0, shape.Rank).Reverse().ToArray();
        Keep(Draw(shape, 0), "input");
        Keep(Draw(shape, 1), "input");
        Keep(Draw(Samples.DrawNarrower(random, shape), 2), "input");
        Keep(Draw(Shape.Of([.. shape.Reverse()]), 3).Permute(order), "input, transposed");
        Keep(Draw(Shape.Of([.. shape.Axes[..^1], shape[-1] + 3]), 0).Slice(-1, 2, shape[-1] + 2), "input at an offset");
    }

    // Every step keeps numbers within ±4, so that errors do not grow from step to step.
    private void Keep(Tensor node, string text)
    {
        Text.Add($"x{_nodes.Count} = {text} : {node.DType.Name}{node.Shape}");
        _nodes.Add(node);
    }

    private Kind[] Kinds(Ingredients group, params Kind[] kinds) => _recipe.Allowed.HasFlag(group) ? kinds : [];

    private (Tensor Node, string Name) Pick(int choice)
    {
        // Later nodes are likelier, so that trees grow deep.
        var index = _nodes.Count - 1 - (choice % _nodes.Count * (choice / 7 % _nodes.Count) / _nodes.Count);
        return (_nodes[index], $"x{index}");
    }

    // Another node, or one number of it where the shapes do not fit.
    private (Tensor Node, string Name) Fit(int choice, Shape shape)
    {
        var (node, name) = Pick(choice);
        for (var back = 1; back <= Math.Min(node.Rank, shape.Rank); back++)
            if (node.Shape[-back] != shape[-back] && node.Shape[-back] != 1 && shape[-back] != 1)
                return (node.Reshape(-1).Select(0, choice % (int)node.Size), $"{name}[{choice % node.Size}]");
        var size = Shape.Broadcast("fit", node.Shape, shape).Size;
        return size <= _largest ? (node, name) : (node.Reshape(-1).Select(0, 0), $"{name}[0]");
    }

    private (Tensor, string) Unary(Step step, string name, Func<Tensor, Tensor> f)
    {
        var (x, text) = Pick(step.A);
        return (f(x), $"{name}({text})");
    }

    private (Tensor, string) Binary(Step step, string name, Func<Tensor, Tensor, Tensor> f)
    {
        var (x, text) = Pick(step.A);
        var (y, other) = Fit(step.B, x.Shape);
        return (f(x, y), $"{name}({text}, {other})");
    }

    private (Tensor, string) Add(Step step) => Binary(step, "½·add", (x, y) => 0.5 * (x + y));

    private (Tensor, string) Subtract(Step step) => Binary(step, "½·subtract", (x, y) => 0.5 * (x - y));

    private (Tensor, string) Multiply(Step step) => Binary(step, "¼·multiply", (x, y) => 0.25 * (x * y));

    private (Tensor, string) Larger(Step step) => Binary(step, "maximum", (x, y) => x.Maximum(y));

    private (Tensor, string) Smaller(Step step) => Binary(step, "minimum", (x, y) => x.Minimum(y));

    private (Tensor, string) Divide(Step step) => Binary(step, "x/(1+y²)", (x, y) => x / (1 + (y * y)));

    private (Tensor, string) Tanh(Step step) => Unary(step, "tanh", x => x.Tanh());

    private (Tensor, string) Sigmoid(Step step) => Unary(step, "sigmoid", x => x.Sigmoid());

    private (Tensor, string) Sin(Step step) => Unary(step, "sin", x => x.Sin());

    private (Tensor, string) Negate(Step step) => Unary(step, "negate", x => -x);

    private (Tensor, string) Abs(Step step) => Unary(step, "abs", x => x.Abs());

    private (Tensor, string) Root(Step step) => Unary(step, "√(0.1+|x|)", x => (0.1 + x.Abs()).Sqrt());

    // The condition compares inputs, so that rounding never decides it.
    private (Tensor, string) Choose(Step step)
    {
        var (x, text) = Fit(step.A, _recipe.Shape);
        var (y, other) = Fit(step.B, _recipe.Shape);
        if (
            !Shape.Broadcast("choose", x.Shape, _recipe.Shape).Equals(_recipe.Shape)
            || !Shape.Broadcast("choose", y.Shape, _recipe.Shape).Equals(_recipe.Shape)
        )
            return (_nodes[0] * 0.5, "½·x0");
        return (Where(_nodes[0] < _nodes[1], x, y), $"where(x0 < x1, {text}, {other})");
    }

    private (Tensor, string) Reshape(Step step) =>
        Unary(
            step,
            "reshape",
            x =>
                step.B % 2 == 0 ? x.Reshape(-1)
                : x.Size % 2 == 0 ? x.Reshape(2, -1)
                : x.Reshape(-1, 1)
        );

    private (Tensor, string) Permute(Step step) =>
        Unary(
            step,
            "permute",
            x => x.Permute([.. Enumerable.Range(0, x.Rank).Select(axis => (axis + 1 + (step.B % Math.Max(1, x.Rank))) % x.Rank)])
        );

    private (Tensor, string) Slice(Step step) =>
        Unary(
            step,
            $"slice[axis {step.B}, from {step.C % 3}, step {1 + (step.C % 2)}]",
            x => x.Rank == 0 || x.Shape[step.B % x.Rank] < 3 ? x : x.Slice(step.B % x.Rank, step.C % 3, step: 1 + (step.C % 2))
        );

    private (Tensor, string) Flip(Step step) => Unary(step, "flip", x => x.Rank == 0 ? x : x.Flip(step.B % x.Rank));

    private (Tensor, string) Pad(Step step) =>
        Unary(
            step,
            "pad",
            x =>
                x.Size > _largest / 2
                    ? x
                    : x.Pad([.. Enumerable.Range(0, x.Rank).Select(axis => axis == step.B % x.Rank ? (step.C % 3, 1) : (0, 0))])
        );

    private (Tensor, string) Broadcast(Step step) =>
        Unary(
            step,
            "broadcast",
            x =>
                x.Size * 2 > _largest || x.Rank > 3 ? x
                : x.ExpandDims(step.B % (x.Rank + 1)) is var y
                    ? y.BroadcastTo(Shape.Of([.. y.Shape.Select((size, axis) => axis == step.B % (x.Rank + 1) ? 2 : size)]))
                : x
        );

    private (Tensor, string) Concatenate(Step step) =>
        Unary(
            step,
            "concatenate(x, −x)",
            x => x.Rank == 0 || x.Size * 2 > _largest ? x : Tensor.Concatenate(step.B % x.Rank, x, -x)
        );

    // Back to the shape that inputs have, where that is possible.
    private (Tensor, string) Crop(Step step) =>
        Unary(
            step,
            "first elements, as inputs are shaped",
            x => x.Size < _recipe.Shape.Size ? x : x.Reshape(-1).Slice(0, 0, (int)_recipe.Shape.Size).Reshape(_recipe.Shape)
        );

    private (Tensor, string) TimesOne(Step step) => Unary(step, "1·x", x => step.B % 2 == 0 ? 1 * x : x * 1);

    private (Tensor, string) NegateTwice(Step step) => Unary(step, "−(−x)", x => -(-x));

    private (Tensor, string) Square(Step step) => Unary(step, "¼·x^2", x => 0.25 * Pow(x, step.B % 2 == 0 ? 2 : 1));

    private (Tensor, string) ReshapeTwice(Step step) => Unary(step, "reshape twice", x => x.Reshape(-1).Reshape(x.Shape));

    private (Tensor, string) OverOne(Step step) => Unary(step, "x/1", x => x / 1);

    private (Tensor, string) Scaled(Step step) => Binary(step, "scale by tanh", (x, y) => Scale(x, y.Tanh()));

    private (Tensor, string) Led(Step step) => Binary(step, "times what is ahead", (x, y) => x * Ahead(x, y));

    private (Tensor, string) Mean(Step step) =>
        Unary(step, "mean of an axis", x => x.Rank == 0 ? x : x.Mean(step.B % x.Rank, keepAxes: step.C % 2 == 0));

    private (Tensor, string) Max(Step step) =>
        Unary(step, "max of an axis", x => x.Rank == 0 ? x : x.Max(step.B % x.Rank, keepAxes: step.C % 2 == 0));

    private (Tensor, string) MeanOfAll(Step step) => Unary(step, "mean", x => x.Mean());

    private (Tensor, string) Product(Step step) =>
        Unary(
            step,
            "¼·x·xᵀ/n",
            x =>
                x.Rank < 2 || x.Size * x.Shape[-2] > 1 << 18 ? x
                : x.Size / x.Shape[-1] * x.Shape[-2] <= _largest
                    ? x.MatMul((step.B % 2 == 0 ? x : x.Sin()).Transpose()) * (0.25 / x.Shape[-1])
                : x
        );
}
