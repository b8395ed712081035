namespace Functional;

public static partial class Operations
{
    /// <summary>An affine map of the last axis: <c>x Wᵀ + b</c>, <c>[…, inputs] → […, outputs]</c>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[outputs, inputs]</c> and <c>bias</c> <c>[outputs]</c>, as PyTorch lays them out, of the input's type, both
    /// uniform in ±1/√inputs at first.
    /// </remarks>
    /// <param name="inputs">The size of the input's last axis.</param>
    /// <param name="outputs">The size of the output's last axis.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="precision">What is done to inputs and weights of float32 before they are multiplied.</param>
    /// <exception cref="ModelException">A size is less than 1; when run: the input's last axis is not <paramref name="inputs"/>.</exception>
    public static Layer Linear(int inputs, int outputs, bool bias = true, Precision precision = Precision.Exact)
    {
        if (inputs < 1 || outputs < 1)
            throw new ModelException($"[linear] needs at least one input and one output, got {inputs} and {outputs}.");
        var initializer = Initializers.Uniform(1 / Math.Sqrt(inputs));
        return Own(x =>
        {
            if (x.Rank == 0 || x.Shape[-1] != inputs)
                throw new ModelException($"[linear] needs {inputs} inputs in the last axis, got {x.DType.Name}{x.Shape}.");
            var type = x.DType.IsFloating ? x.DType : DType.Float32;
            return from weight in Model.Parameter("weight", [outputs, inputs], initializer, type)
                from b in Optional(bias, "bias", [outputs], initializer, type)
                select x.To(type).Linear(weight, b, precision);
        });
    }

    /// <summary>A bilinear map of the last axes of two inputs: <c>yₒ = x₁ᵀ Wₒ x₂ + bₒ</c>.</summary>
    /// <remarks>Parameters <c>weight</c> <c>[outputs, first, second]</c> and <c>bias</c> <c>[outputs]</c>, both uniform in ±1/√first at first.</remarks>
    /// <exception cref="ModelException">A size is less than 1.</exception>
    /// <exception cref="ShapeException">The inputs' last axes are not <paramref name="first"/> and <paramref name="second"/>; thrown when run.</exception>
    public static Func<Tensor, Tensor, Model<Tensor>> Bilinear(int first, int second, int outputs, bool bias = true)
    {
        if (first < 1 || second < 1 || outputs < 1)
            throw new ModelException($"[bilinear] needs sizes of at least 1, got {first}, {second} and {outputs}.");
        var initializer = Initializers.Uniform(1 / Math.Sqrt(first));
        return (x, y) =>
            Own(left =>
                from weight in Model.Parameter("weight", [outputs, first, second], initializer, FloatingType(left))
                from b in Optional(bias, "bias", [outputs], initializer, FloatingType(left))
                select left.Bilinear(y, weight, b)
            )(x);
    }

    /// <summary>A leaky rectifier with learned slopes. Parameter <c>weight</c>: one slope, or one for each channel (axis 1).</summary>
    /// <param name="slopes">1, or the number of channels.</param>
    /// <param name="slope">The slopes at first.</param>
    /// <exception cref="ModelException">There are no slopes.</exception>
    /// <exception cref="ShapeException">The input has other channels; thrown when run.</exception>
    public static Layer PRelu(int slopes = 1, double slope = 0.25) =>
        slopes < 1
            ? throw new ModelException($"[prelu] needs at least one slope, got {slopes}.")
            : Own(x =>
                from weight in Model.Parameter("weight", [slopes], Initializers.Constant(slope), FloatingType(x))
                select x.PRelu(weight)
            );
}
