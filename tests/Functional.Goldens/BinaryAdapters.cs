using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Functions of two or three tensors, element by element, which broadcast.</summary>
internal static class BinaryAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["add"] = (x, a) => x[0] + Scaled(x[1], a.Number("alpha", 1)),
            ["sub"] = (x, a) => x[0] - Scaled(x[1], a.Number("alpha", 1)),
            ["mul"] = (x, _) => x[0] * x[1],
            ["div"] = (x, a) =>
                a.Has("rounding_mode")
                    ? Outputs.Missing($"div with rounding_mode {a.Word("rounding_mode")}")
                    : x.Real(0) / x.Real(1),
            ["pow"] = (x, _) => x[0].DType.IsInteger ? Outputs.Missing("pow of integers") : Pow(x[0], x[1]),
            ["pow_scalar"] = (x, a) =>
                x[0].DType.IsInteger ? Outputs.Missing("pow of integers") : Pow(x[0], a.Number("exponent")),
            ["rpow_scalar"] = (x, a) => Pow(a.Number("base"), x[0]),
            ["maximum"] = (x, _) => Maximum(x[0], x[1]),
            ["minimum"] = (x, _) => Minimum(x[0], x[1]),
            ["eq"] = (x, _) => Equal(x[0], x[1]),
            ["ne"] = (x, _) => NotEqual(x[0], x[1]),
            ["lt"] = (x, _) => x[0] < x[1],
            ["le"] = (x, _) => x[0] <= x[1],
            ["gt"] = (x, _) => x[0] > x[1],
            ["ge"] = (x, _) => x[0] >= x[1],
            ["logical_and"] = (x, _) => x[0] & x[1],
            ["logical_or"] = (x, _) => x[0] | x[1],
            ["logical_xor"] = (x, _) => NotEqual(x[0], x[1]),
            ["where"] = (x, _) => Where(x[0], x[1], x[2]),
        };

    private static Tensor Scaled(Tensor y, double alpha) => alpha == 1 ? y : alpha * y;
}
