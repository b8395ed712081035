using System.Collections.Immutable;
using static Functional.Operations;

namespace Functional.Properties;

/// <summary>A chain of elementwise operations in which values are moved as a whole, and inputs come in whole, broadcast or transposed.</summary>
internal sealed record ChainRecipe(int Seed, Shape Shape, ImmutableArray<(int Kind, int Choice)> Steps)
{
    private const int Length = 40;

    public static FsCheck.Arbitrary<ChainRecipe> All { get; } =
        Samples.From(
            random => new ChainRecipe(
                random.Next(),
                [random.Next(2, 20), random.Next(2, 300)],
                [.. Enumerable.Range(0, Length).Select(_ => (random.Next(1 << 20), random.Next(1 << 20)))]
            ),
            recipe => recipe.Smaller()
        );

    public (Tensor[] Inputs, Tensor Root) Build()
    {
        var random = new Random(Seed);
        var inputs = new List<Tensor>();
        var root = Run(
            shape =>
            {
                inputs.Add(Samples.Draw(random, shape, Interval.Real, DType.Float32));
                return inputs[^1];
            },
            []
        );
        return ([.. inputs], root);
    }

    /// <summary>The root over other inputs of the same shapes.</summary>
    public Tensor Apply(Tensor[] inputs)
    {
        var next = 0;
        return Run(_ => inputs[next++], []);
    }

    public override string ToString()
    {
        var text = new List<string>();
        var random = new Random(Seed);
        Run(shape => Samples.Draw(random, shape, Interval.Real, DType.Float32), text);
        return string.Join('\n', text);
    }

    private IEnumerable<ChainRecipe> Smaller()
    {
        for (var half = Steps.Length / 2; half >= 1; half /= 2)
        for (var from = 0; from + half <= Steps.Length; from += half)
            yield return this with
            {
                Steps = Steps.RemoveRange(from, half),
            };
    }

    private Tensor Run(Func<Shape, Tensor> input, List<string> text)
    {
        // Values since the last movement: what is older has another shape or place.
        var values = new List<Tensor> { input(Shape) * 0.5 };
        var inputs = 1;
        foreach (var (kind, choice) in Steps)
        {
            var (x, other) = (values[^1], values[choice % values.Count]);
            if (kind % 5 == 0)
            {
                values = [Move(x, choice)];
                text.Add($"moved to {values[0].Shape}");
                continue;
            }
            // Few inputs: a kernel has room for about as many.
            if (kind % 5 == 1 && inputs++ < 8)
                other = Entry(input, x.Shape, choice);
            values.Add(Combine(x, other, kind / 5));
            text.Add($"{values[^1].Op.Name} with {other.Op.Name} {other.Shape}");
        }
        return values[^1] + 1;
    }

    private static Tensor Combine(Tensor x, Tensor y, int kind) =>
        (kind % 6) switch
        {
            0 => x + y,
            1 => x - y,
            2 => x * y,
            3 => x.Maximum(y),
            4 => (-x).Minimum(y),
            _ => Where(x < y, x, y * 2),
        };

    private static Tensor Move(Tensor x, int choice) =>
        (choice % 5) switch
        {
            0 => x.Permute([.. Enumerable.Range(0, x.Rank).Reverse()]),
            1 => x.Flip(choice % x.Rank),
            2 => x.Reshape(-1, x.Shape[0]),
            3 => x.Pad([.. Enumerable.Range(0, x.Rank).Select(axis => axis == 0 ? (1, 2) : (0, 0))]),
            _ when x.Size < 50_000 => x.ExpandDims(0)
                .BroadcastTo(x.Shape.Prepend(2))
                .Reshape(Shape.Of([2 * x.Shape[0], .. x.Shape.Axes[1..]])),
            _ => x,
        };

    private static Tensor Entry(Func<Shape, Tensor> input, Shape shape, int choice) =>
        (choice % 4) switch
        {
            0 => input(shape),
            1 => input(Shape.Of([.. shape.Reverse()])).Permute([.. Enumerable.Range(0, shape.Rank).Reverse()]),
            2 => input([shape[-1]]),
            _ => input([.. shape.Axes[..^1], 1]).BroadcastTo(shape),
        };
}
