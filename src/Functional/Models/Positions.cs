using static Functional.Operations;

namespace Functional;

/// <summary>Where in a series an element stands, as numbers that a network can add.</summary>
public static class Positions
{
    /// <summary>Sines and cosines of many wavelengths: <c>[p, 2i] = sin(p / period^(2i/size))</c>, <c>[p, 2i + 1]</c> the cosine (Vaswani et al. 2017): <c>[length, size]</c>.</summary>
    /// <param name="length">How many positions.</param>
    /// <param name="size">How many features.</param>
    /// <param name="period">The longest wavelength, but for 2π.</param>
    /// <param name="type">The element type.</param>
    /// <exception cref="ModelException">A size is negative, or the period is not positive.</exception>
    public static Tensor Sinusoidal(int length, int size, double period = 10_000, DType type = DType.Float32)
    {
        if (length < 0 || size < 0 || !(period > 0 && double.IsFinite(period)))
            throw new ModelException(
                $"[positions] needs sizes of at least 0 and a positive period, got {length}, {size} and {period}."
            );
        var feature = Tensor.Iota([size]);
        var rate = Exp((feature - (feature % 2)).To(DType.Float64) * (-Math.Log(period) / Math.Max(1, size)));
        var angle = Tensor.Iota([length, 1]).To(DType.Float64) * rate;
        return Where(Equal(feature % 2, 0), Sin(angle), Cos(angle)).To(type);
    }

    /// <summary>A series <c>[…, L, size]</c> with sinusoidal positions added: <c>Embedding(vocabulary, 64) &gt;&gt; Positions.Added</c>.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static Tensor Added(Tensor x) =>
        x.Rank >= 2
            ? x + Sinusoidal(x.Shape[-2], x.Shape[-1], type: x.DType.IsFloating ? x.DType : DType.Float32)
            : throw new ShapeException($"[positions] needs a series [L, size], got {x.Describe()}.");
}
