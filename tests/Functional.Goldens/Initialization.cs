namespace Functional.Goldens;

/// <summary>Runs initializers: their scale, from numbers drawn with a key.</summary>
internal static class Initialization
{
    private const int Draws = 64;

    public static Verdict Run(GoldenCase golden)
    {
        if (golden.Numbers("shape") is not { } sizes)
            return Verdict.Missing($"initializer {golden.Name}");
        var shape = Shape.Of([.. sizes.Select(size => (int)size)]);
        return golden.Name == "layer_default" ? Layer(golden, shape)
            : Make(golden.Name, golden.Arguments) is not { } initializer ? Verdict.Missing($"initializer {Variant(golden)}")
            : Scale(golden, initializer, shape);
    }

    // PyTorch's gain of a nonlinearity is the library's slope: relu is a leaky relu of slope 0.
    private static Initializer? Make(string name, Arguments a) =>
        name switch
        {
            "xavier_normal" => Initializers.XavierNormal(a.Number("gain", 1)),
            "xavier_uniform" => Initializers.XavierUniform(a.Number("gain", 1)),
            "kaiming_normal" when IsPlain(a) => Initializers.KaimingNormal(a.Number("a", 0)),
            "kaiming_uniform" when IsPlain(a) => Initializers.KaimingUniform(a.Number("a", 0)),
            _ => null,
        };

    private static bool IsPlain(Arguments a) =>
        a.Word("mode", "fan_in") == "fan_in" && a.Word("nonlinearity", "leaky_relu") is "relu" or "leaky_relu";

    private static string Variant(GoldenCase golden) =>
        !golden.Name.StartsWith("kaiming", StringComparison.Ordinal) ? golden.Name
        : golden.Arguments.Word("mode") == "fan_out" ? $"{golden.Name} with mode fan_out"
        : $"{golden.Name} with nonlinearity {golden.Arguments.Word("nonlinearity")}";

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
        if (shape.Rank != 2)
            return Verdict.Missing("initializer layer_default of a convolution");
        var bound = golden.NumberOrNull("bound")!.Value;
        var (layer, sample) = (Operations.Linear(shape[1], shape[0]), Tensor.Zeros(Shape.Of(1, shape[1]), golden.Floating));
        var weights = Key.From(7)
            .Split(Draws)
            .SelectMany(key => Listing.Of(layer.Initialize(key, sample).Parameters["0.weight"]).Numbers);
        var largest = weights.Max(Math.Abs);
        return Verdict.Of(
            largest <= bound * (1 + 1e-6) && largest >= 0.95 * bound
                ? null
                : $"largest of many: expected almost {bound}, got {largest}"
        );
    }
}
