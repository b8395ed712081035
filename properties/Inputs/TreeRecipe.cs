using System.Collections.Immutable;
using static Functional.Operations;

namespace Functional.Properties;

/// <summary>What a random tree is made of.</summary>
[Flags]
internal enum Ingredients
{
    Elementwise = 1,
    Movement = 2,
    Simplifiable = 4,
    Reduction = 8,
    Product = 16,
    All = 31,
}

/// <summary>A random tree as a list of steps, so that it can be built again and shrunk.</summary>
/// <param name="Seed">Decides the inputs' numbers.</param>
/// <param name="Shape">The shape of the inputs.</param>
/// <param name="Type">Their type.</param>
/// <param name="Allowed">What steps may be.</param>
/// <param name="Steps">A kind and three choices each; any numbers make a valid tree.</param>
internal sealed record TreeRecipe(int Seed, Shape Shape, DType Type, Ingredients Allowed, ImmutableArray<(int Kind, int A, int B, int C)> Steps)
{
    public static FsCheck.Arbitrary<TreeRecipe> Of(Ingredients allowed, DType type, Func<Random, Shape> shape, int fewest = 5, int most = 40) =>
        Samples.From(
            random => new TreeRecipe(
                random.Next(),
                shape(random),
                type,
                allowed,
                [.. Enumerable.Range(0, random.Next(fewest, most + 1)).Select(_ => (random.Next(1 << 20), random.Next(1 << 20), random.Next(1 << 20), random.Next(1 << 20)))]
            ),
            recipe => recipe.Smaller()
        );

    /// <summary>Shapes with sizes around the boundaries of vectors, rows, tiles, runs and blocks.</summary>
    public static Shape Straddling(Random random)
    {
        int[] bounds = [8, 16, 32, 128, 256, 1024];
        int[] primes = [7, 61, 131, 257, 509, 1031];
        var bound = bounds[random.Next(bounds.Length)];
        var size = random.Next(4) == 0 ? primes[random.Next(primes.Length)] : bound + random.Next(-1, 2);
        var small = size < 100 ? random.Next(1, 20) : random.Next(1, 4);
        return random.Next(4) switch
        {
            0 => [size],
            1 => [small, size],
            2 => [size, small],
            _ => [2, small, Math.Min(size, 257)],
        };
    }

    /// <summary>All nodes in order of construction, fresh on every call; the last is the root.</summary>
    /// <param name="look">What is done to each node once it is made.</param>
    public Tensor[] Build(Action<Tensor>? look = null) => new Builder(this).Run(look).Nodes;

    public override string ToString() => string.Join('\n', new Builder(this).Run().Text);

    private IEnumerable<TreeRecipe> Smaller()
    {
        for (var half = Steps.Length / 2; half >= 1; half /= 2)
            for (var from = 0; from + half <= Steps.Length; from += half)
                yield return this with { Steps = Steps.RemoveRange(from, half) };
        for (var axis = 0; axis < Shape.Rank; axis++)
            if (Shape[axis] > 1)
                yield return this with { Shape = Shape.Of([.. Shape.Axes[..axis], Shape[axis] / 2, .. Shape.Axes[(axis + 1)..]]) };
    }

    private sealed class Builder
    {
        private readonly TreeRecipe _recipe;
        private readonly Func<(int A, int B, int C), (Tensor, string)>[] _kinds;
        private readonly List<Tensor> _nodes = [];
        private readonly long _largest;

        public Builder(TreeRecipe recipe)
        {
            _recipe = recipe;
            _largest = Math.Max(64, 4 * recipe.Shape.Size);
            _kinds =
            [
                .. Kinds(Ingredients.Elementwise, Add, Subtract, Multiply, Larger, Smaller, Divide, Tanh, Sigmoid, Sin, Negate, Abs, Root, Choose),
                .. Kinds(Ingredients.Movement, Reshape, Permute, Slice, Flip, Pad, Broadcast, Concatenate, Crop),
                .. Kinds(Ingredients.Simplifiable, TimesOne, NegateTwice, Square, ReshapeTwice, OverOne, Scaled),
                .. Kinds(Ingredients.Reduction, Mean, Max, MeanOfAll),
                .. Kinds(Ingredients.Product, Product),
            ];
        }

        public List<string> Text { get; } = [];

        public Tensor[] Nodes => [.. _nodes];

        public Builder Run(Action<Tensor>? look = null)
        {
            Inputs();
            foreach (var (kind, a, b, c) in _recipe.Steps)
            {
                var (node, text) = _kinds[kind % _kinds.Length]((a, b, c));
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

        private IEnumerable<Func<(int A, int B, int C), (Tensor, string)>> Kinds(Ingredients group, params Func<(int A, int B, int C), (Tensor, string)>[] kinds) =>
            _recipe.Allowed.HasFlag(group) ? kinds : [];

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

        private (Tensor, string) Unary((int A, int B, int C) step, string name, Func<Tensor, Tensor> f)
        {
            var (x, text) = Pick(step.A);
            return (f(x), $"{name}({text})");
        }

        private (Tensor, string) Binary((int A, int B, int C) step, string name, Func<Tensor, Tensor, Tensor> f)
        {
            var (x, text) = Pick(step.A);
            var (y, other) = Fit(step.B, x.Shape);
            return (f(x, y), $"{name}({text}, {other})");
        }

        private (Tensor, string) Add((int A, int B, int C) step) => Binary(step, "½·add", (x, y) => 0.5 * (x + y));

        private (Tensor, string) Subtract((int A, int B, int C) step) => Binary(step, "½·subtract", (x, y) => 0.5 * (x - y));

        private (Tensor, string) Multiply((int A, int B, int C) step) => Binary(step, "¼·multiply", (x, y) => 0.25 * (x * y));

        private (Tensor, string) Larger((int A, int B, int C) step) => Binary(step, "maximum", (x, y) => x.Maximum(y));

        private (Tensor, string) Smaller((int A, int B, int C) step) => Binary(step, "minimum", (x, y) => x.Minimum(y));

        private (Tensor, string) Divide((int A, int B, int C) step) => Binary(step, "x/(1+y²)", (x, y) => x / (1 + (y * y)));

        private (Tensor, string) Tanh((int A, int B, int C) step) => Unary(step, "tanh", x => x.Tanh());

        private (Tensor, string) Sigmoid((int A, int B, int C) step) => Unary(step, "sigmoid", x => x.Sigmoid());

        private (Tensor, string) Sin((int A, int B, int C) step) => Unary(step, "sin", x => x.Sin());

        private (Tensor, string) Negate((int A, int B, int C) step) => Unary(step, "negate", x => -x);

        private (Tensor, string) Abs((int A, int B, int C) step) => Unary(step, "abs", x => x.Abs());

        private (Tensor, string) Root((int A, int B, int C) step) => Unary(step, "√(0.1+|x|)", x => (0.1 + x.Abs()).Sqrt());

        // The condition compares inputs, so that rounding never decides it.
        private (Tensor, string) Choose((int A, int B, int C) step)
        {
            var (x, text) = Fit(step.A, _recipe.Shape);
            var (y, other) = Fit(step.B, _recipe.Shape);
            if (!Shape.Broadcast("choose", x.Shape, _recipe.Shape).Equals(_recipe.Shape) || !Shape.Broadcast("choose", y.Shape, _recipe.Shape).Equals(_recipe.Shape))
                return (_nodes[0] * 0.5, "½·x0");
            return (Where(_nodes[0] < _nodes[1], x, y), $"where(x0 < x1, {text}, {other})");
        }

        private (Tensor, string) Reshape((int A, int B, int C) step) =>
            Unary(step, "reshape", x => step.B % 2 == 0 ? x.Reshape(-1) : x.Size % 2 == 0 ? x.Reshape(2, -1) : x.Reshape(-1, 1));

        private (Tensor, string) Permute((int A, int B, int C) step) =>
            Unary(step, "permute", x => x.Permute([.. Enumerable.Range(0, x.Rank).Select(axis => (axis + 1 + (step.B % Math.Max(1, x.Rank))) % x.Rank)]));

        private (Tensor, string) Slice((int A, int B, int C) step) =>
            Unary(step, $"slice[axis {step.B}, from {step.C % 3}, step {1 + (step.C % 2)}]", x => x.Rank == 0 || x.Shape[step.B % x.Rank] < 3 ? x : x.Slice(step.B % x.Rank, step.C % 3, step: 1 + (step.C % 2)));

        private (Tensor, string) Flip((int A, int B, int C) step) => Unary(step, "flip", x => x.Rank == 0 ? x : x.Flip(step.B % x.Rank));

        private (Tensor, string) Pad((int A, int B, int C) step) =>
            Unary(step, "pad", x => x.Size > _largest / 2 ? x : x.Pad([.. Enumerable.Range(0, x.Rank).Select(axis => axis == step.B % x.Rank ? (step.C % 3, 1) : (0, 0))]));

        private (Tensor, string) Broadcast((int A, int B, int C) step) =>
            Unary(step, "broadcast", x => x.Size * 2 > _largest || x.Rank > 3 ? x : x.ExpandDims(step.B % (x.Rank + 1)) is var y ? y.BroadcastTo(Shape.Of([.. y.Shape.Select((size, axis) => axis == step.B % (x.Rank + 1) ? 2 : size)])) : x);

        private (Tensor, string) Concatenate((int A, int B, int C) step) =>
            Unary(step, "concatenate(x, −x)", x => x.Rank == 0 || x.Size * 2 > _largest ? x : Tensor.Concatenate(step.B % x.Rank, x, -x));

        // Back to the shape that inputs have, where that is possible.
        private (Tensor, string) Crop((int A, int B, int C) step) =>
            Unary(step, "first elements, as inputs are shaped", x => x.Size < _recipe.Shape.Size ? x : x.Reshape(-1).Slice(0, 0, (int)_recipe.Shape.Size).Reshape(_recipe.Shape));

        private (Tensor, string) TimesOne((int A, int B, int C) step) => Unary(step, "1·x", x => step.B % 2 == 0 ? 1 * x : x * 1);

        private (Tensor, string) NegateTwice((int A, int B, int C) step) => Unary(step, "−(−x)", x => -(-x));

        private (Tensor, string) Square((int A, int B, int C) step) => Unary(step, "¼·x^2", x => 0.25 * Pow(x, step.B % 2 == 0 ? 2 : 1));

        private (Tensor, string) ReshapeTwice((int A, int B, int C) step) => Unary(step, "reshape twice", x => x.Reshape(-1).Reshape(x.Shape));

        private (Tensor, string) OverOne((int A, int B, int C) step) => Unary(step, "x/1", x => x / 1);

        private (Tensor, string) Scaled((int A, int B, int C) step) => Binary(step, "scale by tanh", (x, y) => Scale(x, y.Tanh()));

        private (Tensor, string) Mean((int A, int B, int C) step) => Unary(step, "mean of an axis", x => x.Rank == 0 ? x : x.Mean(step.B % x.Rank, keepAxes: step.C % 2 == 0));

        private (Tensor, string) Max((int A, int B, int C) step) => Unary(step, "max of an axis", x => x.Rank == 0 ? x : x.Max(step.B % x.Rank, keepAxes: step.C % 2 == 0));

        private (Tensor, string) MeanOfAll((int A, int B, int C) step) => Unary(step, "mean", x => x.Mean());

        private (Tensor, string) Product((int A, int B, int C) step) =>
            Unary(
                step,
                "¼·x·xᵀ/n",
                x =>
                    x.Rank < 2 || x.Size * x.Shape[-2] > 1 << 18 ? x
                    : x.Size / x.Shape[-1] * x.Shape[-2] <= _largest ? x.MatMul((step.B % 2 == 0 ? x : x.Sin()).Transpose()) * (0.25 / x.Shape[-1])
                    : x
            );
    }
}
