using static Functional.Operations;

namespace Functional.Properties;

/// <summary>Factors of matrices and what is built on them, at matrices whose pivots, eigenvalues and singular values are far apart.</summary>
internal static partial class Structured
{
    private static Shape[] Tall(Sizes s) =>
        [
            [s.K, s.N + 1, s.N],
        ];

    private static Shape[] WideBatch(Sizes s) =>
        [
            [s.K, s.N, s.N + 1],
        ];

    private static Shape[] System(Sizes s) =>
        [
            [s.K, s.N, s.N],
            [s.N, 2],
        ];

    private static Shape[] TallSystem(Sizes s) =>
        [
            [s.N + 2, s.N],
            [s.K, s.N + 2, 2],
        ];

    private static IEnumerable<Subject> Factors() =>
        [
            Curved("cholesky", Square, x => Spread(x[0]).Cholesky()),
            Curved("cholesky, upper", Square, x => Spread(x[0]).Cholesky(upper: true)),
            Curved("cholesky_solve", System, x => Spread(x[0]).CholeskySolve(x[1])),
            Curved("cholesky_solve, upper", System, x => Spread(x[0]).CholeskySolve(x[1], upper: true)),
            Curved("solve_triangular, lower", System, x => Spread(x[0]).SolveTriangular(x[1], upper: false)),
            Curved("solve_triangular, upper", System, x => Spread(x[0]).SolveTriangular(x[1].Select(1, 0), upper: true)),
            Curved("solve_triangular, transposed", System, x => Spread(x[0]).SolveTriangular(x[1], upper: true, transpose: true)),
            Curved(
                "solve_triangular from the right",
                s =>
                    [
                        [s.N, s.N],
                        [s.K, 2, s.N],
                    ],
                x => Spread(x[0]).SolveTriangular(x[1], upper: false, left: false)
            ),
            Curved(
                "solve_triangular of ones on the diagonal",
                s =>
                    [
                        [s.K, s.N + 1, s.N + 1],
                        [s.N + 1, 2],
                    ],
                x => (x[0] * 0.2).SolveTriangular(x[1], upper: false, unitDiagonal: true)
            ),
            Curved("lu", Square, x => Flat(Spread(x[0]).Flip(-1).Lu() is var (_, l, u) ? [l, u] : [])),
            Curved("lu of tall matrices", Tall, x => Flat(Spread(x[0]).Flip(-2).Lu() is var (_, l, u) ? [l, u] : [])),
            Curved("lu of wide matrices", WideBatch, x => Flat(Spread(x[0]).Flip(-2).Lu() is var (_, l, u) ? [l, u] : [])),
            Curved("qr", Square, x => Flat(Spread(x[0]).Qr() is var (q, r) ? [q, r] : [])),
            Curved("qr of tall matrices", Tall, x => Flat(Spread(x[0]).Qr() is var (q, r) ? [q, r] : [])),
            Curved("qr of wide matrices", WideBatch, x => Flat(Spread(x[0]).Qr() is var (q, r) ? [q, r] : [])),
            Curved("solve", System, x => Spread(x[0]).Flip(-1).Solve(x[1])),
            Curved("solve for a vector", System, x => Spread(x[0].Select(0, 0)).Flip(-1).Solve(x[1].Select(1, 0))),
            Curved("inverse", Square, x => Spread(x[0]).Flip(-2).Inverse()),
            Curved("matrix power below 0", Square, x => Spread(x[0]).MatrixPower(-2)),
            Curved(
                "det",
                s =>
                    [
                        [s.K, s.N + 2, s.N + 2],
                    ],
                x => (Spread(x[0]) * 0.2).Flip(-1).Det()
            ),
            Curved("slogdet", Square, x => Spread(x[0]).Flip(-1).SlogDet().LogAbsDet),
            Curved("logdet", Square, x => Spread(x[0]).LogDet()),
            Curved("least_squares", TallSystem, x => Spread(x[0]).LeastSquares(x[1])),
            Curved(
                "least_squares of wide matrices",
                s =>
                    [
                        [s.K, s.N, s.N + 2],
                        [s.N],
                    ],
                x => Spread(x[0]).LeastSquares(x[1])
            ),
            Curved("matrix_exp", Square, x => (x[0] * 0.5).MatrixExp()),
            // Elements of one sign, so small that none of the inverse is near 0.
            Curved("condition by columns", Square, x => Spread(x[0]).Cond(MatrixNormKind.LargestColumn)) with
            {
                Domain = _ => new(2, 4),
            },
        ];

    // What iterates: a GPU refuses it.
    private static IEnumerable<Subject> Spectra() =>
        [
            Curved("eigh", Square, x => Flat(Spread(x[0]).Eigh() is var (w, v) ? [w, v] : [])),
            Curved("eigvalsh", Square, x => Spread(x[0]).EigValsH() * x[0].Select(-1, 0)),
            Curved("svd", Square, x => Flat(Spread(x[0]).Svd() is var (u, s, v) ? [u, s, v] : [])),
            Curved("svd of tall matrices", Tall, x => Flat(Spread(x[0]).Svd() is var (u, s, v) ? [u, s, v] : [])),
            Curved("svd of wide matrices", WideBatch, x => Flat(Spread(x[0]).Svd() is var (u, s, v) ? [u, s, v] : [])),
            Curved("svdvals", WideBatch, x => Spread(x[0]).SvdVals()),
            Curved("eig", Square, x => Flat(Turning(x[0]).Eig() is var (w, v) ? [w, v] : [])),
            Curved("eigvals", Square, x => Turning(x[0]).EigVals() * x[0].Slice(-1, 0, 1)),
            Curved("pinv of tall matrices", Tall, x => Spread(x[0]).PseudoInverse()),
            Curved("pinv of wide matrices", WideBatch, x => Spread(x[0]).PseudoInverse()),
            Curved("condition", Square, x => Spread(x[0]).Cond()),
            Curved("largest singular value", Tall, x => Spread(x[0]).MatrixNorm(MatrixNormKind.LargestSingular)),
            Curved("nuclear norm", Tall, x => Spread(x[0]).MatrixNorm(MatrixNormKind.Nuclear, keepAxes: true)),
        ];

    // Small numbers, and 3, 6, 9, … on the diagonal.
    private static Tensor Spread(Tensor x)
    {
        var (rows, columns) = (Tensor.Range(x.Shape[-2]).ExpandDims(1), Tensor.Range(x.Shape[-1]));
        return (x * 0.1) + Where(Equal(rows, columns), (3 * rows) + 3, 0).To(x.DType);
    }

    // Blocks of two on the diagonal that have conjugate eigenvalues.
    private static Tensor Turning(Tensor x)
    {
        var (rows, columns) = (Tensor.Range(x.Shape[-2]).ExpandDims(1), Tensor.Range(x.Shape[-1]));
        var isFirst = Equal(rows & 1, 0);
        var beside = Where(isFirst & Equal(columns, rows + 1), 5, Where(!isFirst & Equal(columns, rows - 1), -3, 0));
        return (x * 0.1) + (Where(Equal(rows, columns), 4 * rows, 0) + beside).To(x.DType);
    }

    // Several results as one.
    private static Tensor Flat(Tensor[] results) => Tensor.Concatenate(0, [.. results.Select(result => result.Reshape(-1))]);
}
