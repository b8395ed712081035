using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Fourier transforms beside the sum that defines them, and complex numbers as pairs.</summary>
public sealed class FourierTests
{
    private static readonly int[] Lengths = [1, 2, 3, 7, 16, 33, 61, 64, 97, 122, 134, 360, 1000, 1024, 4099];

    public static TheoryData<int> EveryLength => [.. Lengths];

    [Theory]
    [MemberData(nameof(EveryLength))]
    public void A_transform_is_its_sum_to_a_few_ulp(int n)
    {
        var x = Key.From(n).Normal([n, 2], DType.Float64);
        var expected = Directly(x.ToArray<double>());
        // The sum itself has errors that grow with n.
        Near(expected, x.Fft().ToArray<double>(), 1e-15 * Math.Sqrt(n) * (4 + Math.Sqrt(n)));
        Near(expected, x.To(DType.Float32).Fft().To(DType.Float64).ToArray<double>(), 6e-7 * Math.Sqrt(n) * 4);
    }

    [Theory]
    [MemberData(nameof(EveryLength))]
    public void An_inverse_undoes_its_transform(int n)
    {
        var x = Key.From(n).Normal([n, 2], DType.Float64);
        var real = x.Select(1, 0);
        foreach (var norm in Enum.GetValues<FourierNorm>())
        {
            Near(x.ToArray<double>(), x.Fft(norm: norm).Ifft(norm: norm).ToArray<double>(), 1e-14);
            Near(real.ToArray<double>(), real.Rfft(norm: norm).Irfft(n, norm: norm).ToArray<double>(), 1e-14);
            Near(real.ToArray<double>(), real.Ihfft(norm: norm).Hfft(n, norm: norm).ToArray<double>(), 1e-14);
        }
        var whole = ComplexNumbers.Of(real).Fft();
        Near(whole.Slice(0, 0, (n / 2) + 1).ToArray<double>(), real.Rfft().ToArray<double>(), 1e-14 * n);
    }

    [Fact]
    public void Four_numbers_by_hand()
    {
        var x = Tensor.Of([1.0, 2, 3, 4]);
        Near([10, 0, -2, 2, -2, 0, -2, -2], ComplexNumbers.Of(x).Fft().ToArray<double>(), 1e-15);
        Near([10, 0, -2, 2, -2, 0], x.Rfft().ToArray<double>(), 1e-15);
        Near([5, 0, -1, 1, -1, 0, -1, -1], ComplexNumbers.Of(x).Fft(norm: FourierNorm.Ortho).ToArray<double>(), 1e-15);
        Near([3, 0, -1, 0], ComplexNumbers.Of(x).Fft(length: 2).ToArray<double>(), 1e-15);
        Near([3, 0, 1, -2, -1, 0, 1, 2], ComplexNumbers.Of(x.Slice(0, 0, 2)).Fft(length: 4).ToArray<double>(), 1e-15);
        Assert.Equal(DType.Float32, Tensor.Of([1, 2]).Rfft().DType);
        Assert.Equal(DType.Float16, x.To(DType.Float16).Rfft().DType);
    }

    [Fact]
    public void Imaginary_parts_that_no_real_signal_has_count_for_nothing()
    {
        var x = Tensor.Of([10.0, 5, -2, 2, -2, 7]).Reshape(3, 2);
        Near([1, 2, 3, 4], x.Irfft().ToArray<double>(), 1e-15);
        // Of an odd length the last one counts.
        Assert.NotEqual(x.Irfft(5).ToArray<double>(), x.At(2, 1).Set(0).Irfft(5).ToArray<double>());
    }

    [Fact]
    public void A_convolution_is_a_product_of_transforms()
    {
        var (x, y) = (Tensor.Of([1.0, 2, 3]), Tensor.Of([0.0, 1, 0.5]));
        // Around a circle, and with room for the whole.
        Near([3.0 + 1, 1 + 1.5, 2 + 0.5], ComplexNumbers.Multiply(x.Rfft(), y.Rfft()).Irfft(3).ToArray<double>(), 1e-15);
        Near([0, 1, 2.5, 4, 1.5], ComplexNumbers.Multiply(x.Rfft(5), y.Rfft(5)).Irfft(5).ToArray<double>(), 1e-15);
    }

    [Fact]
    public void Several_axes_are_transformed_one_after_the_other()
    {
        var x = Key.From(5).Normal([3, 4, 5, 2], DType.Float64);
        Near(x.Fft(axis: 0).Fft(axis: 2).ToArray<double>(), x.Fft2D(axes: [0, 2]).ToArray<double>(), 1e-14);
        Near(x.Fft(axis: 0).Fft(axis: 1).Fft(axis: 2).ToArray<double>(), x.FftN().ToArray<double>(), 1e-13);
        Near(x.ToArray<double>(), x.FftN().IfftN().ToArray<double>(), 1e-14);
        var real = Key.From(6).Normal([2, 4, 5], DType.Float64);
        Assert.Equal([2, 4, 3, 2], real.RfftN().Shape);
        Near(real.ToArray<double>(), real.RfftN().IrfftN([2, 4, 5]).ToArray<double>(), 1e-14);
        Near(real.ToArray<double>(), real.Rfft2D().Irfft2D([4, 5]).ToArray<double>(), 1e-14);
        Assert.Equal([2, 6, 3, 2], real.Rfft2D([6, 4]).Shape);
    }

    [Fact]
    public void Shifts_bring_the_zero_to_the_middle_and_back()
    {
        Assert.Equal([-2, -1, 0, 1, 2], Tensor.FftFreq(5, 0.2).FftShift().ToArray<float>());
        Assert.Equal([0, 0.5f, -1, -0.5f], Tensor.FftFreq(4, 0.5).ToArray<float>());
        Assert.Equal([0, 0.2, 0.4], Tensor.RfftFreq(5, type: DType.Float64).ToArray<double>());
        var x = Tensor.Range(15).Reshape(3, 5);
        Assert.Equal(x.ToArray<long>(), x.FftShift().IfftShift().ToArray<long>());
        Assert.Equal(x.Roll(2, 1).ToArray<long>(), x.FftShift(1).ToArray<long>());
    }

    [Fact]
    public void A_long_transform_is_a_small_tree()
    {
        Assert.Equal([16, 16, 16, 16, 16], FourierTransform.Radices(1 << 20)!);
        Assert.Equal([10, 10, 10], FourierTransform.Radices(1000)!);
        Assert.Null(FourierTransform.Radices(2 * 67));
        Assert.True(Graph.Of([Tensor.Zeros([1 << 20, 2]).Fft()]).Count < 120);
        Assert.True(Plan.Report(Key.From(1).Normal([1 << 12, 2]).Evaluate().Fft()).Kernels.Count < 12);
    }

    [Fact]
    public void A_gradient_costs_no_more_than_two_transforms()
    {
        var x = Key.From(1).Normal([1 << 12, 2]).Evaluate();
        var once = Plan.Report(x.Fft()).BytesMoved;
        var (_, pullback) = Differentiate.Vjp((Tensor v) => v.Fft(), x);
        Assert.InRange(Plan.Report(pullback(x)).BytesMoved, once / 2, 2 * once);
    }

    [Fact]
    public void Pairs_are_complex_numbers()
    {
        Tensor One(double real, double imaginary) => ComplexNumbers.Of(Tensor.Of(real), Tensor.Of(imaginary));
        var (x, y) = (One(3, 4), One(1, -2));
        Near([11, -2], ComplexNumbers.Multiply(x, y).ToArray<double>(), 1e-14);
        Near([-1, 2], ComplexNumbers.Divide(x, y).ToArray<double>(), 1e-14);
        Near([3, -4], ComplexNumbers.Conjugate(x).ToArray<double>(), 0);
        Assert.Equal(
            (5, 3, 4),
            (ComplexNumbers.Abs(x).Item(), ComplexNumbers.Real(x).Item(), ComplexNumbers.Imaginary(x).Item())
        );
        Near([0, Math.E], ComplexNumbers.Exp(One(1, Math.PI / 2)).ToArray<double>(), 1e-15);
        Near([3, 4], ComplexNumbers.Polar(ComplexNumbers.Abs(x), ComplexNumbers.Angle(x)).ToArray<double>(), 1e-14);
        Assert.Equal([2, 3, 2], ComplexNumbers.Of(Tensor.Zeros([3]), Tensor.Zeros([2, 1])).Shape);
    }

    [Fact]
    public void Empty_batches_have_empty_transforms()
    {
        Assert.Equal([0, 8, 2], Tensor.Zeros([0, 8, 2]).Fft().Shape);
        Assert.Equal([0, 5, 2], Tensor.Zeros([0, 8]).Rfft().Evaluate().Shape);
        Assert.Equal([0, 8], Tensor.Zeros([0, 5, 2]).Irfft().Evaluate().Shape);
    }

    [Fact]
    public void Transforms_stand_in_a_pipeline() =>
        Near([1, 2, 3], (Tensor.Of([1.0, 2, 3]) | Rfft() | Irfft(3)).ToArray<double>(), 1e-15);

    private static double[] Directly(double[] x)
    {
        var n = x.Length / 2;
        var y = new double[2 * n];
        for (var k = 0; k < n; k++)
        for (var j = 0; j < n; j++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * ((long)j * k % n) / n);
            y[2 * k] += (x[2 * j] * cosine) + (x[(2 * j) + 1] * sine);
            y[(2 * k) + 1] += (x[(2 * j) + 1] * cosine) - (x[2 * j] * sine);
        }
        return y;
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:R}, got {actual[i]:R}"
            );
    }

    [Fact]
    public void A_length_of_minus_1_is_the_axis_own()
    {
        var x = Key.From(3).Normal([3, 4, 2], DType.Float64);
        Assert.Equal([3, 6], x.Irfft2D([-1, -1]).Shape);
        Assert.Equal(x.Irfft2D().ToArray<double>(), x.Irfft2D([-1, -1]).ToArray<double>());
        Assert.Equal(x.Irfft2D([5, 6]).ToArray<double>(), x.Irfft2D([5, -1]).ToArray<double>());
    }
}
