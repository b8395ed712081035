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
                var basis = Orthonormal(key.Normal([Math.Min(rows, columns), Math.Max(rows, columns)], DType.Float64));
                return ((rows <= columns ? basis : basis.Transpose()).Reshape(shape) * gain).To(type);
            };

    // Gram and Schmidt's way, each row twice, so that rounding leaves nothing behind; normal rows give every basis the same chance.
    private static Tensor Orthonormal(Tensor rows)
    {
        var place = Tensor.Iota([rows.Shape[0], 1]);
        return Loop.Scan(
            (Tensor basis, (Tensor Row, Tensor Number) next) =>
            {
                var rest = next.Row - basis.MatMul(next.Row).MatMul(basis);
                rest -= basis.MatMul(rest).MatMul(basis);
                rest *= Rsqrt((rest * rest).Sum());
                return (Where(Equal(place, next.Number), rest, basis), Array.Empty<Tensor>());
            },
            Tensor.Zeros(rows.Shape, rows.DType),
            (rows, Tensor.Range(rows.Shape[0]))
        ).Carry;
    }
}
