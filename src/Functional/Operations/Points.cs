namespace Functional;

public sealed partial class Tensor
{
    /// <summary>True if this is a scalar and the axis 0 or −1: there it counts as a vector of one, as in PyTorch and NumPy.</summary>
    internal bool IsPoint(int axis) => Rank == 0 && axis is 0 or -1;

    /// <summary>A function of a scalar as a vector of one, whose result has one element.</summary>
    private Tensor AsVector(Func<Tensor, Tensor> f) => f(Reshape(1)).Reshape(Shape.Scalar);

    /// <summary>A function of a scalar as a vector of one, whose results have one element.</summary>
    private (Tensor Values, Tensor Indices) AsVector(Func<Tensor, (Tensor Values, Tensor Indices)> f)
    {
        var (values, indices) = f(Reshape(1));
        return (values.Reshape(Shape.Scalar), indices.Reshape(Shape.Scalar));
    }
}
