namespace Functional;

/// <summary>Derivatives of functions: reverse mode as a transformation of trees, to any order.</summary>
public static class Differentiate
{
    /// <summary>The gradient of a scalar function; again differentiable.</summary>
    /// <exception cref="DerivativeException">The result is not a floating scalar.</exception>
    public static Func<T, T> Gradient<T>(Func<T, Tensor> f) => x => ValueAndGradient(f)(x).Gradient;

    /// <summary>The gradient of a scalar function by its first argument.</summary>
    /// <exception cref="DerivativeException">The result is not a floating scalar.</exception>
    public static Func<T, T1, T> Gradient<T, T1>(Func<T, T1, Tensor> f) => (x, a) => Gradient<T>(v => f(v, a))(x);

    /// <summary>The gradient of a scalar function by its first argument.</summary>
    /// <exception cref="DerivativeException">The result is not a floating scalar.</exception>
    public static Func<T, T1, T2, T> Gradient<T, T1, T2>(Func<T, T1, T2, Tensor> f) =>
        (x, a, b) => Gradient<T>(v => f(v, a, b))(x);

    /// <summary>Value and gradient of a scalar function, which share their computation.</summary>
    /// <exception cref="DerivativeException">The result is not a floating scalar.</exception>
    public static Func<T, (Tensor Value, T Gradient)> ValueAndGradient<T>(Func<T, Tensor> f) =>
        x =>
        {
            var (value, _, gradient) = ValueAndGradient<T, bool>(v => (f(v), false))(x);
            return (value, gradient);
        };

    /// <summary>Value, by-product and gradient of a scalar function that also returns something that is not differentiated.</summary>
    /// <exception cref="DerivativeException">The first result is not a floating scalar.</exception>
    public static Func<T, (Tensor Value, TExtra Extra, T Gradient)> ValueAndGradient<T, TExtra>(
        Func<T, (Tensor Value, TExtra Extra)> f
    ) =>
        x =>
        {
            using var scope = DerivativeScope.Enter();
            var variables = Variables("gradient", x, scope);
            var (value, extra) = f(TensorTree.Rebuild(x, variables));
            if (value.Rank != 0 || !value.DType.IsFloating)
                throw new DerivativeException(
                    $"[gradient] needs a scalar, got {value.DType.Name}{value.Shape}. {(value.DType.IsFloating ? "Sum or average it first." : "Only floating values have one.")}"
                );
            return (value, extra, Cotangents(x, [value], [Tensor.Constant(value.DType, 1.0)], variables));
        };

    /// <summary>The value of a function and its pullback: from a cotangent of the result to that of the argument.</summary>
    /// <exception cref="DerivativeException">An argument is not floating.</exception>
    public static (TResult Value, Func<TResult, T> Pullback) Vjp<T, TResult>(Func<T, TResult> f, T x)
    {
        using var scope = DerivativeScope.Enter();
        var variables = Variables("vjp", x, scope);
        var value = f(TensorTree.Rebuild(x, variables));
        var results = TensorTree.Flatten(value);
        var symbols = Array.ConvertAll(results, result => Symbol.Like(result, "cotangent"));
        var template = TensorTree.Flatten(Cotangents(x, results, symbols, variables));
        return (value, cotangent => TensorTree.Rebuild(x, Substitution.Replace(template, symbols, Matching(results, cotangent))));
    }

    /// <summary>The value of a function and its derivative in the direction of a tangent: forward mode, as reverse mode twice.</summary>
    /// <exception cref="DerivativeException">An argument is not floating.</exception>
    public static (Tensor Value, Tensor Tangent) Jvp(Func<Tensor, Tensor> f, Tensor x, Tensor tangent)
    {
        var (value, pullback) = Vjp(f, x);
        // ⟨u, J t⟩ is linear in u, so its gradient by u is J t wherever u is.
        var (_, transposed) = Vjp(pullback, Tensor.Zeros(value.Shape, value.DType));
        return (value, transposed(tangent));
    }

    /// <summary>All partial derivatives: <c>[result axes…, argument axes…]</c>.</summary>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f) =>
        x =>
        {
            var (value, pullback) = Vjp(f, x);
            var size = checked((int)value.Size);
            var rows = Vectorize.Map(pullback)(Identity(size, value.DType).Reshape(value.Shape.Prepend(size)));
            return rows.Reshape(Shape.Of([.. value.Shape.Axes, .. x.Shape.Axes]));
        };

    /// <summary>The matrix of second derivatives of a scalar function: <c>[argument axes…, argument axes…]</c>.</summary>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f) => Jacobian(Gradient(f));

    /// <summary>The product of the matrix of second derivatives with a direction, <c>H v</c>, without the matrix: the gradient of <c>⟨∇f, v⟩</c>.</summary>
    /// <exception cref="DerivativeException">The result is not a floating scalar, or the direction has other shapes than the argument.</exception>
    public static T HessianVectorProduct<T>(Func<T, Tensor> f, T x, T v)
    {
        var directions = TensorTree.Flatten(v);
        return Gradient<T>(y =>
        {
            var gradients = TensorTree.Flatten(Gradient(f)(y));
            if (gradients.Length != directions.Length)
                throw new DerivativeException(
                    $"[hessian_vector_product] needs a direction for each of {gradients.Length} tensors, got {directions.Length}."
                );
            Tensor? product = null;
            for (var i = 0; i < gradients.Length; i++)
            {
                if (!gradients[i].Shape.Equals(directions[i].Shape))
                    throw new DerivativeException(
                        $"[hessian_vector_product] needs a direction of the argument's shape {gradients[i].Shape}, got {directions[i].Shape}."
                    );
                var along = (gradients[i] * directions[i].To(gradients[i].DType)).Sum();
                product = product is null ? along : product + along;
            }
            return product!;
        })(x);
    }

    private static Tensor Identity(int size, DType type)
    {
        var index = Tensor.Range(size);
        return Operations.Equal(index.ExpandDims(0), index.ExpandDims(1)).To(type);
    }

    private static T Cotangents<T>(T x, Tensor[] results, Tensor[] cotangents, Tensor[] variables)
    {
        var found = ReverseWalk.Run(results, cotangents, variables);
        var gradients = new Tensor[variables.Length];
        for (var i = 0; i < variables.Length; i++)
            gradients[i] = found[i] ?? Tensor.Zeros(variables[i].Shape, variables[i].DType);
        return TensorTree.Rebuild(x, gradients);
    }

    private static Tensor[] Variables<T>(string name, T x, DerivativeScope scope)
    {
        var leaves = TensorTree.Flatten(x);
        if (leaves.Length == 0)
            throw new DerivativeException(
                $"[{name}] found no tensor in an argument of type {typeof(T).Name}. Records, tuples, arrays, dictionaries and ITensorTree hold tensors."
            );
        return Array.ConvertAll(
            leaves,
            leaf =>
                leaf.DType.IsFloating
                    ? VariableOp.Make(leaf, scope)
                    : throw new DerivativeException(
                        $"[{name}] needs floating arguments, got {leaf.DType.Name}{leaf.Shape}. Pass it as another argument, or close over it."
                    )
        );
    }

    private static Tensor[] Matching<T>(Tensor[] results, T cotangent)
    {
        var given = TensorTree.Flatten(cotangent);
        for (var i = 0; i < results.Length; i++)
            if (i >= given.Length || !given[i].Shape.Equals(results[i].Shape))
                throw new ShapeException(
                    $"[vjp] needs a cotangent of the result's shape {results[i].Shape}, got {(i < given.Length ? given[i].Shape : "none")}."
                );
            else
                given[i] = given[i].To(results[i].DType);
        return given;
    }
}
