using static Functional.Operations;

namespace Functional;

public static partial class Initializers
{
    /// <summary>Rows, or of a tall weight columns, that are orthogonal and of length <paramref name="gain"/> (Saxe et al. 2014); axes but the first count as one.</summary>
    /// <param name="gain">The factor; <see cref="Gain"/> knows those of nonlinearities.</param>
    /// <exception cref="ModelException">The gain is not finite; or the shape has fewer than two axes, thrown when the parameter is made.</exception>
    public static Initializer Orthogonal(double gain = 1) =>
        !double.IsFinite(gain)
            ? throw new ModelException($"[orthogonal] needs a finite gain, got {gain}.")
            : (key, shape, type) =>
            {
                if (shape.Rank < 2)
                    throw new ModelException($"[orthogonal] needs a weight of at least two axes, got {shape}.");
                if (shape.Size == 0)
                    return Tensor.Zeros(shape, type);
                var (rows, columns) = (shape[0], checked((int)(shape.Size / shape[0])));
                // Of normal numbers, with R's diagonal positive, every basis has the same chance (Mezzadri 2007).
                var (q, r) = key.Normal([Math.Max(rows, columns), Math.Min(rows, columns)], DType.Float64).Qr();
                var basis = Where(r.Diagonal() < 0, -q, q);
                return ((rows < columns ? basis.Transpose() : basis).Reshape(shape) * gain).To(type);
            };
}
