namespace Functional.Testing;

/// <summary>The numeric check of derivatives: what reverse mode finds against difference quotients, in random directions.</summary>
/// <remarks>
/// The function's result is reduced to a number by random weights, so that one gradient covers all of it; a direction of ones would be blind to
/// <c>x − y</c>. Arguments are converted to float64. Quotients are extrapolated from two steps (Richardson), which also shows where a function
/// is not smooth. Second derivatives are checked as the derivative of the gradient's projection.
/// </remarks>
public static class Gradients
{
    /// <summary>Checks the derivatives of a function of one tensor, whose result may have any shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where to check; not at a kink.</param>
    /// <param name="order">1 for the gradient alone, 2 for its derivative too.</param>
    /// <param name="seed">Decides the directions.</param>
    /// <exception cref="LawException">A derivative is wrong: the message says which, in which direction, and the numbers.</exception>
    public static void Check(Func<Tensor, Tensor> f, Tensor x, int order = 2, int seed = 0) =>
        Check(v => f(v[0]), [x], ["x"], order, seed);

    /// <summary>Checks the derivatives of a function of two tensors.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">The first argument.</param>
    /// <param name="y">The second argument.</param>
    /// <param name="order">1 for the gradient alone, 2 for its derivative too.</param>
    /// <param name="seed">Decides the directions.</param>
    /// <exception cref="LawException">A derivative is wrong: the message says which, in which direction, and the numbers.</exception>
    public static void Check(Func<Tensor, Tensor, Tensor> f, Tensor x, Tensor y, int order = 2, int seed = 0) =>
        Check(v => f(v[0], v[1]), [x, y], ["x", "y"], order, seed);

    /// <summary>Checks the derivatives of a function of a model's parameters: a loss, say.</summary>
    /// <param name="f">The function.</param>
    /// <param name="parameters">Where to check; not at a kink.</param>
    /// <param name="order">1 for the gradient alone, 2 for its derivative too.</param>
    /// <param name="seed">Decides the directions.</param>
    /// <exception cref="LawException">A derivative is wrong: the message says which, in which direction, and the numbers.</exception>
    public static void Check(Func<Parameters, Tensor> f, Parameters parameters, int order = 2, int seed = 0) =>
        Check(v => f(parameters.With(v)), parameters.Tensors, parameters.Paths, order, seed);

    /// <summary>Checks the derivatives of a function of several tensors.</summary>
    /// <param name="f">The function.</param>
    /// <param name="arguments">Where to check; not at a kink.</param>
    /// <param name="names">What messages call the arguments; their numbers if there are none.</param>
    /// <param name="order">1 for the gradient alone, 2 for its derivative too.</param>
    /// <param name="seed">Decides the directions.</param>
    /// <exception cref="LawException">A derivative is wrong: the message says which, in which direction, and the numbers.</exception>
    public static void Check(
        Func<IReadOnlyList<Tensor>, Tensor> f,
        IReadOnlyList<Tensor> arguments,
        IReadOnlyList<string>? names = null,
        int order = 2,
        int seed = 0
    )
    {
        var random = new Random(seed);
        Tensor[] x = [.. arguments.Select(argument => argument.To(DType.Float64))];
        var value = f(x);
        var weights = Direction(random, value.Shape, value.DType);
        var function = new Projection(
            v => (f(v) * weights).Sum(),
            Tolerance.Of(value.DType),
            names ?? [.. x.Select((_, i) => $"argument {i}")],
            random
        );
        function.Check(x, 1, order);
    }

    // Entries of size ½ to 1 and either sign: no element goes unseen.
    private static Tensor Direction(Random random, Shape shape, DType type = DType.Float64) =>
        Tensor
            .Of<double>(
                [
                    .. Enumerable
                        .Range(0, checked((int)shape.Size))
                        .Select(_ => (random.Next(2) == 0 ? 1 : -1) * (0.5 + (0.5 * random.NextDouble()))),
                ],
                shape
            )
            .To(type);

    private sealed record Projection(
        Func<Tensor[], Tensor> Value,
        Tolerance Tolerance,
        IReadOnlyList<string> Names,
        Random Random
    )
    {
        public void Check(Tensor[] x, int order, int orders)
        {
            var gradient = Differentiate.Gradient(Value)(x);
            for (var i = 0; i < x.Length; i++)
                CheckArgument(x, gradient[i], i, order);
            if (order == orders)
                return;
            Tensor[] directions = [.. x.Select(argument => Direction(Random, argument.Shape))];
            var next = this with { Value = v => Dot(Differentiate.Gradient(Value)(v), directions) };
            next.Check(x, order + 1, orders);
        }

        private void CheckArgument(Tensor[] x, Tensor gradient, int index, int order)
        {
            if (!gradient.Shape.Equals(x[index].Shape))
                throw new LawException(
                    $"[gradient] the derivative of order {order} by {Names[index]} {x[index].Shape} has shape {gradient.Shape}."
                );
            var direction = Direction(Random, x[index].Shape);
            var exact = (gradient * direction).Sum().Item();
            var (coarse, fine) = (
                Quotient(x, index, direction, Tolerance.Step),
                Quotient(x, index, direction, Tolerance.Step / 2)
            );
            var numeric = ((4 * fine) - coarse) / 3;
            var allowed = Tolerance.Slope * Math.Max(1, Math.Max(Math.Abs(exact), Math.Abs(numeric)));
            if (Math.Abs(exact - numeric) <= allowed)
                return;
            var kink =
                Math.Abs(fine - coarse) > 100 * allowed
                    ? $" Steps of {Tolerance.Step} and half of it give {coarse:R} and {fine:R}: the function may not be smooth here."
                    : "";
            throw new LawException(
                $"[gradient] the derivative of order {order} by {Names[index]} is {exact:R} in the direction {direction}, difference quotients give {numeric:R}: they differ by {Math.Abs(exact - numeric):E2}, allowed are {allowed:E2}.{kink}"
            );
        }

        private double Quotient(Tensor[] x, int index, Tensor direction, double step)
        {
            double At(double t)
            {
                Tensor[] moved = [.. x];
                moved[index] = x[index] + (direction * t);
                return Value(moved).Item();
            }
            return (At(step) - At(-step)) / (2 * step);
        }

        private static Tensor Dot(Tensor[] x, Tensor[] y) => x.Zip(y, (a, b) => (a * b).Sum()).Aggregate((a, b) => a + b);
    }
}
