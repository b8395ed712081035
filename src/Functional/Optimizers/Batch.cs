namespace Functional;

/// <summary>Examples of one step: inputs and targets, whose first axis counts the examples.</summary>
/// <param name="Inputs">What the network sees, <c>[n, …]</c>.</param>
/// <param name="Targets">What it should answer, <c>[n]</c> or <c>[n, …]</c>.</param>
public sealed record Batch(Tensor Inputs, Tensor Targets) : ITensorTree<Batch>
{
    /// <summary>The number of examples.</summary>
    /// <exception cref="ShapeException">The inputs are a scalar.</exception>
    public int Count =>
        Inputs.Rank > 0
            ? Inputs.Shape[0]
            : throw new ShapeException($"[batch] needs inputs whose first axis counts the examples, got {Inputs.DType.Name}[].");

    /// <summary>Types and shapes.</summary>
    public override string ToString() => $"inputs {Inputs.DType.Name}{Inputs.Shape}, targets {Targets.DType.Name}{Targets.Shape}";

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors => [Inputs, Targets];

    /// <inheritdoc/>
    public Batch With(IReadOnlyList<Tensor> tensors) => new(tensors[0], tensors[1]);
}
