namespace Functional.Goldens;

/// <summary>Runs schedules: the learning rate of every step, and the momentum where it is cycled too.</summary>
internal static class Scheduling
{
    private static readonly Tolerance Close = Tolerance.Of("schedule", DType.Float64, null);

    private static readonly Dictionary<string, Func<double, Arguments, Schedule>> Rates = new()
    {
        ["StepLR"] = (rate, a) => Schedules.Step(rate, a.Int("step_size"), a.Number("gamma", 0.1)),
        ["MultiStepLR"] = (rate, a) => Schedules.MultiStep(rate, a.Ints("milestones"), a.Number("gamma", 0.1)),
        ["ExponentialLR"] = (rate, a) => Schedules.Exponential(rate, a.Number("gamma")),
        ["CosineAnnealingLR"] = (rate, a) => Schedules.Cosine(rate, a.Int("T_max"), a.Number("eta_min", 0)),
        ["CosineAnnealingWarmRestarts"] = (rate, a) =>
            Schedules.CosineRestarts(rate, a.Int("T_0"), a.Int("T_mult", 1), a.Number("eta_min", 0)),
        ["LinearLR"] = (rate, a) =>
            Schedules.Linear(rate, a.Number("start_factor", 1.0 / 3), a.Number("end_factor", 1), a.Int("total_iters", 5)),
        ["PolynomialLR"] = (rate, a) => Schedules.Polynomial(rate, a.Int("total_iters", 5), a.Number("power", 1)),
        ["ConstantLR"] = (rate, a) => Schedules.Constant(rate, a.Number("factor", 1.0 / 3), a.Int("total_iters", 5)),
        ["OneCycleLR"] = (_, a) =>
            Schedules.OneCycle(
                a.Number("max_lr"),
                a.Int("total_steps"),
                a.Number("pct_start", 0.3),
                a.Number("div_factor", 25),
                a.Number("final_div_factor", 1e4),
                IsLinear(a),
                a.Flag("three_phase")
            ),
        ["CyclicLR"] = (_, a) => Cyclic(a, a.Number("base_lr"), a.Number("max_lr")),
    };

    private static readonly Dictionary<string, Func<Arguments, Schedule>> Momenta = new()
    {
        ["OneCycleLR"] = a =>
            Schedules.OneCycleMomentum(
                a.Int("total_steps"),
                a.Number("base_momentum", 0.85),
                a.Number("max_momentum", 0.95),
                a.Number("pct_start", 0.3),
                IsLinear(a),
                a.Flag("three_phase")
            ),
        ["CyclicLR"] = a => Cyclic(a, a.Number("max_momentum", 0.9), a.Number("base_momentum", 0.8)),
    };

    public static Verdict Run(GoldenCase golden)
    {
        var rates = golden.Numbers("lrs")!;
        var start = golden.NumberOrNull("base_lr")!.Value;
        if (golden.Numbers("metrics") is { } metrics)
            return Verdict.Of(Compare(golden, "rates", rates, Told(golden.Arguments, start, metrics, rates.Length)));
        if (!Rates.TryGetValue(golden.Name, out var make))
            return Verdict.Missing($"schedule {golden.Name}");
        return Verdict.Of(
            Compare(golden, "rates", rates, Steps(golden, make(start, golden.Arguments), rates.Length)),
            golden.Numbers("momenta") is { } momenta
                ? Compare(golden, "momenta", momenta, Steps(golden, Momenta[golden.Name](golden.Arguments), momenta.Length))
                : null
        );
    }

    private static Schedule Cyclic(Arguments a, double low, double high) =>
        Schedules.Cyclic(
            low,
            high,
            a.Int("step_size_up", 2000),
            a.IntOrNull("step_size_down"),
            a.Word("mode", "triangular") == "triangular2",
            a.Word("mode", "triangular") == "exp_range" ? a.Number("gamma", 1) : 1
        );

    private static bool IsLinear(Arguments a) => a.Word("anneal_strategy", "cos") == "linear";

    private static Tensor Steps(GoldenCase golden, Schedule schedule, int count) =>
        Tensor.Stack(0, [.. Enumerable.Range(0, count).Select(step => schedule.At(Tensor.Of((double)step).To(golden.Floating)))]);

    // The rate of step k is what it is after the measures before it.
    private static Tensor Told(Arguments a, double start, double[] metrics, int count)
    {
        var plateau = new Plateau(start)
        {
            Factor = a.Number("factor", 0.1),
            Patience = a.Int("patience", 10),
            Threshold = a.Number("threshold", 1e-4),
            IsRelative = a.Word("threshold_mode", "rel") == "rel",
            HigherIsBetter = a.Word("mode", "min") == "max",
            Cooldown = a.Int("cooldown", 0),
            Least = a.Number("min_lr", 0),
            Epsilon = a.Number("eps", 1e-8),
        };
        var rates = new double[count];
        for (var step = 0; step < count; step++)
            (rates[step], plateau) = (plateau.Rate, step < metrics.Length ? plateau.Next(metrics[step]) : plateau);
        return Tensor.Of(rates);
    }

    private static string? Compare(GoldenCase golden, string what, double[] expected, Tensor got) =>
        Comparison.Difference(
            what,
            Listing.Of(expected),
            got,
            got.DType,
            golden.Floating == DType.Float64 ? Close : new(1e-6, 1e-5, 0)
        );
}
