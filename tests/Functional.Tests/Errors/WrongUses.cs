using static Functional.Operations;

namespace Functional.Tests.Errors;

/// <summary>Wrong uses of tensors and their operations, each with a name.</summary>
internal static class WrongUses
{
    private static readonly Tensor Matrix = Tensor.Zeros([2, 3]);
    private static readonly Tensor Vector = Tensor.Zeros([4]);
    private static readonly Tensor Scalar = Tensor.Of(1f);
    private static readonly Tensor Bools = Tensor.Of([true, false]);
    private static readonly Tensor Whole = Tensor.Of([1, 2]);

    public static IEnumerable<(string Name, Action Use)> Shapes =>
        [
            ("operands that do not broadcast", () => _ = Matrix + Vector),
            ("operands of an inner axis that do not broadcast", () => _ = Tensor.Zeros([5, 2, 3]) * Tensor.Zeros([4, 1])),
            ("a choice between shapes that differ", () => Where(Bools, Matrix, Vector)),
            ("a shape with a negative axis", () => Tensor.Zeros([2, -3])),
            ("a shape with more elements than can be counted", () => Tensor.Zeros([int.MaxValue, int.MaxValue, int.MaxValue])),
            ("a tensor larger than memory", () => Tensor.Ones([int.MaxValue, 64]).Evaluate()),
            ("numbers that do not fill a shape", () => Tensor.Of<float>([1, 2, 3], [2, 2])),
            (
                "rows of different lengths",
                () =>
                    Tensor.Of([
                        [1, 2],
                        [3],
                    ])
            ),
            ("a reshape to another number of elements", () => Matrix.Reshape(4, 2)),
            ("a reshape whose free axis does not come out", () => Matrix.Reshape(4, -1)),
            ("a reshape with two free axes", () => Matrix.Reshape(-1, -1)),
            ("a reshape with a free axis beside an empty one", () => Tensor.Zeros([0]).Reshape(-1, 0)),
            ("stretching an axis that is not 1", () => Matrix.BroadcastTo([4, 3])),
            ("stretching to fewer axes", () => Matrix.BroadcastTo([3])),
            ("T of what is no matrix", () => _ = Tensor.Zeros([2, 3, 4]).T),
            ("squeezing an axis that is not 1", () => Matrix.Squeeze(0)),
            ("a product of inner axes that differ", () => Tensor.Zeros([3, 5]).MatMul(Tensor.Zeros([3, 5]))),
            ("a product of a matrix and a vector of another length", () => Matrix.MatMul(Vector)),
            ("a product of batches that do not broadcast", () => Tensor.Zeros([2, 1, 1]).MatMul(Tensor.Zeros([3, 1, 1]))),
            ("a product with a scalar", () => Matrix.MatMul(Scalar)),
            ("joining different widths", () => Tensor.Concatenate(0, Matrix, Tensor.Zeros([2, 4]))),
            ("joining different ranks", () => Tensor.Concatenate(1, Matrix, Vector)),
            ("joining nothing", () => Tensor.Concatenate(0)),
            ("joining scalars", () => Tensor.Concatenate(0, Scalar, Scalar)),
            ("stacking different shapes", () => Tensor.Stack(0, Matrix, Vector)),
            ("stacking nothing", () => Tensor.Stack(0)),
            ("the largest of nothing", () => Tensor.Zeros([0, 2]).Max(axis: 0)),
            ("the smallest of nothing", () => Tensor.Zeros([0]).Min()),
            ("the place of the largest of nothing", () => Tensor.Zeros([2, 0]).ArgMax(axis: 1)),
            ("the median of nothing", () => Tensor.Zeros([2, 0]).Median(axis: 1)),
            ("the largest absolute value of nothing", () => Tensor.Zeros([0]).Norm(double.PositiveInfinity)),
            ("searching rows for other rows", () => Matrix.SearchSorted(Tensor.Zeros([3, 2]))),
            ("searching a scalar", () => Scalar.SearchSorted(Vector)),
            ("boundaries that are not a vector", () => Vector.Bucketize(Matrix)),
            ("weights of another shape than what is counted", () => Whole.BinCount(Vector)),
            ("an index of another rank", () => Matrix.Gather(Whole, axis: 0)),
            ("an index larger than the tensor beside its axis", () => Matrix.Gather(Tensor.Zeros([5, 1], DType.Int32), axis: 1)),
            ("updates of another shape than the index", () => Vector.ScatterAdd(Whole, Vector, axis: 0)),
            ("an odd number of places for a gate", () => Matrix.Glu()),
            ("slopes for other channels", () => PRelu(Matrix, Vector)),
            ("cropping more than there is", () => Vector.Pad((-3, -2))),
            ("splitting an axis into sizes that do not fit", () => Matrix.Unflatten(1, 2, 2)),
            ("pieces of one size that do not fit", () => Vector.HSplit(3)),
            ("pieces of too few axes", () => Matrix.DSplit(1)),
            ("no pieces", () => Vector.TensorSplit(0)),
            ("places of areas that are too few", () => Matrix.Trapezoid(Tensor.Of([1f]))),
            ("weights of a histogram of another shape", () => Vector.Histogram(3, weights: Matrix)),
            ("a diagonal of another length", () => Matrix.DiagonalScatter(Tensor.Zeros([3]))),
            ("taking along an axis with too few axes", () => Matrix.TakeAlongAxis(Whole, 0)),
            ("slices to reduce without a place for each", () => Matrix.IndexReduce(Whole, Vector, 0, ScatterReduction.Sum)),
            ("pieces that do not add up", () => Matrix.Split([1, 1], axis: 1)),
            ("a mirror image longer than the tensor", () => Vector.Pad([(4, 0)], PadMode.Reflect)),
            ("a window longer than the axis", () => Vector.Window(0, 3, dilation: 2)),
            ("columns of other images", () => Tensor.Zeros([1, 4, 5]).Fold((3, 3), (2, 2))),
            ("index tensors that do not broadcast", () => _ = Matrix[Whole, Tensor.Of([0, 1, 0])]),
            ("a mask of another shape", () => _ = Matrix[.., Bools]),
            ("values that do not fit the places", () => Matrix.At(.., 1..).Set(Vector)),
            ("a summation that names too many axes", () => Einsum("ijk->i", Matrix)),
            ("a summation over sizes that differ", () => Einsum("ij,jk", Matrix, Matrix)),
            ("a summation whose result has an unknown letter", () => Einsum("ij->iz", Matrix)),
            ("a vector product of vectors of 4", () => Vector.Cross(Vector)),
            ("a power of a matrix that is not square", () => Matrix.MatrixPower(2)),
            ("factors of a vector", () => Vector.Qr()),
            ("a Cholesky factor of a matrix that is not square", () => Matrix.Cholesky()),
            ("factors of an enormous matrix", () => Tensor.Zeros([40_000, 40_000]).Svd()),
            ("a right side of another length", () => Tensor.Eye(3).Solve(Vector)),
            ("right sides that do not broadcast", () => Tensor.Zeros([2, 3, 3]).Solve(Tensor.Zeros([4, 3, 1]))),
            ("the solution of a singular system", () => Tensor.Ones([2, 2, 2]).Solve(Whole).Evaluate()),
            ("a Cholesky factor of what is not positive definite", () => (-Tensor.Eye(2)).Cholesky().Evaluate()),
            ("singular values of NaN", () => Tensor.Full([2, 2], double.NaN).SvdVals().Evaluate()),
            ("sums over axes that differ", () => Matrix.TensorDot(Matrix, 1)),
            ("the only element of several", () => Matrix.Item()),
            ("the only element of none", () => Tensor.Zeros([0]).Item<float>()),
        ];

    public static IEnumerable<(string Name, Action Use)> AxesAndIndices =>
        [
            ("an axis that is out of range", () => Matrix.Sum(axis: 3)),
            ("a negative axis that is out of range", () => Matrix.Mean(axis: -3)),
            ("an axis of a scalar", () => Scalar.Max(axis: 1)),
            ("an axis named twice", () => Matrix.Sum([0, -2])),
            ("softmax along an axis that is out of range", () => Matrix.Softmax(axis: 2)),
            ("a permutation of too few axes", () => Matrix.Permute(0)),
            ("a permutation that names an axis twice", () => Matrix.Permute(1, -1)),
            ("transposing a vector", () => Vector.Transpose()),
            ("a new axis out of range", () => Matrix.ExpandDims(4)),
            ("a step of 0", () => Vector.Slice(0, step: 0)),
            ("a slice along an axis that is out of range", () => Vector.Slice(1)),
            ("more elements than there are to choose from", () => Matrix.TopK(4)),
            ("the smallest element but none", () => Matrix.KthValue(0, axis: 0)),
            ("a quantile beyond the largest", () => Vector.Quantile(1.5)),
            ("a norm of no number", () => Vector.Norm(double.NaN)),
            ("a histogram without bins", () => Vector.Histogram(0)),
            ("a histogram of a range that ends before it begins", () => Vector.Histogram(3, (1, 0))),
            ("counting negative numbers", () => (-Whole).BinCount()),
            ("sorting along an axis that is out of range", () => Matrix.Sort(2)),
            ("a running sum along an axis that is out of range", () => Matrix.CumSum(-3)),
            ("a position out of range", () => Vector.Select(0, 4)),
            ("enumerating a scalar", () => Scalar.GetEnumerator()),
            (
                "nested arrays of different lengths",
                () =>
                    Tensor.Of([
                        [
                            [1, 2],
                            [3, 4],
                        ],
                        [
                            [5, 6],
                        ],
                    ])
            ),
            (
                "nested arrays of different lengths inside",
                () =>
                    Tensor.Of([
                        [
                            [1, 2],
                            [3],
                        ],
                    ])
            ),
            ("a view of memory of another size", () => Tensor.View<float>(new float[5], [2, 3])),
            ("a collection of different shapes", () => Tensor.OfElements([Vector, Matrix])),
            ("a range by steps of 0", () => Tensor.Range(0, 5, 0)),
            ("a range that leads away from its end", () => Tensor.Range(5, 0)),
            ("a range of floats that leads away from its end", () => Tensor.Range(0.0, 1, -0.5)),
            ("a range without end", () => Tensor.Range(0, double.PositiveInfinity)),
            ("a range of more numbers than an axis has", () => Tensor.Range(0L, 1L << 40)),
            ("random whole numbers of nothing", () => Key.From(0).Integers([2], 3, 3)),
            ("random whole numbers that the type does not hold", () => Key.From(0).Integers([2], 0, 300, DType.UInt8)),
            ("random whole numbers that are floats", () => Key.From(0).Integers([2], 0, 3, DType.Float32)),
            ("choosing more than there is", () => Key.From(0).Choice(Vector, [5], replace: false)),
            ("choosing from nothing", () => Key.From(0).Choice(Tensor.Zeros([0]), [1])),
            ("probabilities of something else", () => Key.From(0).Choice(Vector, [1], probabilities: Tensor.Ones([3]))),
            (
                "probabilities that are whole numbers",
                () => Key.From(0).Choice(Vector, [1], probabilities: Tensor.Ones([4], DType.Int64))
            ),
            ("a negative position out of range", () => Vector.Select(0, -5)),
            ("padding of too few axes", () => Matrix.Pad((1, 1))),
            ("a position out of range of an indexer", () => _ = Matrix[.., ^4]),
            ("an indexer with too many entries", () => _ = Matrix[0, 0, 0]),
            ("an indexer with two rests", () => _ = Matrix[Axis.Rest, Axis.Rest]),
            ("moving two axes to one place", () => Matrix.MoveAxis([0, 1], [0, 0])),
            ("a diagonal of one axis", () => Matrix.Diagonal(0, 1, -1)),
            ("one of several indices out of range, found by computing", () => Matrix[Whole - 1, Whole + 1].Evaluate()),
            ("an update out of range of an axis, found by computing", () => Matrix.At(.., Whole + 1).Add(1).Evaluate()),
            ("a class out of range, found by computing", () => Tensor.Of([3]).OneHot(3).Evaluate()),
            ("a row of an embedding out of range, found by computing", () => Matrix.Embed(Tensor.Of([-1])).Evaluate()),
            ("an index out of range, found by computing", () => Vector.Take(Tensor.Of([0, 4])).Evaluate()),
            ("a negative index out of range, found by computing", () => Vector.Gather(Tensor.Of([-5L]), axis: 0).Evaluate()),
            (
                "an update out of range, found by computing",
                () => Vector.ScatterAdd(Tensor.Of([9]), Tensor.Ones([1]), axis: 0).Evaluate()
            ),
        ];

    public static IEnumerable<(string Name, Action Use)> Types =>
        [
            ("a power written as in mathematics", () => _ = Matrix ^ 2),
            ("a .NET type that no element type corresponds to", () => Tensor.Of((ushort)1)),
            ("reducing bools by index", () => Bools.ScatterReduce(Whole, Bools, 0, ScatterReduction.Prod)),
            ("a difference of bools", () => _ = Bools - Bools),
            ("minus a bool", () => _ = -Bools),
            ("and of numbers", () => _ = Matrix & Matrix),
            ("not of a number", () => _ = !Whole),
            ("bits of a float", () => _ = ~Matrix),
            ("a shift of floats", () => _ = Matrix << 2),
            ("a shift of bools", () => _ = Bools >> Bools),
            ("a choice by numbers", () => Where(Matrix, 1, 0)),
            ("a product of bools", () => Bools.MatMul(Bools)),
            ("counting what are not integers", () => Vector.BinCount()),
            ("an index that is no integer", () => Vector.Take(Vector)),
            ("floats put among whole numbers", () => Whole.At(0).Set(1.5)),
            ("an indexer of floats", () => _ = Matrix[Vector]),
            ("the larger of bools at some places", () => Bools.At(0).Max(true)),
            ("reading another type than the tensor has", () => Vector.ToArray<double>()),
            ("a span of another type than the tensor has", () => Vector.AsSpan<int>()),
            ("an item of another type than the tensor has", () => Scalar.Item<int>()),
            ("a key of another type", () => Key.From(Vector)),
            ("uniform integers", () => Key.From(1).Uniform([2], DType.Int32)),
            ("normal bools", () => Key.From(1).Normal([2], DType.Bool)),
        ];

    public static IEnumerable<(string Name, Action Use)> Transformations =>
        [
            ("the gradient of a vector", () => Differentiate.Gradient((Tensor x) => x * 2)(Vector)),
            ("the gradient of a whole number", () => Differentiate.Gradient((Tensor x) => x.ArgMax(axis: 0))(Vector)),
            ("the gradient by whole numbers", () => Differentiate.Gradient((Tensor x) => x.Sum())(Whole)),
            ("the gradient by no tensor", () => Differentiate.Gradient((string _) => Scalar)("x")),
            ("a cotangent of another shape", () => Differentiate.Vjp((Tensor x) => x * 2, Vector).Pullback(Matrix)),
            ("the Jacobian by whole numbers", () => Differentiate.Jacobian(x => x)(Whole)),
            ("a polygamma function of a negative order", () => Vector.Polygamma(-1)),
            (
                "the derivative of the last polygamma function",
                () => Differentiate.Gradient((Tensor x) => x.Polygamma(20).Sum())(Vector)
            ),
            ("a smooth unit without width", () => Vector.Celu(0)),
            ("a mask under Compile", () => Compile.Function((Tensor x) => x[x > 0])(Vector)),
            ("looking under Compile", () => Compile.Function((Tensor x) => x.Item() > 0 ? x : -x)(Scalar)),
            (
                "printing several under Compile",
                () =>
                    Compile.Function(
                        (Tensor x) =>
                        {
                            Tensor.Evaluate(x, x);
                            return x;
                        }
                    )(Scalar)
            ),
            ("looking under Vectorize", () => Vectorize.Map((Tensor x) => x.ToArray<float>().Length > 0 ? x : -x)(Vector)),
            ("looking in a scan", () => Loop.Repeat(x => x.Item() > 0 ? x : -x, Scalar, 3)),
            ("batches of different sizes", () => Vectorize.Map((Tensor x, Tensor y) => x, (0, 0))(Matrix, Vector)),
            ("a batch of nothing", () => Vectorize.Map((Tensor x, Tensor y) => x, (null, null))(Matrix, Vector)),
            ("a batch axis that is out of range", () => Vectorize.Map((Tensor x) => x, over: 1)(Vector)),
            ("a batch of scalars", () => Vectorize.Map((Tensor x) => x)(Scalar)),
            ("a loop whose carry changes its shape", () => Loop.Repeat(x => Tensor.Stack(0, x, x), Scalar, 2)),
            ("a loop whose carry changes its type", () => Loop.Repeat(x => x * Tensor.Of(0.5), Scalar, 2)),
            ("a loop over a scalar", () => Loop.Scan((Tensor c, Tensor x) => (c, x), Scalar, Scalar)),
            (
                "a loop over sequences of different lengths",
                () => Loop.Scan((Tensor c, (Tensor, Tensor) x) => (c, c), Scalar, (Matrix, Vector))
            ),
            ("a loop of negative length", () => Loop.Repeat(x => x, Scalar, -1)),
            ("a loop unfolded to a negative length", () => Loop.Unfold((Tensor x) => (x, x), Scalar, -1)),
        ];
}
