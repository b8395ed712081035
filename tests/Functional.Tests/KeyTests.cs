namespace Functional.Tests;

/// <summary>Random numbers as values: known bits, the same on every machine.</summary>
[Trait("Category", "Interpreted")]
public sealed class KeyTests
{
    // Threefry-2x32-20 of key (0, 0) and counter (0, 0), from the known answers of Random123.
    private const int Known = 0x6b200159;

    [Fact]
    public void The_first_bits_of_key_zero_are_those_of_Random123() => Assert.Equal(Known, Key.From(0).Bits([1]).Item<int>());

    [Fact]
    public void Bits_of_a_seed_are_known() =>
        // From an implementation in Python that was checked against Random123.
        Assert.Equal([1832780943, 430176367, 843694964, 1681094280], Key.From(42).Bits([4]).ToArray<int>());

    [Fact]
    public void Uniform_numbers_are_the_highest_bits()
    {
        Assert.Equal(
            [0.4267275333404541f, 0.1001582145690918f, 0.1964380145072937f, 0.391410231590271f],
            Key.From(42).Uniform([4]).ToArray<float>()
        );
        Assert.Equal(
            [0.4267275640818503, 0.10015824156199205, 0.19643803077178945],
            Key.From(42).Uniform([3], DType.Float64).ToArray<double>()
        );
    }

    [Fact]
    public void A_seed_has_64_bits() => Assert.Equal([-308382524, -1581055085], Key.From(0x123456789).Bits([2]).ToArray<int>());

    [Fact]
    public void Split_keys_are_the_bits_of_counters_that_tensors_never_use()
    {
        var (first, second) = Key.From(42).Split();
        Assert.Equal([-163914871, -1900102890], first.Data.ToArray<int>());
        Assert.Equal([-1473691887, 2027026472], second.Data.ToArray<int>());
    }

    [Fact]
    public void The_same_key_gives_the_same_numbers_whatever_the_shape()
    {
        var key = Key.From(7);
        Assert.Equal(key.Uniform([24]).ToArray<float>(), key.Uniform([2, 3, 4]).ToArray<float>());
        Assert.Equal(key.Bits([100]).ToArray<int>()[..10], key.Bits([10]).ToArray<int>());
    }

    [Fact]
    public void Keys_from_splits_folds_and_words_differ()
    {
        var key = Key.From(7);
        Key[] keys =
        [
            key,
            .. key.Split(50),
            key.Fold("a"),
            key.Fold("b"),
            key.Fold("ab"),
            key.Fold("ba"),
            Key.From(8),
            Key.From(-7),
        ];
        Assert.Equal(keys.Length, keys.Select(k => string.Join(',', k.Data.ToArray<int>())).Distinct().Count());
    }

    [Fact]
    public void Numbers_have_the_distribution_that_they_are_named_after()
    {
        const int Count = 100_000;
        var key = Key.From(11);
        var (uniform, normal) = (key.Uniform([Count], DType.Float64), key.Normal([Count], DType.Float64));
        // Five standard errors each.
        Assert.Equal(0.5, uniform.Mean().Item(), 5 * Math.Sqrt(1.0 / 12 / Count));
        Assert.InRange(uniform.Min().Item(), 0, 1e-3);
        Assert.InRange(uniform.Max().Item(), 1 - 1e-3, 1 - 1e-17);
        Assert.Equal(0, normal.Mean().Item(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, (normal * normal).Mean().Item(), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0.3, key.Bernoulli([Count], 0.3).Mean().Item(), 5 * Math.Sqrt(0.21 / Count));
    }

    [Fact]
    public void Limits_of_uniform_numbers_are_kept()
    {
        var x = Key.From(3).Uniform([10_000], -2, 5);
        Assert.InRange(x.Min().Item(), -2, -1.99);
        Assert.InRange(x.Max().Item(), 4.99, 5);
    }

    [Fact]
    public void A_probability_of_nothing_or_of_all_is_certain()
    {
        Assert.Equal(0, Key.From(1).Bernoulli([1000], 0).Sum().Item());
        Assert.Equal(1000, Key.From(1).Bernoulli([1000], 1).Sum().Item());
    }
}
