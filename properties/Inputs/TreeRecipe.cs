using System.Collections.Immutable;

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

/// <summary>One operation of a random tree: what it is, and what it chooses; any numbers will do.</summary>
internal readonly record struct Step(int Kind, int A, int B, int C)
{
    private const int Choices = 1 << 20;

    public static Step Draw(Random random) =>
        new(random.Next(Choices), random.Next(Choices), random.Next(Choices), random.Next(Choices));
}

/// <summary>A random tree as a list of steps, so that it can be built again and shrunk.</summary>
/// <param name="Seed">Decides the inputs' numbers.</param>
/// <param name="Shape">The shape of the inputs.</param>
/// <param name="Type">Their type.</param>
/// <param name="Allowed">What steps may be.</param>
/// <param name="Steps">The operations.</param>
internal sealed record TreeRecipe(int Seed, Shape Shape, DType Type, Ingredients Allowed, ImmutableArray<Step> Steps)
{
    public static FsCheck.Arbitrary<TreeRecipe> Of(
        Ingredients allowed,
        DType type,
        Func<Random, Shape> shape,
        int fewest = 5,
        int most = 40
    ) =>
        Samples.From(
            random => new TreeRecipe(
                random.Next(),
                shape(random),
                type,
                allowed,
                [.. Enumerable.Range(0, random.Next(fewest, most + 1)).Select(_ => Step.Draw(random))]
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
    public Tensor[] Build(Action<Tensor>? look = null) => new TreeBuilder(this).Run(look).Nodes;

    public override string ToString() => string.Join('\n', new TreeBuilder(this).Run().Text);

    private IEnumerable<TreeRecipe> Smaller()
    {
        for (var half = Steps.Length / 2; half >= 1; half /= 2)
        for (var from = 0; from + half <= Steps.Length; from += half)
            yield return this with
            {
                Steps = Steps.RemoveRange(from, half),
            };
        for (var axis = 0; axis < Shape.Rank; axis++)
            if (Shape[axis] > 1)
                yield return this with
                {
                    Shape = Shape.Of([.. Shape.Axes[..axis], Shape[axis] / 2, .. Shape.Axes[(axis + 1)..]]),
                };
    }
}
