namespace Functional.Goldens;

/// <summary>Products and decompositions of matrices.</summary>
internal static class LinearAlgebraAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["matmul"] = (x, _) => x[0].MatMul(x[1]),
            ["mm"] = (x, _) => x[0].MatMul(x[1]),
            ["bmm"] = (x, _) => x[0].MatMul(x[1]),
            ["mv"] = (x, _) => x[0].MatMul(x[1]),
            ["dot"] = (x, _) => x[0].MatMul(x[1]),
        };
}
