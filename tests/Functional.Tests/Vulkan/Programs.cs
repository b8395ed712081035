using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Groups that between them use every kind of source, view, store and reduction.</summary>
internal static class Programs
{
    public static Dictionary<string, Func<Tensor[]>> All { get; } =
        new()
        {
            ["chain"] = () => [Tanh((Ramp(7, 33) * Ramp(33)) + 0.25) * Sigmoid(Ramp(7, 33))],
            ["outer"] = () => [Ramp(5, 1, 3) * Ramp(1, 4, 1)],
            ["transposed"] = () => [Ramp(6, 9).Transpose() + Ramp(9, 6)],
            ["sliced"] = () => [Ramp(20, 11).Slice(0, 1, 19, 3).Slice(1, step: -2) * 2],
            ["padded"] = () => [Exp(Ramp(4, 5).Pad((2, 1), (0, 3))) + Ramp(7, 8)],
            ["padded and reshaped"] = () => [Ramp(4, 5).Pad((1, 1), (2, 2)).Reshape(9, 6) + Ramp(9, 6)],
            ["reshaped thrice"] = () =>
                [Ramp(6, 4).Transpose().Reshape(3, 8).Transpose().Reshape(4, 6).Transpose().Reshape(24) + 1],
            ["shifted window"] = () => [Ramp(30).Pad((2, 0)).Slice(0, 0, 30) - Ramp(30)],
            ["moved after padding"] = () => [Sin(Ramp(3, 4)).Pad((1, 2), (2, 0)).Flip(1) * Ramp(6, 6)],
            ["indices"] = () =>
                [Tensor.Iota([4, 5]).Transpose().To(DType.Float32) * Ramp(5, 4), Tensor.Iota([3, 2]).Flip(0) + 0L],
            ["several results"] = () => Several(Ramp(8, 9)),
            ["bools"] = () => [Ramp(3, 7) > Ramp(7), (Ramp(3, 7) > 0) & !(Ramp(3, 7) > 1)],
            ["where"] = () => [Where(Ramp(5, 6) > 0, Sqrt(Ramp(5, 6)), Tensor.Of(-1f))],
            ["concatenated"] = () => [Tensor.Concatenate(1, Ramp(4, 3), Ramp(4, 5) * 2, Exp(Ramp(4, 1)))],
            ["concatenated bools"] = () => [Tensor.Concatenate(0, Ramp(3) > 0, Ramp(6) > 1)],
            ["overlapping pieces"] = () =>
                [Differentiate.Gradient((Tensor x) => (x.Slice(0, 0, 9) * x.Slice(0, 3, 12)).Sum())(Ramp(12))],
            ["integers"] = () =>
                [(Numbers(40) * 3) - (Numbers(40) / 2.0).To(DType.Int32), Numbers(40).To(DType.Int64) * 1234567890123L],
            ["random bits"] = () => [RandomBitsOp.Make(Tensor.Of(7), Tensor.Of(9), Tensor.Range(1000, DType.Int32), 0)],
            ["doubles"] = () => [Tanh(Ramp(50).To(DType.Float64)) + Log(Ramp(50).To(DType.Float64) + 9)],
            ["bytes"] = () => [(Bytes(DType.UInt8, 37) * 7) + Bytes(DType.UInt8, 37), Bytes(DType.Int8, 9).Pad((1, 2)) - 100],
            ["shorts"] = () => [Bytes(DType.Int16, 6, 7).Transpose() * 300],
            ["halves"] = () => [Tanh(Bytes(DType.Float16, 5, 9) / 3), Bytes(DType.Float16, 45).Slice(0, 1, 40, 3) * 0.1],
            ["bfloat16s"] = () => [Tanh(Bytes(DType.BFloat16, 5, 9) / 3), (Bytes(DType.BFloat16, 7, 40) * 1.7).Sum(1)],
            ["concatenated halves"] = () => [Tensor.Concatenate(0, Bytes(DType.Float16, 5), Bytes(DType.Float16, 6) * 2)],
            ["packs"] = () => [Tanh((Ramp(6, 12) * Ramp(12)) + 0.25) * Ramp(6, 1), Ramp(6, 12) > 1],
            ["packs between zeros"] = () => [Ramp(4, 8).Pad((1, 2), (0, 0)) + Ramp(7, 8), Ramp(2, 8).Pad((0, 0), (4, 4)) * 2],
            ["packs beside single elements"] = () => [Ramp(8, 6).Transpose() + Ramp(6, 8) + Ramp(8)],
            ["packs of what is turned"] = () =>
                [
                    Ramp(4, 8).Transpose().Flip(1) + 1,
                    Ramp(4, 8).Flip(0) + Ramp(4, 8).Flip(1),
                    Ramp(4, 8).Transpose().Flip(0) * 2,
                    Ramp(2, 4, 4).Permute(2, 0, 1).Flip(1) + Ramp(4, 2, 4),
                ],
            ["packs and their numbers"] = () => [Tensor.Iota([40]).To(DType.Float32) * Ramp(40)],
            ["packs of bytes"] = () =>
                [Bytes(DType.UInt8, 40) * 7, Bytes(DType.Int8, 5, 8) - 100, (Ramp(24) > 0) & (Ramp(24) > -1)],
            ["packs of shorts"] = () =>
                [Bytes(DType.Int16, 12) * 300, Bytes(DType.Float16, 3, 4) / 3, Bytes(DType.BFloat16, 8) * 1.7],
            ["packs of longs"] = () => [Numbers(40).To(DType.Int64) * 5, Tanh(Ramp(8).To(DType.Float64))],
            ["packs added"] = () =>
                [Differentiate.Gradient((Tensor x) => (x.Slice(0, 0, 8) * x.Slice(0, 4, 12)).Sum())(Ramp(12))],
            ["empty"] = () => [Ramp(0, 4) + 1, Ramp(0).Pad((2, 3)) + 1],
            ["scalar"] = () => [Tanh(Tensor.Of(0.3f) * 2)],
            ["sum of rows"] = () => [(Ramp(10, 300) * Ramp(300)).Sum(1)],
            ["sum of columns"] = () => [(Ramp(300, 10) * Ramp(10)).Sum(0)],
            ["sum of the middle"] = () => [Ramp(4, 50, 6).Sum(1)],
            ["sum of outer and inner"] = () => [Ramp(6, 5, 40).Sum([0, 2])],
            ["sum of all"] = () => [Exp(Ramp(37, 41)).Sum()],
            ["sum of padded"] = () => [Ramp(5, 6).Pad((1, 1), (3, 40)).Sum(1)],
            ["sum of nothing"] = () => [Ramp(3, 0).Sum(1), Ramp(0, 3).Sum(0)],
            ["sum of a constant"] = () => [Tensor.Full([4, 100], 3).Sum(1)],
            ["count"] = () => [(Ramp(9, 200) > 0).Sum(1)],
            ["sums in place"] = () => InPlace(Ramp(40, 50)),
            ["picked rows"] = () => [Ramp(9, 5).Take(Places(9, 4, 3)), Ramp(6, 7).Transpose().Gather(Places(7, 4, 5), 0)],
            ["picked halves"] = () => [Bytes(DType.Float16, 9, 5).Gather(Places(5, 9, 8).To(DType.Int32), 1)],
            ["put at few indices"] = () => [Ramp(5, 6).ScatterAdd(Places(6, 5, 9), Ramp(5, 9), 1)],
            ["put at many indices"] = () =>
                [
                    Zeros(3000, 17).ScatterAdd(Along(Places(3000, 70), 17), Ramp(70, 17), 0),
                    Zeros(900).Scatter(Places(900, 90), Ramp(90), 0),
                ],
            ["elements put at many indices"] = () => [Zeros(300, 7).ScatterAdd(Places(300, 1200, 7), Ramp(1200, 7), 0)],
            ["sorted"] = () => [Ramp(5, 40).ArgSort(1), Ramp(40, 3).ArgSort(0, descending: true)],
            ["long sorted"] = () => [Ramp(2, 2500).ArgSort(1), Ramp(1500).To(DType.Float64).ArgSort()],
            ["running"] = () => [Ramp(6, 30).CumSum(1), Ramp(30, 6).CumProd(0), Numbers(50).CumSum(0)],
            ["long running"] = () => [Ramp(3, 5000).CumSum(1), Ramp(5000, 2).CumMax(0).Values],
            ["longest"] = () => [Ramp(40_000).CumProd(0), Zeros(900).ScatterAdd(Places(900, 40_000), Ramp(40_000), 0)],
            ["recurrence"] = () => [Tensor.LinearRecurrence(Ramp(4, 30), Ramp(4, 1) * 0.2, 1)],
            ["products"] = () =>
                [
                    Whole(9, 20).MatMul(Whole(20, 17)),
                    Whole(3, 4, 5).MatMul(Whole(3, 7, 5).Transpose(1, 2)),
                    Whole(2, 700).MatMul(Whole(700, 3)),
                ],
            ["convolutions"] = () =>
                [
                    Whole(2, 3, 7, 6).Conv2D(Whole(4, 3, 3, 3), stride: 2, padding: 1),
                    Whole(2, 3, 4).ConvTranspose1D(Whole(3, 2, 3), stride: 2),
                ],
            ["factors"] = () =>
                [
                    Regular(2, 9, 9).Cholesky(),
                    Regular(9, 9).SolveTriangular(Ramp(9, 3), upper: true),
                    Regular(9, 9).SolveTriangular(Ramp(2, 3, 9), upper: false, unitDiagonal: true, left: false),
                    Regular(3, 9, 7).Flip(1).Lu().U,
                    Regular(9, 9).Flip(0).Solve(Ramp(9)),
                    (Regular(5, 5) * 0.3).Flip(1).Det(),
                    Regular(2, 9, 4).Qr().Q,
                    Regular(4, 9).To(DType.Float64).Qr().R,
                ],
            ["factors in parts"] = () => [Regular(230, 230).Cholesky(), Regular(150, 150).Lu().L, Regular(150, 150).Qr().R],
            ["softmax"] = () => [Softmax(Ramp(12, 150))],
        };

    public static IEnumerable<TheoryDataRow<string>> Names() => All.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Numbers between −4 and 4 in no order.</summary>
    public static Tensor Ramp(params int[] sizes)
    {
        var values = new float[sizes.Aggregate(1, (size, axis) => size * axis)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i * 0.7548777f % 1 * 8) - 4;
        return Tensor.Of(values).Reshape(sizes);
    }

    // Sums of products of such numbers are exact.
    public static Tensor Whole(params int[] sizes) => Round(Ramp(sizes)).Evaluate();

    private static Tensor Numbers(int count) => Tensor.Of([.. Enumerable.Range(0, count).Select(i => (i * 7919 % 101) - 50)]);

    private static Tensor Bytes(DType type, params int[] sizes) =>
        (Numbers(sizes.Aggregate(1, (size, axis) => size * axis)) + 51).Reshape(sizes).To(type).Evaluate();

    // Matrices whose diagonal outweighs the rest.
    private static Tensor Regular(params int[] sizes) =>
        ((Ramp(sizes) * 0.05) + ((2 + (0.25 * sizes[^1])) * Tensor.Eye(sizes[^2], sizes[^1]))).Evaluate();

    public static Tensor Zeros(params int[] sizes) => (Ramp(sizes) * 0).Evaluate();

    private static Tensor Along(Tensor places, int width) => places.ExpandDims(1).BroadcastTo([places.Shape[0], width]);

    /// <summary>Indices of an axis of some size, some from its end, in no order.</summary>
    public static Tensor Places(int size, params int[] sizes) =>
        Tensor
            .Of([.. Enumerable.Range(0, sizes.Aggregate(1, (x, y) => x * y)).Select(i => (i * 7919L % (2 * size)) - size)])
            .Reshape(sizes);

    private static Tensor[] Several(Tensor x)
    {
        var y = Exp(x);
        return [y, y * 2, Tanh(y) + x];
    }

    private static Tensor Softmax(Tensor x)
    {
        var y = Exp(x - x.Max(1, keepAxes: true));
        return y / y.Sum([1], keepAxes: true);
    }

    // The sine of the sums takes over the memory of the sums.
    private static Tensor[] InPlace(Tensor x)
    {
        var y = Sin(Exp(x.Sum(1) * 0.001));
        return [(y.Reshape(40, 1) * x).Sum(0), (y * x.Transpose()).Sum(1)];
    }
}
