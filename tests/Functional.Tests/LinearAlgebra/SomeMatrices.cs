using static Functional.Operations;

namespace Functional.Tests.LinearAlgebra;

/// <summary>Matrices to decompose, and how near two of them are.</summary>
internal static class SomeMatrices
{
    /// <summary>Shapes around every boundary: none, one, blocks and panels, tall, wide, batches.</summary>
    public static TheoryData<string> Shapes =>
        [
            "0,0",
            "1,1",
            "2,2",
            "5,5",
            "31,31",
            "65,65",
            "100,100",
            "2,3,4,4",
            "0,3,3",
            "5,3",
            "3,5",
            "70,40",
            "40,70",
            "60,110",
            "2,50,3",
            "0,3",
            "3,0",
        ];

    public static TheoryData<string> SquareShapes =>
        ["0,0", "1,1", "2,2", "3,3", "5,5", "31,31", "65,65", "100,100", "2,3,4,4", "0,3,3"];

    public static Shape ShapeOf(string text) => Shape.Of([.. text.Split(',').Select(int.Parse)]);

    /// <summary>Numbers from −1 to 1.</summary>
    public static Tensor Uniform(Shape shape, int seed = 0)
    {
        var random = new Random(seed);
        return Tensor.Of<double>([.. Enumerable.Range(0, (int)shape.Size).Select(_ => (2 * random.NextDouble()) - 1)], shape);
    }

    public static Tensor Symmetric(Shape shape) => Uniform(shape) is var x ? x + x.Transpose() : null!;

    public static Tensor Positive(Shape shape) =>
        Uniform(shape) is var x ? x.MatMul(x.Transpose()) + (0.1 * Tensor.Eye(shape[-1], type: DType.Float64)) : null!;

    /// <summary><c>1 / (i + j + 1)</c>: the classic of bad condition.</summary>
    public static Tensor Hilbert(int n)
    {
        var places = Tensor.Range(n, DType.Float64);
        return 1 / (places.ExpandDims(1) + places + 1);
    }

    public static void AssertNear(Tensor expected, Tensor actual, double within = 1e-12)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        if (expected.Size == 0)
            return;
        var distance = Abs(expected - actual).Max().Item();
        Assert.True(distance <= within, $"{distance} apart, allowed are {within}.");
    }

    public static void AssertOrthonormal(Tensor columns, double within = 1e-12) =>
        AssertNear(
            Tensor
                .Eye(columns.Shape[-1], type: columns.DType)
                .BroadcastTo(Shape.Of([.. columns.Shape.Axes[..^2], columns.Shape[-1], columns.Shape[-1]])),
            columns.Transpose().MatMul(columns),
            within
        );
}
