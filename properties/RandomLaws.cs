namespace Functional.Properties;

/// <summary>Randomness is a value: a key gives the same numbers always, another key other numbers, and they are distributed as they should be.</summary>
[Collection(RunsAlone.Name)]
[Trait("Category", "Interpreted")]
public sealed class RandomLaws
{
    private const int Count = 20_000;

    // A mean of so many numbers strays this many standard errors once in a thousand million.
    private const double Errors = 6;

    [Fact]
    public void A_key_gives_the_same_bits_under_every_setting() =>
        Law.Holds(
            Prop.ForAll(
                Keys(random => random.Next(1, 40_000)),
                one =>
                {
                    var expected = Numbers(one);
                    foreach (var setting in Setting.All)
                        Assert.Equal(expected, setting.Run(() => Numbers(one)));
                }
            )
        );

    [Fact]
    public void Bits_are_those_of_the_generator_word_by_word() =>
        Law.Holds(
            Prop.ForAll(
                Keys(random => random.Next(0, 300)),
                one =>
                    Bits.Same(
                        "bits",
                        DType.Int32,
                        ReferenceInterpreter.Evaluate([Key.From(one.Seed).Bits([one.Size])])[0].Bits,
                        Bits.Of(Key.From(one.Seed).Bits([one.Size]))
                    )
            )
        );

    [Fact]
    public void Threefry_gives_the_published_numbers()
    {
        // Random123's kat_vectors for threefry2x32, 20 rounds: key and counter 0.
        var bits = RandomBitsOp.Make(Tensor.Of(0), Tensor.Of(0), Tensor.Of([0]), 0).ToArray<int>();
        Assert.Equal(0x6b200159, bits[0]);
        Assert.Equal(
            unchecked((int)0x99ba4efe),
            RandomBitsOp.Make(Tensor.Of(0), Tensor.Of(0), Tensor.Of([0]), 1).ToArray<int>()[0]
        );
    }

    [Fact]
    public void Different_keys_differ() =>
        Law.Holds(
            Prop.ForAll(
                Keys(random => random.Next(4, 200)),
                one =>
                {
                    var key = Key.From(one.Seed);
                    var (first, second) = key.Split();
                    Key[] keys =
                    [
                        key,
                        first,
                        second,
                        key.Fold(2),
                        key.Fold("a"),
                        key.Fold("b"),
                        Key.From(one.Seed + 1),
                        .. first.Split(3),
                        .. second.Split(3),
                    ];
                    var drawn = keys.Select(k => string.Join(',', k.Bits([one.Size]).ToArray<int>())).ToHashSet();
                    Assert.Equal(keys.Length, drawn.Count);
                }
            )
        );

    [Fact]
    public void Keys_of_a_split_are_uncorrelated() =>
        Law.Holds(
            Prop.ForAll(
                Keys(_ => Count),
                one =>
                {
                    var (first, second) = Key.From(one.Seed).Split();
                    var correlation = ((first.Uniform([one.Size]) - 0.5) * (second.Uniform([one.Size]) - 0.5)).Mean().Item() * 12;
                    Assert.InRange(correlation, -Errors / Math.Sqrt(one.Size), Errors / Math.Sqrt(one.Size));
                }
            )
        );

    [Fact]
    public void Uniform_numbers_have_their_moments_and_stay_in_their_interval() =>
        Law.Holds(
            Prop.ForAll(
                Keys(_ => Count),
                one =>
                {
                    foreach (var type in new[] { DType.Float32, DType.Float64 })
                    {
                        var x = Bits.Numbers(Key.From(one.Seed).Uniform([one.Size], type));
                        Assert.All(x, number => Assert.True(number is >= 0 and < 1));
                        CheckMoments(x, mean: 0.5, variance: 1.0 / 12, fourth: 1.0 / 80);
                        CheckMoments(
                            Bits.Numbers(Key.From(one.Seed).Uniform([one.Size], -3, 5, type)),
                            mean: 1,
                            variance: 64.0 / 12,
                            fourth: 4096.0 / 80
                        );
                    }
                }
            )
        );

    [Fact]
    public void Normal_numbers_have_their_moments() =>
        Law.Holds(
            Prop.ForAll(
                Keys(_ => Count),
                one =>
                {
                    foreach (var type in new[] { DType.Float32, DType.Float64 })
                        CheckMoments(Bits.Numbers(Key.From(one.Seed).Normal([one.Size], type)), mean: 0, variance: 1, fourth: 3);
                }
            )
        );

    [Fact]
    public void Bernoulli_numbers_have_their_rate() =>
        Law.Holds(
            Prop.ForAll(
                Keys(_ => Count),
                one =>
                {
                    var p = (one.Seed & 1023) / 1023.0;
                    var rate = Key.From(one.Seed).Bernoulli([one.Size], p).To(DType.Float64).Mean().Item();
                    Assert.InRange(
                        rate - p,
                        -Errors * Math.Sqrt(p * (1 - p) / one.Size),
                        Errors * Math.Sqrt(p * (1 - p) / one.Size)
                    );
                }
            )
        );

    private static void CheckMoments(double[] x, double mean, double variance, double fourth)
    {
        var (first, second) = (x.Average(), x.Average(number => (number - mean) * (number - mean)));
        Assert.InRange(first - mean, -Errors * Math.Sqrt(variance / x.Length), Errors * Math.Sqrt(variance / x.Length));
        var error = Math.Sqrt((fourth - (variance * variance)) / x.Length);
        Assert.InRange(second - variance, -Errors * error, Errors * error);
    }

    private static (int[] Bits, float[] Uniform, double[] Normal) Draw((long Seed, int Size) one) =>
        (
            Key.From(one.Seed).Bits([one.Size]).ToArray<int>(),
            Key.From(one.Seed).Uniform([one.Size]).ToArray<float>(),
            Key.From(one.Seed).Normal([one.Size], DType.Float64).ToArray<double>()
        );

    private static double[] Numbers((long Seed, int Size) one)
    {
        var (bits, uniform, normal) = Draw(one);
        return [.. bits.Select(word => (double)word), .. uniform.Select(number => (double)number), .. normal];
    }

    private static FsCheck.Arbitrary<(long Seed, int Size)> Keys(Func<Random, int> size) =>
        Samples.From(random => (random.NextInt64(), size(random)), _ => []);
}
