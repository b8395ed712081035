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
            ["matrix_power"] = (x, a) => x[0].MatrixPower(a.Int("n")),
            ["vander"] = (x, a) => x[0].Vander(a.IntOrNull("n")),
            ["matrix_norm"] = MatrixNorm,
            ["svd"] = (x, _) => SignedBy(x[0].Svd()),
            ["svdvals"] = (x, _) => x[0].SvdVals(),
            ["qr"] = (x, _) => WithPositiveDiagonal(x[0].Qr()),
            ["cholesky"] = (x, a) => x[0].Cholesky(a.Flag("upper")),
            ["cholesky_solve"] = (x, a) => x[1].CholeskySolve(x[0], a.Flag("upper")),
            ["eigh"] = (x, _) => x[0].Eigh() is var (w, v) ? (w, v * SignOfLargest(v)) : default,
            ["eigvalsh"] = (x, _) => x[0].EigValsH(),
            ["inv"] = (x, _) => x[0].Inverse(),
            ["solve"] = (x, _) => x[0].Solve(x[1]),
            ["solve_triangular"] = (x, a) =>
                x[0]
                    .SolveTriangular(
                        x[1],
                        a.Flag("upper"),
                        unitDiagonal: a.Flag("unitriangular"),
                        left: a.Flag("left", fallback: true)
                    ),
            ["det"] = (x, _) => x[0].Det(),
            ["slogdet"] = (x, _) => x[0].SlogDet(),
            ["lstsq"] = (x, _) => x[0].LeastSquares(x[1]),
            ["pinv"] = (x, _) => x[0].PseudoInverse(),
            ["matrix_exp"] = (x, _) => x[0].MatrixExp(),
            ["matrix_rank"] = (x, _) => x[0].MatrixRank(),
        };

    private static Outputs AddMatMul(Operands x, Arguments a) =>
        x[0].AddMatMul(x[1], x[2], a.Number("beta", 1), a.Number("alpha", 1));

    private static int[] Axes(int?[] axes) => [.. axes.Select(axis => axis!.Value)];

    private static Outputs MatrixNorm(Operands x, Arguments a)
    {
        var axes = a.IntsOrNull("dim") ?? [-2, -1];
        var kind =
            a.IsWord("ord", "fro") || !a.Has("ord") ? MatrixNormKind.Frobenius
            : a.IsWord("ord", "nuc") ? MatrixNormKind.Nuclear
            : a.Number("ord") switch
            {
                1 => MatrixNormKind.LargestColumn,
                -1 => MatrixNormKind.SmallestColumn,
                double.PositiveInfinity => MatrixNormKind.LargestRow,
                double.NegativeInfinity => MatrixNormKind.SmallestRow,
                2 => MatrixNormKind.LargestSingular,
                -2 => MatrixNormKind.SmallestSingular,
                var order => throw new KeyNotFoundException($"There is no matrix norm of order {order}."),
            };
        return x[0].MatrixNorm(kind, axes[0], axes[1], a.KeepAxes());
    }

    private static Outputs SignedBy((Tensor U, Tensor S, Tensor Vh) factors)
    {
        var sign = SignOfLargest(factors.U);
        return (Tensor[])[factors.U * sign, factors.S, factors.Vh * sign.Transpose()];
    }

    // The files fix signs: in every column the entry of largest magnitude is positive.
    private static Tensor SignOfLargest(Tensor columns) =>
        Sign(columns.Gather(Abs(columns).ArgMax(-2, keepAxes: true), -2)).StopGradient();

    // The files fix signs: the diagonal of R is positive.
    private static Outputs WithPositiveDiagonal((Tensor Q, Tensor R) factors)
    {
        var sign = Sign(factors.R.Diagonal(0, -2, -1)).StopGradient();
        return (factors.Q * sign.ExpandDims(-2), factors.R * sign.ExpandDims(-1));
    }
}
