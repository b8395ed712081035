namespace Functional.Tests.Models;

/// <summary>First values; the scales are compared with another library's in the goldens.</summary>
public sealed class InitializerTests
{
    private static readonly Key Seed = Key.From(5);

    [Fact]
    public void A_truncated_bell_ends_at_its_limits_and_keeps_its_shape_between()
    {
        var values = Initializers.TruncatedNormal(2, 1, -1, 3)(Seed, [100, 200], DType.Float64);
        Assert.InRange(values.Min().Item(), -1, -0.99);
        Assert.InRange(values.Max().Item(), 2.99, 3);
        Assert.Equal(1, values.Mean().Item(), 0.02);
        // Of a standard bell cut at ±1 the variance is 1 − 2 φ(1) / (2 Φ(1) − 1) = 0.2911.
        Assert.Equal(4 * 0.2911, ((values - 1) * (values - 1)).Mean().Item(), 0.03);
    }

    [Fact]
    public void A_sparse_weight_has_so_many_zeros_in_each_column()
    {
        var zeros = (Operations.Equal(Initializers.Sparse(0.3)(Seed, [10, 7], DType.Float32), 0)).Sum(0);
        Assert.Equal([3, 3, 3, 3, 3, 3, 3], zeros.ToArray<long>());
    }

    [Fact]
    public void An_identity_changes_nothing()
    {
        var x = Seed.Normal([4, 3]);
        var weight = Initializers.Eye()(Seed, [3, 3], DType.Float32);
        Assert.Equal(x.ToArray<float>(), x.Linear(weight).ToArray<float>());
    }
}
