using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Random numbers against their distribution functions, bits against fair coins, and keys against each other.</summary>
[Trait("Category", "Interpreted")]
public sealed class KeySampleTests
{
    private const int Count = 40_000;
    private static readonly Key Any = Key.From(97);
    private static readonly Shape Shape = [Count];

    public static TheoryData<string> Continuous => [.. Samples.Keys];

    // Each beside the probability of numbers up to x.
    private static readonly Dictionary<string, (Func<Key, Tensor> Draw, Func<double, double> Below)> Samples = new()
    {
        ["uniform float32"] = (key => key.Uniform(Shape), x => x),
        ["uniform float64"] = (key => key.Uniform(Shape, DType.Float64), x => x),
        ["uniform from -3 to 5"] = (key => key.Uniform(Shape, -3, 5, DType.Float64), x => (x + 3) / 8),
        ["normal float32"] = (key => key.Normal(Shape), Bell),
        ["normal float64"] = (key => key.Normal(Shape, DType.Float64), Bell),
        ["truncated normal"] = (
            key => key.TruncatedNormal(Shape, -1.0, 2.0, DType.Float64),
            x => (Bell(x) - Bell(-1)) / (Bell(2) - Bell(-1))
        ),
        ["log normal"] = (key => key.LogNormal(Shape, 0.5, 2.0, DType.Float64), x => Bell((Math.Log(x) - 0.5) / 2)),
        ["exponential"] = (key => key.Exponential(Shape, 3.0, DType.Float64), x => 1 - Math.Exp(-3 * x)),
        ["laplace"] = (key => key.Laplace(Shape, DType.Float64), x => x < 0 ? Math.Exp(x) / 2 : 1 - (Math.Exp(-x) / 2)),
        ["gumbel"] = (key => key.Gumbel(Shape, DType.Float64), x => Math.Exp(-Math.Exp(-x))),
        ["cauchy"] = (key => key.Cauchy(Shape, DType.Float64), x => 0.5 + (Math.Atan(x) / Math.PI)),
        ["gamma 1"] = (key => key.Gamma(Shape, 1.0, DType.Float64), x => 1 - Math.Exp(-x)),
        ["gamma 3"] = (key => key.Gamma(Shape, 3.0, DType.Float64), x => 1 - (Math.Exp(-x) * (1 + x + (x * x / 2)))),
        ["gamma ½"] = (key => key.Gamma(Shape, 0.5, DType.Float64), x => (2 * Bell(Math.Sqrt(2 * x))) - 1),
        ["chi square 4"] = (key => key.ChiSquare(Shape, 4.0, DType.Float64), x => 1 - (Math.Exp(-x / 2) * (1 + (x / 2)))),
        ["beta 2 1"] = (key => key.Beta(Shape, 2.0, 1.0, DType.Float64), x => x * x),
        ["beta ½ ½"] = (key => key.Beta(Shape, 0.5, 0.5, DType.Float64), x => 2 / Math.PI * Math.Asin(Math.Sqrt(x))),
        ["student 2"] = (key => key.StudentT(Shape, 2.0, DType.Float64), x => 0.5 + (x / (2 * Math.Sqrt(2 + (x * x))))),
    };

    [Theory]
    [MemberData(nameof(Continuous))]
    public void Numbers_have_their_distribution(string name)
    {
        var (draw, below) = Samples[name];
        Distributions.CheckContinuous(name, draw(Any.Fold(name)).To(DType.Float64).ToArray<double>(), below);
    }

    [Fact]
    public void Counts_have_their_distribution()
    {
        foreach (var rate in (double[])[0.7, 4, 30])
        {
            var probabilities = Enumerable
                .Range(0, 80)
                .Select(k => Math.Exp((k * Math.Log(rate)) - rate - LogFactorial(k)))
                .ToArray();
            var counts = Tally(Any.Poisson(Shape, rate), 80);
            // Classes that hardly ever come are one.
            var common = Enumerable.Range(0, 80).Where(k => probabilities[k] * Count >= 10).ToArray();
            var rest = common.Aggregate(1.0, (left, k) => left - probabilities[k]);
            Distributions.CheckCounts(
                $"poisson {rate}",
                [.. common.Select(k => counts[k]), Count - common.Sum(k => counts[k])],
                [.. common.Select(k => probabilities[k]), rest]
            );
        }
        double[] shares = [0.1, 0, 0.25, 0.6, 0.05];
        Distributions.CheckCounts("categorical", Tally(Any.Categorical(Shape, Log(Tensor.Of(shares))), 5), shares);
        Distributions.CheckCounts("integers", Tally(Any.Integers(Shape, -3, 7) + 3, 10), [.. Enumerable.Repeat(0.1, 10)]);
        Distributions.CheckCounts("bernoulli", Tally(Any.Bernoulli(Shape, 0.3).To(DType.Int64), 2), [0.7, 0.3]);
    }

    [Fact]
    public void All_orders_of_four_have_the_same_chance()
    {
        var orders = Vectorize
            .Map((Tensor key) => Key.From(key).Permutation(4))(Tensor.Stack(0, [.. Any.Split(4_800).Select(key => key.Data)]))
            .ToArray<long>();
        var counts = orders.Chunk(4).CountBy(order => string.Join("", order)).Select(pair => (long)pair.Value).ToArray();
        Assert.Equal(24, counts.Length);
        Distributions.CheckCounts("permutations", counts, [.. Enumerable.Repeat(1.0 / 24, 24)]);
    }

    [Fact]
    public void Bytes_of_bits_are_fair()
    {
        var bytes = new long[256];
        foreach (var word in Any.Bits(Shape).ToArray<int>())
            for (var shift = 0; shift < 32; shift += 8)
                bytes[(word >> shift) & 255]++;
        Distributions.CheckCounts("bytes", bytes, [.. Enumerable.Repeat(1.0 / 256, 256)]);
    }

    // Pairs of numbers fall into every square of a grid alike, whichever two keys or places they come from.
    [Fact]
    public void Numbers_of_related_keys_are_independent()
    {
        var (first, second) = Any.Split();
        var x = Any.Uniform([Count + 1]);
        (string, Tensor, Tensor)[] pairs =
        [
            ("both of a split", first.Uniform(Shape), second.Uniform(Shape)),
            ("a key and its first", Any.Uniform(Shape), first.Uniform(Shape)),
            ("folds of neighbouring numbers", Any.Fold(7).Uniform(Shape), Any.Fold(8).Uniform(Shape)),
            ("folds of words", Any.Fold("weight").Uniform(Shape), Any.Fold("bias").Uniform(Shape)),
            ("seeds that follow each other", Key.From(1).Uniform(Shape), Key.From(2).Uniform(Shape)),
            ("neighbours of one key", x.Slice(0, 0, -1), x.Slice(0, 1)),
            ("splits of splits", first.Split().Second.Uniform(Shape), second.Split().First.Uniform(Shape)),
        ];
        foreach (var (name, a, b) in pairs)
            Distributions.CheckCounts(
                name,
                Tally(((a * 8).To(DType.Int64) * 8) + (b * 8).To(DType.Int64), 64),
                [.. Enumerable.Repeat(1.0 / 64, 64)]
            );
    }

    private static long[] Tally(Tensor x, int classes)
    {
        var counts = new long[classes];
        foreach (var number in x.ToArray<long>())
            counts[number]++;
        return counts;
    }

    private static double LogFactorial(int n) => Enumerable.Range(1, n).Sum(k => Math.Log(k));

    // The normal distribution's function, by the library's erf: the tests of accuracy are about that.
    private static double Bell(double x) => Erfc(Tensor.Of(-x / Math.Sqrt(2))).Item() / 2;
}
