namespace Functional.Tests.Models;

/// <summary>First values have the spread that their formulas say, within five standard errors, and orthogonal ones every direction alike.</summary>
public sealed class InitializerStatisticsTests
{
    private static readonly Key Seed = Key.From(31);

    // Of a weight [outputs, inputs, kernel…]: fan in is inputs times the kernel, fan out outputs times the kernel.
    public static TheoryData<string, double> Deviations =>
        new()
        {
            { "kaiming in relu", Math.Sqrt(2.0 / (40 * 9)) },
            { "kaiming out relu", Math.Sqrt(2.0 / (60 * 9)) },
            { "kaiming in leaky", Math.Sqrt(2.0 / ((1 + 0.04) * 40 * 9)) },
            { "kaiming in tanh", 5.0 / 3 / Math.Sqrt(40 * 9) },
            { "xavier", 2 * Math.Sqrt(2.0 / ((40 + 60) * 9)) },
            { "lecun", 1 / Math.Sqrt(40 * 9) },
        };

    [Theory]
    [MemberData(nameof(Deviations))]
    public void Normal_and_uniform_weights_spread_by_their_fans(string name, double deviation)
    {
        Shape shape = [60, 40, 3, 3];
        var (normal, uniform) = Both(name);
        var x = normal(Seed, shape, DType.Float64).ToArray<double>();
        CheckSpread(x, deviation, fourth: 3);
        // Of a bell that is not cut, some are beyond three deviations.
        Assert.InRange(x.Count(number => Math.Abs(number) > 3 * deviation), 1, x.Length / 100);
        var y = uniform(Seed, shape, DType.Float64).ToArray<double>();
        CheckSpread(y, deviation, fourth: 9.0 / 5);
        var bound = Math.Sqrt(3) * deviation;
        Assert.InRange(y.Max(), 0.999 * bound, bound);
        Assert.InRange(y.Min(), -bound, -0.999 * bound);
    }

    [Fact]
    public void Plain_initializers_have_their_numbers()
    {
        CheckSpread(Initializers.Normal(0.02)(Seed, [200, 100], DType.Float64).ToArray<double>(), 0.02, fourth: 3);
        var shifted = Initializers.Normal(2, mean: 5)(Seed, [20_000], DType.Float64).Mean().Item();
        Assert.Equal(5, shifted, 5 * 2 / Math.Sqrt(20_000));
        var uniform = Initializers.Uniform(-1, 3)(Seed, [20_000], DType.Float64);
        Assert.InRange(uniform.Min().Item(), -1, -0.99);
        Assert.InRange(uniform.Max().Item(), 2.99, 3);
        Assert.Equal([7, 7], Initializers.Constant(7)(Seed, [2], DType.Float32).ToArray<float>());
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(50, 20)]
    [InlineData(20, 50)]
    public void Orthogonal_weights_have_orthonormal_rows_or_columns_times_their_gain(int rows, int columns)
    {
        var q = Initializers.Orthogonal(gain: 3)(Seed, [rows, columns], DType.Float64) / 3;
        var product = rows < columns ? q.MatMul(q.Transpose()) : q.Transpose().MatMul(q);
        var least = Math.Min(rows, columns);
        Assert.Equal(0, (product - Tensor.Eye(least, type: DType.Float64)).Abs().Max().Item(), 1e-13);
    }

    [Fact]
    public void Orthogonal_weights_of_kernels_are_orthogonal_as_matrices()
    {
        var q = Initializers.Orthogonal()(Seed, [6, 4, 3, 3], DType.Float64).Reshape(6, 36);
        Assert.Equal(0, (q.MatMul(q.Transpose()) - Tensor.Eye(6, type: DType.Float64)).Abs().Max().Item(), 1e-13);
    }

    [Fact]
    public void Every_orthogonal_basis_has_the_same_chance()
    {
        // A coordinate of a point on the sphere of three dimensions is uniform (Archimedes), whichever column and row.
        const int count = 1_500;
        var drawn = Vectorize
            .Map((Tensor key) => Initializers.Orthogonal()(Key.From(key), [3, 3], DType.Float64))(
                Tensor.Stack(0, [.. Seed.Split(count).Select(key => key.Data)])
            )
            .ToArray<double>();
        var bases = drawn.Chunk(9).ToArray();
        for (var place = 0; place < 9; place++)
            Distributions.CheckContinuous($"element {place}", bases.Select(q => q[place]), x => (x + 1) / 2);
        // Reflections are as many as rotations.
        var right = bases.Count(q => Determinant(q) > 0);
        Assert.Equal(0.5, (double)right / count, 5 * 0.5 / Math.Sqrt(count));
    }

    private static double Determinant(double[] q) =>
        (q[0] * ((q[4] * q[8]) - (q[5] * q[7])))
        - (q[1] * ((q[3] * q[8]) - (q[5] * q[6])))
        + (q[2] * ((q[3] * q[7]) - (q[4] * q[6])));

    private static (Initializer Normal, Initializer Uniform) Both(string name) =>
        name switch
        {
            "kaiming in relu" => (
                Initializers.KaimingNormal(nonlinearity: Nonlinearity.Relu),
                Initializers.KaimingUniform(nonlinearity: Nonlinearity.Relu)
            ),
            "kaiming out relu" => (
                Initializers.KaimingNormal(fan: Fan.Out, nonlinearity: Nonlinearity.Relu),
                Initializers.KaimingUniform(fan: Fan.Out, nonlinearity: Nonlinearity.Relu)
            ),
            "kaiming in leaky" => (Initializers.KaimingNormal(0.2), Initializers.KaimingUniform(0.2)),
            "kaiming in tanh" => (
                Initializers.KaimingNormal(nonlinearity: Nonlinearity.Tanh),
                Initializers.KaimingUniform(nonlinearity: Nonlinearity.Tanh)
            ),
            "xavier" => (Initializers.XavierNormal(2), Initializers.XavierUniform(2)),
            _ => (Initializers.LecunNormal(), Initializers.LecunUniform()),
        };

    // fourth: the fourth moment of the standardized distribution.
    private static void CheckSpread(double[] x, double deviation, double fourth)
    {
        Assert.Equal(0, x.Average(), 5 * deviation / Math.Sqrt(x.Length));
        Assert.Equal(1, x.Average(number => number * number) / (deviation * deviation), 5 * Math.Sqrt((fourth - 1) / x.Length));
    }
}
