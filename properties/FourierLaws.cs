namespace Functional.Properties;

/// <summary>What Fourier transforms keep.</summary>
[Trait("Category", "Interpreted")]
public sealed class FourierLaws
{
    [Fact]
    public void Lengths_are_kept_and_products_become_convolutions() =>
        Law.Holds(
            Prop.ForAll(
                Samples.From(
                    random => (Length: random.Next(1, 200), Seed: random.Next()),
                    one => one.Length > 1 ? [(one.Length / 2, one.Seed)] : []
                ),
                one =>
                {
                    var random = new Random(one.Seed);
                    Tensor Draw() => Samples.Draw(random, [one.Length, 2], Interval.Real);
                    var (x, y) = (Draw(), Draw());
                    var tolerance = Tolerance.Of(DType.Float64).ForTerms(one.Length);
                    double Square(Tensor z) => (z * z).Sum().Item();
                    // Parseval.
                    tolerance.Check("Σ|x|² = Σ|X|²", [Square(x)], [Square(x.Fft(norm: FourierNorm.Ortho))]);
                    // Σₖ X̄ Y = n Σⱼ x̄ y, and the same around a circle for every delay.
                    var delay = random.Next(one.Length);
                    var product = ComplexNumbers.Multiply(x.Fft(), y.Fft()).Ifft().Select(0, delay);
                    var sum = ComplexNumbers.Multiply(x, y.Flip(0).Roll(delay + 1, 0)).Sum(0);
                    tolerance.Check("x * y = F⁻¹(X Y)", Bits.Numbers(sum), Bits.Numbers(product));
                }
            )
        );
}
