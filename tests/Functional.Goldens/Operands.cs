namespace Functional.Goldens;

/// <summary>The input tensors of a case, some of which may be absent.</summary>
/// <param name="tensors">The inputs in the order of the table; null for one that is absent.</param>
/// <param name="floating">The floating type of the run.</param>
internal sealed class Operands(IReadOnlyList<Tensor?> tensors, DType floating)
{
    public int Count => tensors.Count;

    /// <summary>The floating type of the run: what the golden files call float64.</summary>
    public DType Floating => floating;

    /// <summary>All inputs, none of which may be absent: the parts of a concatenation.</summary>
    public Tensor[] All => [.. Enumerable.Range(0, Count).Select(i => this[i])];

    /// <summary>An input that is there.</summary>
    public Tensor this[int index] => Optional(index) ?? throw new KeyNotFoundException($"The case has no input {index}.");

    /// <summary>An input that may be absent.</summary>
    public Tensor? Optional(int index) => index < tensors.Count ? tensors[index] : null;

    /// <summary>An input of a floating function.</summary>
    /// <remarks>
    /// The library computes floating functions of integers in float32, as PyTorch does by default; the files were made with PyTorch's default
    /// set to float64. So integers are converted here, as a user who wants doubles would.
    /// </remarks>
    public Tensor Real(int index) => this[index].DType.IsFloating ? this[index] : this[index].To(floating);
}
