using System.Globalization;
using Functional;
using Functional.Vulkan;
using static Functional.Operations;

namespace Devices;

/// <summary>What is more than elementwise, in float32 on a device, against the same in double precision on the CPU.</summary>
/// <param name="Name">What is computed.</param>
/// <param name="Allowed">The largest error, in parts of the largest element.</param>
/// <param name="Operands">Of doubles, and of whole numbers where they are indices.</param>
/// <param name="Apply">Computes it.</param>
internal sealed record StructuredChecks(string Name, double Allowed, Tensor[] Operands, Func<Tensor[], Tensor> Apply)
{
    // Sums of a thousand terms, each rounded.
    private const double Rounding = 2e-6;

    /// <summary>All checks, or the one of that name.</summary>
    public static IEnumerable<Finding> All(VulkanDevice device, string? only) =>
        Table().Where(check => only is null || check.Name == only).Select(check => check.On(device));

    private Finding On(VulkanDevice device)
    {
        try
        {
            var wanted = Doubles(Operands, x => x);
            var cpu = Error(Doubles(Operands, Single), wanted);
            var error = Error(Doubles(Operands, x => Single(x).To(device)), wanted);
            var failure = string.Create(
                CultureInfo.InvariantCulture,
                $"off by {error:g3} of the largest element, not {Allowed:g3}"
            );
            return new(Name, "float32", error, cpu, Allowed, error <= Allowed ? null : failure);
        }
        catch (DeviceException refusal)
        {
            return new(Name, "float32", null, null, Allowed, refusal.Message);
        }
    }

    private double[] Doubles(Tensor[] operands, Func<Tensor, Tensor> place) =>
        Apply(Array.ConvertAll(operands, x => place(x))).To(Device.Cpu).To(DType.Float64).ToArray<double>();

    private static Tensor Single(Tensor x) => x.DType.IsFloating ? x.To(DType.Float32) : x;

    private static double Error(double[] got, double[] wanted)
    {
        var (largest, error) = (wanted.Max(Math.Abs), 0.0);
        for (var i = 0; i < wanted.Length; i++)
            error = Math.Max(error, Math.Abs(got[i] - wanted[i]) is var e && double.IsNaN(e) ? double.PositiveInfinity : e);
        return error == 0 ? 0 : error / largest;
    }

    private static IEnumerable<StructuredChecks> Table()
    {
        var key = Key.From(0);
        // Rounded to float32 at once, so that both sides see the same numbers.
        Tensor Draw(string name, params int[] shape) => key.Fold(name).Normal(Shape.Of(shape)).To(DType.Float64).Evaluate();
        Tensor Whole(string name, int limit, params int[] shape) =>
            (key.Fold(name).Uniform(Shape.Of(shape)) * limit).To(DType.Int64).Evaluate();
        var x = Draw("x", 129, 257);
        yield return new("sum", Rounding, [x], v => Sum(v[0] * v[0]));
        yield return new("sum of columns", Rounding, [x], v => v[0].Sum(0));
        yield return new("sum of rows", Rounding, [x], v => v[0].Sum(1));
        yield return new("max", 0, [x], v => v[0].Max(1));
        yield return new("argmax", 0, [x], v => v[0].ArgMax(1));
        yield return new("cumulative sum", Rounding, [x], v => v[0].CumSum(1));
        yield return new("matrix product", Rounding, [x, Draw("y", 257, 65)], v => v[0].MatMul(v[1]));
        yield return new("batched product", Rounding, [Draw("a", 5, 33, 64), Draw("b", 5, 64, 17)], v => v[0].MatMul(v[1]));
        yield return new(
            "convolution",
            Rounding,
            [Draw("i", 3, 5, 17, 19), Draw("k", 7, 5, 3, 3)],
            v => v[0].Conv2D(v[1], padding: 1)
        );
        yield return new("softmax", Rounding, [x], v => v[0].Softmax(-1));
        yield return new("layer norm", Rounding, [x, Draw("w", 257), Draw("c", 257)], v => v[0].LayerNorm(v[1], v[2]));
        yield return new("sort", 0, [x], v => v[0].Sort(1).Values);
        yield return new("argsort", 0, [x], v => v[0].Sort(1).Indices);
        yield return new("gather", 0, [x, Whole("g", 129, 1000)], v => v[0].Take(v[1]));
        yield return new("scatter", Rounding, [Draw("t", 65, 33), Whole("s", 129, 65)], v => Zeros(v[0]).IndexAdd(v[1], v[0], 0));
        yield return new(
            "gradient of a network",
            Rounding,
            [x, Draw("w1", 257, 63), Draw("w2", 63, 11)],
            v => Differentiate.Gradient<Tensor>(w => Mean(Tanh(v[0].MatMul(w) * 0.05).MatMul(v[2]).Softmax(-1).Max(1)))(v[1])
        );
    }

    private static Tensor Zeros(Tensor like) => Tensor.Zeros([129, like.Shape[1]], like.DType);
}
