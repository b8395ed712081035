using System.Collections.Immutable;
using static Functional.Operations;

namespace Functional;

/// <summary>The minimizer of smooth functions that learns their curvature from its last steps (L-BFGS, Liu &amp; Nocedal 1989), with PyTorch's arguments.</summary>
/// <remarks>
/// It asks for the function itself, since a step looks at it several times; state goes in and comes out: <c>batches.Aggregate(start, (state, batch) =&gt;
/// lbfgs.Step(x =&gt; loss(x, batch), state))</c>. <see cref="Optimizers.Lbfgs"/> makes one.
/// </remarks>
public sealed class Lbfgs
{
    private const double CurvatureFloor = 1e-10;

    private readonly double _learningRate;
    private readonly int _maxIterations;
    private readonly int _maxEvaluations;
    private readonly double _gradientTolerance;
    private readonly double _changeTolerance;
    private readonly int _historySize;
    private readonly bool _strongWolfe;

    internal Lbfgs(
        double learningRate,
        int maxIterations,
        int maxEvaluations,
        double gradientTolerance,
        double changeTolerance,
        int historySize,
        bool strongWolfe
    ) =>
        (_learningRate, _maxIterations, _maxEvaluations, _gradientTolerance, _changeTolerance, _historySize, _strongWolfe) = (
            learningRate,
            maxIterations,
            maxEvaluations,
            gradientTolerance,
            changeTolerance,
            historySize,
            strongWolfe
        );

    /// <summary>The state before the first step.</summary>
    /// <exception cref="ModelException">There are no parameters.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance",
        "CA1822:Mark members as static",
        Justification = "every optimizer has it"
    )]
    public LbfgsState Init(Parameters parameters) =>
        parameters.Size > 0 ? new(parameters) : throw new ModelException("[lbfgs] there are no parameters to move.");

    /// <summary>Up to the given number of iterations on a function, until it is flat or nothing changes any more.</summary>
    /// <param name="loss">From parameters to a scalar; it is looked at, so that it may branch.</param>
    /// <param name="state">What <see cref="Init"/> or the step before gave.</param>
    /// <exception cref="ShapeException">The loss is not a scalar.</exception>
    public LbfgsState Step(Func<Parameters, Tensor> loss, LbfgsState state)
    {
        var valueAndGradient = Differentiate.ValueAndGradient(loss);
        var evaluations = 0;
        (double, Tensor) Look(Tensor flat)
        {
            evaluations++;
            var (value, gradient) = valueAndGradient(state.Parameters.Unflattened(flat));
            var slope = gradient.Flattened();
            Tensor.Evaluate(value, slope);
            return (value.Item(), slope);
        }

        var x = state.Parameters.Flattened().Evaluate();
        var (value, g) = Look(x);
        var (memory, isDone) = (state.Memory, Largest(g) <= _gradientTolerance);
        for (var iteration = 1; !isDone && iteration <= _maxIterations; iteration++)
        {
            memory = memory.Next(g, _historySize, CurvatureFloor);
            var direction = memory.Direction!;
            var length = (memory.Iterations == 1 ? Math.Min(1, 1 / Abs(g).Sum().Item()) : 1) * _learningRate;
            var slope = (g * direction).Sum().Item();
            memory = memory with { Length = length };
            if (slope > -_changeTolerance)
            {
                isDone = true;
                break;
            }
            var before = value;
            if (_strongWolfe)
                (value, g, length) = StrongWolfe.Search(at => Look(x + (at * direction)), length, direction, value, g, slope);
            memory = memory with { Length = length };
            x = (x + (length * direction)).Evaluate();
            if (!_strongWolfe && iteration < _maxIterations)
                (value, g) = Look(x);
            if (iteration == _maxIterations || evaluations >= _maxEvaluations)
                break;
            isDone =
                Largest(g) <= _gradientTolerance
                || Math.Abs(length) * Largest(direction) <= _changeTolerance
                || Math.Abs(value - before) < _changeTolerance;
        }
        return new(Computed(state.Parameters.Unflattened(x)))
        {
            Memory = memory,
            Loss = value,
            Iterations = memory.Iterations,
            Evaluations = state.Evaluations + evaluations,
            HasConverged = isDone,
        };
    }

    /// <summary>Steps on one function until it is flat, nothing changes any more, or there were enough.</summary>
    /// <param name="loss">From parameters to a scalar.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="maxSteps">How many steps at most.</param>
    /// <exception cref="ShapeException">The loss is not a scalar.</exception>
    /// <exception cref="ModelException">There are no parameters.</exception>
    public LbfgsState Minimize(Func<Parameters, Tensor> loss, Parameters start, int maxSteps = 100)
    {
        var state = Init(start);
        for (var step = 0; step < maxSteps && !state.HasConverged; step++)
            state = Step(loss, state);
        return state;
    }

    /// <summary>Where a function of one tensor is smallest, near a start.</summary>
    /// <inheritdoc cref="Minimize(Func{Parameters, Tensor}, Parameters, int)"/>
    public Tensor Minimize(Func<Tensor, Tensor> loss, Tensor start, int maxSteps = 100) =>
        Minimize(x => loss(x["x"]), Parameters.Of(("x", start)), maxSteps).Parameters["x"];

    internal static double Largest(Tensor x) => Abs(x).Max().Item();

    private static Parameters Computed(Parameters parameters)
    {
        Tensor.Evaluate([.. parameters.Tensors]);
        return parameters;
    }
}

/// <summary>What <see cref="Lbfgs"/> knows after a step.</summary>
public sealed record LbfgsState
{
    internal LbfgsState(Parameters parameters) => Parameters = parameters;

    /// <summary>The parameters after the step.</summary>
    public Parameters Parameters { get; }

    /// <summary>The loss that was looked at last; NaN before the first step. Without a line search it is that before the last move.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>How many moves were made.</summary>
    public int Iterations { get; init; }

    /// <summary>How often the function was looked at.</summary>
    public int Evaluations { get; init; }

    /// <summary>True if the step ended because the function is flat or nothing changed any more.</summary>
    public bool HasConverged { get; init; }

    internal CurvatureMemory Memory { get; init; } = CurvatureMemory.Empty;
}

/// <summary>The last moves and how the gradient changed along them, from which follows a direction.</summary>
/// <param name="Pairs">Changes of the gradient, moves, and the inverses of their products, the oldest first.</param>
/// <param name="Scale">What stands for the curvature of all other directions.</param>
/// <param name="Gradient">The gradient before the last move.</param>
/// <param name="Direction">The last move's direction.</param>
/// <param name="Length">How far it went along it.</param>
/// <param name="Iterations">How many moves there were.</param>
internal sealed record CurvatureMemory(
    ImmutableArray<(Tensor Change, Tensor Move, Tensor Inverse)> Pairs,
    Tensor Scale,
    Tensor? Gradient,
    Tensor? Direction,
    double Length,
    int Iterations
)
{
    public static CurvatureMemory Empty { get; } = new([], 1.0, null, null, 0, 0);

    /// <summary>With the move that led to this gradient, if the function is convex along it, and the direction of the next.</summary>
    public CurvatureMemory Next(Tensor gradient, int size, double floor)
    {
        if (Gradient is null || Direction is null)
            return this with { Gradient = gradient, Direction = (-gradient).Evaluate(), Iterations = 1 };
        var (pairs, scale) = (Pairs, Scale);
        var (change, move) = (gradient - Gradient, Direction * Length);
        var (curvature, square) = ((change * move).Sum(), (change * change).Sum());
        Tensor.Evaluate(change, move, curvature, square);
        if (curvature.Item() > floor)
        {
            pairs = pairs.Length < size ? pairs : pairs.RemoveAt(0);
            pairs = pairs.Add((change, move, (1 / curvature).Evaluate()));
            scale = (curvature / square).Evaluate();
        }
        return this with
        {
            Pairs = pairs,
            Scale = scale,
            Gradient = gradient,
            Direction = Downhill(gradient, pairs, scale).Evaluate(),
            Iterations = Iterations + 1,
        };
    }

    // Nocedal & Wright 2006, Algorithm 7.4.
    private static Tensor Downhill(
        Tensor gradient,
        ImmutableArray<(Tensor Change, Tensor Move, Tensor Inverse)> pairs,
        Tensor scale
    )
    {
        var (q, factors) = (-gradient, new Tensor[pairs.Length]);
        for (var i = pairs.Length - 1; i >= 0; i--)
        {
            factors[i] = (pairs[i].Move * q).Sum() * pairs[i].Inverse;
            q -= factors[i] * pairs[i].Change;
        }
        q *= scale;
        for (var i = 0; i < pairs.Length; i++)
            q += pairs[i].Move * (factors[i] - ((pairs[i].Change * q).Sum() * pairs[i].Inverse));
        return q;
    }
}

/// <summary>Parameters as one vector.</summary>
internal static class FlatParameters
{
    extension(Parameters parameters)
    {
        /// <summary>All elements one behind the other, in the widest type.</summary>
        public Tensor Flattened()
        {
            var type = parameters.Widest;
            return Tensor.Concatenate(0, [.. parameters.Tensors.Select(x => x.To(type).Flatten())]);
        }

        /// <summary>Parameters of these shapes and types from such a vector.</summary>
        public Parameters Unflattened(Tensor flat)
        {
            var start = 0;
            return parameters.Map(x =>
            {
                var (from, to) = (start, checked(start + (int)x.Size));
                start = to;
                return flat.Slice(0, from, to).Reshape(x.Shape).To(x.DType);
            });
        }
    }
}
