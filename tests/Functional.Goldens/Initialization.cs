namespace Functional.Goldens;

/// <summary>Runs initializers: their scale, from numbers drawn with a key.</summary>
internal static class Initialization
{
    // As many numbers as it takes for the largest to be almost the bound.
    private const int Draws = 1024;

    public static Verdict Run(GoldenCase golden)
    {
        if (golden.Name == "gain")
            return Gain(golden);
        if (golden.Numbers("shape") is not { } sizes)
            return Verdict.Missing($"initializer {golden.Name}");
        var shape = Shape.Of([.. sizes.Select(size => (int)size)]);
        return golden.Name == "layer_default" && shape.Rank == 2 ? Layer(golden, shape)
            : Make(golden.Name, golden.Arguments) is not { } initializer ? Verdict.Missing($"initializer {golden.Name}")
            : golden.Numbers("values") is { } values ? Values(golden, initializer, shape, values)
            : Scale(golden, initializer, shape);
    }

    private static Initializer? Make(string name, Arguments a) =>
        name switch
        {
            "xavier_normal" => Initializers.XavierNormal(a.Number("gain", 1)),
            "xavier_uniform" => Initializers.XavierUniform(a.Number("gain", 1)),
            "kaiming_normal" => Initializers.KaimingNormal(a.Number("a", 0), Mode(a), Follows(a)),
            "kaiming_uniform" => Initializers.KaimingUniform(a.Number("a", 0), Mode(a), Follows(a)),
            "lecun_normal" => Initializers.LecunNormal(),
            "lecun_uniform" => Initializers.LecunUniform(),
            "layer_default" => Initializers.KaimingUniform(Math.Sqrt(5)),
            "eye" => Initializers.Eye(),
            "dirac" => Initializers.Dirac(a.Int("groups", 1)),
            _ => null,
        };

    private static Fan Mode(Arguments a) => a.Word("mode", "fan_in") == "fan_in" ? Fan.In : Fan.Out;

    private static Nonlinearity Follows(Arguments a) =>
        a.Word("nonlinearity", "leaky_relu") switch
        {
            "sigmoid" => Nonlinearity.Sigmoid,
            "tanh" => Nonlinearity.Tanh,
            "relu" => Nonlinearity.Relu,
            "leaky_relu" => Nonlinearity.LeakyRelu,
            "selu" => Nonlinearity.Selu,
            _ => Nonlinearity.Linear,
        };

    private static Verdict Gain(GoldenCase golden)
    {
        var (expected, got) = (
            golden.NumberOrNull("value")!.Value,
            Initializers.Gain(Follows(golden.Arguments), golden.Arguments.Number("param", 0.01))
        );
        return Verdict.Of(Math.Abs(expected - got) <= 1e-12 ? null : $"gain: expected {expected}, got {got}");
    }

    private static Verdict Values(GoldenCase golden, Initializer initializer, Shape shape, double[] values) =>
        Verdict.Of(
            Comparison.Difference(
                "values",
                Listing.Of(values),
                initializer(Key.From(7), shape, golden.Floating).Flatten(),
                golden.Floating,
                Tolerance.Of(golden.Name, golden.Floating, 0)
            )
        );

    // The same key gives the same uniform or normal numbers, so that the scale can be compared to the last digits.
    private static Verdict Scale(GoldenCase golden, Initializer initializer, Shape shape)
    {
        var key = Key.From(7);
        var expected = golden.NumberOrNull("bound") is { } bound
            ? key.Uniform(shape, -bound, bound, golden.Floating)
            : key.Normal(shape, golden.Floating) * golden.NumberOrNull("std")!.Value;
        var tolerance = Tolerance.Of(golden.Name, golden.Floating, 0);
        return Verdict.Of(
            Comparison.Difference(
                "values",
                Listing.Of(expected),
                initializer(key, shape, golden.Floating),
                golden.Floating,
                tolerance
            )
        );
    }

    private static Verdict Layer(GoldenCase golden, Shape shape)
    {
        var bound = golden.NumberOrNull("bound")!.Value;
        int[] kernel = [.. shape.Skip(2)];
        var layer = kernel.Length switch
        {
            0 => Operations.Linear(shape[1], shape[0]),
            1 => Operations.Conv1D(shape[1], shape[0], kernel),
            2 => Operations.Conv2D(shape[1], shape[0], kernel),
            _ => Operations.Conv3D(shape[1], shape[0], kernel),
        };
        var sample = Tensor.Zeros(Shape.Of([1, shape[1], .. kernel]), golden.Floating);
        var weights = Key.From(7)
            .Split((int)(1 + (Draws / shape.Size)))
            .SelectMany(key => Listing.Of(layer.Initialize(key, sample).Parameters["0.weight"]).Numbers);
        var largest = weights.Max(Math.Abs);
        return Verdict.Of(
            largest <= bound * (1 + 1e-6) && largest >= 0.95 * bound
                ? null
                : $"largest of many: expected almost {bound}, got {largest}"
        );
    }
}
