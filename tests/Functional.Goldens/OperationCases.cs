using Functional.Vulkan;

namespace Functional.Goldens;

/// <summary>Runs the cases of operations: outputs, then the gradients of all inputs from one pullback.</summary>
internal static class OperationCases
{
    private static readonly IReadOnlyDictionary<string, Adapter>[] Sections =
    [
        UnaryAdapters.Table,
        BinaryAdapters.Table,
        ReductionAdapters.Table,
        ShapeAdapters.Table,
        IndexingAdapters.Table,
        SortingAdapters.Table,
        LinearAlgebraAdapters.Table,
        NetworkAdapters.Table,
        ConvolutionAdapters.Table,
        LossAdapters.Table,
        NormalizationAdapters.Table,
        AttentionAdapters.Table,
        FourierAdapters.Table,
        RecurrentAdapters.Table,
        SamplingAdapters.Table,
    ];

    private static readonly Dictionary<string, Adapter> Adapters = Sections.SelectMany(section => section).ToDictionary();

    public static Verdict Run(GoldenCase golden)
    {
        if (!Adapters.TryGetValue(golden.Name, out var adapter))
            return Verdict.Missing(golden.Name);
        Tensor?[] inputs = [.. Listing.ReadAll(golden.Json, "inputs").Select(input => input?.ToTensor(golden.Floating))];
        var outputs = adapter(new Operands(inputs, golden.Floating), golden.Arguments);
        return outputs.Lacks is { } name
            ? Verdict.Missing(name)
            : Verdict.Of([.. Forward(golden, outputs.Tensors), .. Backward(golden, adapter, inputs)]);
    }

    private static IEnumerable<string?> Forward(GoldenCase golden, Tensor[] outputs)
    {
        var expected = Listing.ReadAll(golden.Json, "outputs");
        if (outputs.Length != expected.Length)
            return [$"expected {expected.Length} outputs, got {outputs.Length}"];
        Tensor.Evaluate(outputs);
        // 123456789012.0 as an integer is another one where the operand was rounded to single precision.
        var isRounded =
            golden.Floating == DType.Float32 && !Listing.ReadAll(golden.Json, "inputs").All(input => input?.IsSingle ?? true);
        var tolerance = Tolerance.Of(golden.Name, golden.Floating, golden.NumberOrNull("f32_error")) with
        {
            CountsIntegers = !isRounded,
        };
        return expected.Select(
            (output, i) =>
                Elsewhere($"output {i}", outputs[i])
                ?? Comparison.Difference($"output {i}", output!, outputs[i], golden.Floating, tolerance)
        );
    }

    private static IEnumerable<string?> Backward(GoldenCase golden, Adapter adapter, Tensor?[] inputs)
    {
        var expected = Listing.ReadAll(golden.Json, "grads");
        var cotangents = Listing.ReadAll(golden.Json, "cotangents");
        int[] variables = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] is not null)];
        int[] results = [.. Enumerable.Range(0, cotangents.Length).Where(i => cotangents[i] is not null)];
        if (variables.Length == 0 || results.Length == 0)
            return [];

        Tensor[] Function(Tensor[] values)
        {
            var operands = (Tensor?[])inputs.Clone();
            for (var i = 0; i < variables.Length; i++)
                operands[variables[i]] = values[i];
            var outputs = adapter(new Operands(operands, golden.Floating), golden.Arguments).Tensors;
            return [.. results.Select(i => outputs[i])];
        }

        var (_, pullback) = Differentiate.Vjp<Tensor[], Tensor[]>(Function, [.. variables.Select(i => inputs[i]!)]);
        var gradients = pullback([.. results.Select(i => cotangents[i]!.ToTensor(golden.Floating))]);
        Tensor.Evaluate(gradients);
        var tolerance = Tolerance.Of(golden.Name, golden.Floating, golden.NumberOrNull("f32_grad_error"));
        return variables.Select(
            (place, i) =>
                Elsewhere($"gradient {place}", gradients[i])
                ?? Comparison.Difference($"gradient {place}", expected[place]!, gradients[i], golden.Floating, tolerance)
        );
    }

    // A device that was asked for must have done the work.
    private static string? Elsewhere(string what, Tensor computed) =>
        Device.Default is VulkanDevice device && computed.Storage is not VulkanStorage
            ? $"{what} was not computed on {device.Name}"
            : null;
}
