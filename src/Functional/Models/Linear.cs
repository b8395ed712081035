namespace Functional;

public static partial class Operations
{
    /// <summary>An affine map of the last axis: <c>x Wᵀ + b</c>, <c>[…, inputs] → […, outputs]</c>.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> <c>[outputs, inputs]</c> and <c>bias</c> <c>[outputs]</c>, as PyTorch lays them out, of the input's type, both
    /// uniform in ±1/√inputs at first.
    /// </remarks>
    /// <exception cref="ModelException">A size is less than 1; when run: the input's last axis is not <paramref name="inputs"/>.</exception>
    public static Layer Linear(int inputs, int outputs, bool bias = true)
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
                let product = x.To(type).MatMul(weight.Transpose())
                from y in bias
                    ? Model.Parameter("bias", [outputs], initializer, type).Map(b => product + b)
                    : Model.Return(product)
                select y;
        });
    }

    /// <summary>A vector for each whole number below <paramref name="count"/>: <c>[…] → […, size]</c>. Parameter <c>weight</c> <c>[count, size]</c>, standard normal at first.</summary>
    /// <exception cref="ModelException">A size is less than 1.</exception>
    /// <exception cref="DTypeException">The input is not an integer; thrown when run.</exception>
    /// <exception cref="ValueException">A number is out of range; thrown when the value is computed.</exception>
    public static Layer Embedding(int count, int size, DType type = DType.Float32) =>
        count < 1 || size < 1
            ? throw new ModelException($"[embedding] needs at least one row and one column, got {count} and {size}.")
            : Own(index =>
                !index.DType.IsInteger
                    ? throw new DTypeException(
                        $"[embedding] needs whole numbers, got {index.DType.Name}{index.Shape}. Convert with .To(DType.Int64)."
                    )
                    : from weight in Model.Parameter("weight", [count, size], Initializers.Normal(), type)
                    select weight.Take(index)
            );

    /// <summary>In training, zeros in place of a part of the elements, and the rest divided by what is kept: <c>x · mask / (1 − rate)</c>; else <c>x</c>.</summary>
    /// <param name="rate">The part that is dropped, at least 0 and at most 1.</param>
    /// <exception cref="ModelException">The rate is not in [0, 1]; when run: training without a key.</exception>
    public static Layer Dropout(double rate)
    {
        if (!(rate >= 0 && rate <= 1))
            throw new ModelException($"[dropout] needs a rate from 0 to 1, got {rate}.");
        // It takes its number in either mode, so that paths behind it stay where they are.
        return Own(x =>
            from mode in Model.Mode
            from y in mode is Mode.Inference || rate == 0 ? Model.Return(x) : Model.Key().Map(key => Drop(x, key, rate))
            select y
        );
    }

    // Where, not a product: what is dropped is 0 even where x is infinite.
    private static Tensor Drop(Tensor x, Key key, double rate) =>
        rate == 1 ? Where(key.Bernoulli(x.Shape, 0), x, 0) : Where(key.Bernoulli(x.Shape, 1 - rate), x * (1 / (1 - rate)), 0);
}
