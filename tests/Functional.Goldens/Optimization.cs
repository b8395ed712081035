using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Runs trajectories of optimizers and the clipping of gradients.</summary>
internal static class Optimization
{
    // Rounding grows along a trajectory; single precision has no recorded figure.
    private static readonly Tolerance Close = new(1e-10, 1e-10, 0);

    private static readonly Dictionary<string, Func<Arguments, Optimizer?>> Makers = new()
    {
        ["sgd"] = a =>
            Optimizers.Sgd(
                a.Number("lr"),
                a.Number("momentum", 0),
                a.Number("dampening", 0),
                a.Flag("nesterov"),
                a.Number("weight_decay", 0)
            ),
        ["adam"] = a =>
            Optimizers.Adam(
                a.Number("lr"),
                Beta(a, 0),
                Beta(a, 1),
                a.Number("eps", 1e-8),
                a.Number("weight_decay", 0),
                a.Flag("amsgrad")
            ),
        ["adamw"] = a =>
            Optimizers.AdamW(
                a.Number("lr"),
                Beta(a, 0),
                Beta(a, 1),
                a.Number("eps", 1e-8),
                a.Number("weight_decay", 0.01),
                a.Flag("amsgrad")
            ),
        ["adagrad"] = a =>
            Optimizers.Adagrad(
                a.Number("lr"),
                a.Number("lr_decay", 0),
                a.Number("weight_decay", 0),
                a.Number("initial_accumulator_value", 0),
                a.Number("eps", 1e-10)
            ),
        ["rmsprop"] = a =>
            Optimizers.RmsProp(
                a.Number("lr"),
                a.Number("alpha", 0.99),
                a.Number("eps", 1e-8),
                a.Number("weight_decay", 0),
                a.Number("momentum", 0),
                a.Flag("centered")
            ),
        ["adamax"] = a =>
            Optimizers.Adamax(a.Number("lr"), Beta(a, 0), Beta(a, 1), a.Number("eps", 1e-8), a.Number("weight_decay", 0)),
        ["nadam"] = a =>
            Optimizers.NAdam(
                a.Number("lr"),
                Beta(a, 0),
                Beta(a, 1),
                a.Number("eps", 1e-8),
                a.Number("weight_decay", 0),
                a.Number("momentum_decay", 0.004)
            ),
        ["radam"] = a =>
            Optimizers.RAdam(a.Number("lr"), Beta(a, 0), Beta(a, 1), a.Number("eps", 1e-8), a.Number("weight_decay", 0)),
        ["adadelta"] = a =>
            Optimizers.Adadelta(a.Number("lr"), a.Number("rho", 0.9), a.Number("eps", 1e-6), a.Number("weight_decay", 0)),
        ["rprop"] = a =>
            Optimizers.RProp(
                a.Number("lr"),
                a.NumbersOrNull("etas")?[0] ?? 0.5,
                a.NumbersOrNull("etas")?[1] ?? 1.2,
                a.NumbersOrNull("step_sizes")?[0] ?? 1e-6,
                a.NumbersOrNull("step_sizes")?[1] ?? 50
            ),
        ["asgd"] = a =>
            Optimizers.Asgd(
                a.Number("lr"),
                a.Number("lambd", 1e-4),
                a.Number("alpha", 0.75),
                a.Number("t0", 1e6),
                a.Number("weight_decay", 0)
            ),
        ["clip_grad_norm"] = a => Optimizers.ClipByGlobalNorm(a.Number("max_norm"), a.Number("norm_type", 2)),
        ["clip_grad_value"] = a => Optimizers.ClipByValue(a.Number("clip_value")),
    };

    /// <summary>25 steps on a function, or with given gradients; the points and the function's values there.</summary>
    public static Verdict Trajectory(GoldenCase golden)
    {
        if (golden.Name == "lbfgs")
            return LbfgsTrajectory(golden);
        if (Make(golden) is not { } optimizer)
            return Verdict.Missing($"optimizer {golden.Name}");
        var points = golden.Points("trajectory")!;
        var (losses, given) = (golden.Numbers("losses"), golden.Points("gradients"));
        var function = Function(golden.Json.GetProperty("function").GetString()!, golden.Floating);
        var x = Parameters.Of(("x", Vector(points[0], golden.Floating)));
        var state = optimizer.Init(x);
        for (var step = 0; step < points.Length; step++)
        {
            var reason = Compare(golden, $"point {step}", points[step], x["x"]);
            if (losses is not null)
                reason ??= Compare(golden, $"loss {step}", losses.AsSpan(step, 1), function!(x["x"]).Reshape(1));
            if (reason is not null)
                return Verdict.Of(reason);
            if (step + 1 == points.Length)
                break;
            var gradient = given is null ? Differentiate.Gradient(function!)(x["x"]) : Vector(given[step], golden.Floating);
            (x, state) = optimizer.Step(Parameters.Of(("x", gradient)), state, x);
            Tensor.Evaluate([.. x.Tensors, .. state.Tensors]);
        }
        return golden.Numbers("average") is { } average
            ? Verdict.Of(Compare(golden, "average", average, state.Slot("average")["x"]))
            : Verdict.Passed;
    }

    // It asks for the function. Rounding grows where curvatures differ by millions, all the more without a line search, so that
    // of such a path the first step is compared, and how low it ends.
    private static Verdict LbfgsTrajectory(GoldenCase golden)
    {
        var a = golden.Arguments;
        var optimizer = Optimizers.Lbfgs(
            a.Number("lr", 1),
            a.Int("max_iter", 20),
            a.IntOrNull("max_eval"),
            a.Number("tolerance_grad", 1e-7),
            a.Number("tolerance_change", 1e-9),
            a.Int("history_size", 100),
            a.IsWord("line_search_fn", "strong_wolfe")
        );
        var (points, losses) = (golden.Points("trajectory")!, golden.Numbers("losses")!);
        var function = Function(golden.Json.GetProperty("function").GetString()!, golden.Floating)!;
        var state = optimizer.Init(Parameters.Of(("x", Vector(points[0], golden.Floating))));
        var isOwn = golden.Json.GetProperty("tags").EnumerateArray().Any(tag => tag.GetString() == "own line search");
        var isDouble = golden.Floating == DType.Float64;
        for (var step = 0; step < points.Length; step++)
        {
            var tolerance =
                !isDouble ? Tolerance.Pattern
                : !isOwn ? Close
                : step <= 1 ? new(1e-8, 1e-8, 0)
                : Tolerance.Pattern;
            var expected = Listing.Of(points[step]);
            if (Comparison.Difference($"point {step}", expected, state.Parameters["x"], golden.Floating, tolerance) is { } reason)
                return Verdict.Of(reason);
            if (step + 1 < points.Length)
                state = optimizer.Step(parameters => function(parameters["x"]), state);
        }
        var (least, last) = (losses[^1], function(state.Parameters["x"]).Item());
        var room = isDouble && a.IsWord("line_search_fn", "strong_wolfe") ? 1e-9 : 1e-2;
        return last <= least + (room * Math.Max(1, Math.Abs(least)))
            ? Verdict.Passed
            : Verdict.Of($"the last loss is {last:R}, and should be at most {least:R}");
    }

    /// <summary>Gradients of several shapes, clipped together, and their norm.</summary>
    public static Verdict Clip(GoldenCase golden)
    {
        if (Make(golden) is not { } optimizer)
            return Verdict.Missing($"{golden.Name} with norm_type {golden.Arguments.Number("norm_type")}");
        var (given, expected) = (golden.Points("grads")!, golden.Points("clipped")!);
        var shapes = golden.Points("shapes")!.Select(shape => Shape.Of([.. shape.Select(size => (int)size)])).ToArray();
        var gradients = Parameters.Of([.. given.Select((grad, i) => ($"{i}", Vector(grad, golden.Floating).Reshape(shapes[i])))]);
        var (clipped, _) = optimizer.Update(gradients, optimizer.Init(gradients), gradients);
        var reasons = expected.Select((values, i) => Compare(golden, $"gradient {i}", values, clipped[$"{i}"].Flatten()));
        return golden.NumberOrNull("total_norm") is { } norm
            ? Verdict.Of([.. reasons, Compare(golden, "total norm", [norm], Norm(golden, gradients))])
            : Verdict.Of(reasons);
    }

    private static Tensor Norm(GoldenCase golden, Parameters gradients) =>
        Optimizers.GlobalNorm(gradients, golden.Arguments.Number("norm_type", 2)).Reshape(1);

    private static Optimizer? Make(GoldenCase golden) => Makers.GetValueOrDefault(golden.Name)?.Invoke(golden.Arguments);

    private static double Beta(Arguments a, int index) => a.NumbersOrNull("betas")?[index] ?? (index == 0 ? 0.9 : 0.999);

    private static string? Compare(GoldenCase golden, string what, ReadOnlySpan<double> expected, Tensor got) =>
        Comparison.Difference(
            what,
            Listing.Of(expected),
            got,
            golden.Floating,
            golden.Floating == DType.Float64 ? Close : Tolerance.Pattern
        );

    private static Func<Tensor, Tensor>? Function(string name, DType floating) =>
        name switch
        {
            "rosenbrock" => Rosenbrock,
            "quadratic" => x => Quadratic(x, floating),
            _ => null,
        };

    private static Tensor Rosenbrock(Tensor x)
    {
        var (a, b) = (x.Select(0, 0), x.Select(0, 1));
        return Pow(1 - a, 2) + (100 * Pow(b - (a * a), 2));
    }

    private static Tensor Quadratic(Tensor x, DType floating)
    {
        var hilbert = Enumerable.Range(0, 25).Select(k => 1.0 / ((k / 5) + (k % 5) + 1)).ToArray();
        var h = Vector(hilbert, floating).Reshape(5, 5);
        return (0.5 * x.MatMul(h).MatMul(x)) - Vector([1, -0.5, 0.25, 1, -1], floating).MatMul(x);
    }

    private static Tensor Vector(ReadOnlySpan<double> values, DType floating) => Listing.Of(values).ToTensor(floating);
}
