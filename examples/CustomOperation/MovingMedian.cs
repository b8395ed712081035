using Functional;
using Functional.Vulkan;

namespace CustomOperation;

/// <summary>The median of every window of a vector, which is shorter by the window but one.</summary>
internal sealed class MovingMedian(int window) : Functional.CustomOperation, IShaderOperation
{
    public override string Name => "moving_median";

    private int Window => window;

    public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
        operands is [{ Rank: 1, DType: DType.Float64 } x] && x.Shape[0] >= window
            ? ([x.Shape[0] - window + 1], DType.Float64)
            : throw new ShapeException($"[{Name}] needs one float64 vector of at least {window} elements.");

    public override void Compute(CustomCall call)
    {
        var x = call.Operand<double>(0).ToArray();
        var medians = call.Result<double>();
        for (var i = 0; i < medians.Length; i++)
            medians[i] = x[PlaceOfMedian(x, i)];
    }

    public ComputeShader Shader(IReadOnlyList<(Shape Shape, DType Type)> operands, (Shape Shape, DType Type) result) =>
        MedianShader.For(window, result.Shape.Size, gives: "MEDIANS");

    // The cotangent of a window goes to the element that is its median; where it lies is found by looking at the numbers.
    public override IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result)
    {
        var places = new Places(this).Apply(operands[0]);
        return [Tensor.Zeros(operands[0].Shape, operands[0].DType).ScatterAdd(places, cotangent, axis: 0)];
    }

    private int PlaceOfMedian(double[] x, int first)
    {
        var places = Enumerable.Range(first, window).ToArray();
        Array.Sort(places, (a, b) => x[a].CompareTo(x[b]));
        return places[window / 2];
    }

    /// <summary>Where the medians lie: whole numbers, which have no derivative.</summary>
    private sealed class Places(MovingMedian median) : Functional.CustomOperation, IShaderOperation
    {
        public override string Name => "moving_median_places";

        public override (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands) =>
            (median.Result(operands).Shape, DType.Int64);

        public override void Compute(CustomCall call)
        {
            var x = call.Operand<double>(0).ToArray();
            var places = call.Result<long>();
            for (var i = 0; i < places.Length; i++)
                places[i] = median.PlaceOfMedian(x, i);
        }

        public ComputeShader Shader(IReadOnlyList<(Shape Shape, DType Type)> operands, (Shape Shape, DType Type) result) =>
            MedianShader.For(median.Window, result.Shape.Size, gives: "PLACES");

        public override IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result) =>
            [null];
    }
}
