using System.Globalization;
using static Functional.Operations;

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
            ["dot"] = (x, _) => x[0].Dot(x[1]),
            ["inner"] = (x, _) => x[0].Inner(x[1]),
            ["outer"] = (x, _) => x[0].Outer(x[1]),
            ["addmm"] = AddMatMul,
            ["addmv"] = AddMatMul,
            ["baddbmm"] = AddMatMul,
            ["einsum"] = (x, a) => Einsum(a.Word("equation"), x.All),
            ["tensordot"] = (x, a) =>
                a.IsList("dims")
                    ? x[0].TensorDot(x[1], Axes(a.Table("dims")[0]!), Axes(a.Table("dims")[1]!))
                    : x[0].TensorDot(x[1], a.Int("dims")),
            ["multi_dot"] = (x, _) => Tensor.MultiDot(x.All),
            ["trace"] = (x, _) => x[0].Trace(),
            ["kron"] = (x, _) => x[0].Kron(x[1]),
            ["cross"] = (x, a) => x[0].Cross(x[1], a.Int("dim", -1)),
            ["cov"] = (x, a) => x[0].Cov(a.Int("correction", 1)),
            ["corrcoef"] = (x, _) => x[0].CorrCoef(),
            ["cdist"] = (x, a) => x[0].CDist(x[1], a.Number("p", 2)),
            ["matrix_power"] = (x, a) =>
                a.Int("n") < 0 ? Outputs.Missing("matrix_power of a negative power") : x[0].MatrixPower(a.Int("n")),
            ["vander"] = (x, a) => x[0].Vander(a.IntOrNull("n")),
            ["matrix_norm"] = MatrixNorm,
        };

    private static Outputs AddMatMul(Operands x, Arguments a) =>
        x[0].AddMatMul(x[1], x[2], a.Number("beta", 1), a.Number("alpha", 1));

    private static int[] Axes(int?[] axes) => [.. axes.Select(axis => axis!.Value)];

    private static Outputs MatrixNorm(Operands x, Arguments a)
    {
        var axes = a.IntsOrNull("dim") ?? [-2, -1];
        MatrixNormKind? kind =
            a.IsWord("ord", "fro") || !a.Has("ord") ? MatrixNormKind.Frobenius
            : a.IsWord("ord", "nuc") ? null
            : a.Number("ord") switch
            {
                1 => MatrixNormKind.LargestColumn,
                -1 => MatrixNormKind.SmallestColumn,
                double.PositiveInfinity => MatrixNormKind.LargestRow,
                double.NegativeInfinity => MatrixNormKind.SmallestRow,
                _ => null,
            };
        return kind is { } norm
            ? x[0].MatrixNorm(norm, axes[0], axes[1], a.KeepAxes())
            : Outputs.Missing(
                $"matrix_norm of order {(a.IsWord("ord", "nuc") ? "nuc" : a.Number("ord").ToString(CultureInfo.InvariantCulture))}"
            );
    }
}
