namespace Functional;

// F# makes a span of an array's name, but not of an array that is written there: Stack(0, [| x; y |]) needs these.
public sealed partial class Tensor
{
    /// <inheritdoc cref="Concatenate(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Concatenate(int axis, Tensor[] parts) => Concatenate(axis, parts.AsSpan());

    /// <inheritdoc cref="Stack(int, ReadOnlySpan{Tensor})"/>
    public static Tensor Stack(int axis, Tensor[] parts) => Stack(axis, parts.AsSpan());

    /// <inheritdoc cref="HStack(ReadOnlySpan{Tensor})"/>
    public static Tensor HStack(Tensor[] parts) => HStack(parts.AsSpan());

    /// <inheritdoc cref="VStack(ReadOnlySpan{Tensor})"/>
    public static Tensor VStack(Tensor[] parts) => VStack(parts.AsSpan());

    /// <inheritdoc cref="Evaluate(ReadOnlySpan{Tensor})"/>
    public static void Evaluate(Tensor[] tensors) => Evaluate(tensors.AsSpan());

    /// <inheritdoc cref="Permute(ReadOnlySpan{int})"/>
    public Tensor Permute(int[] axes) => Permute(axes.AsSpan());

    /// <inheritdoc cref="Tile(ReadOnlySpan{int})"/>
    public Tensor Tile(int[] counts) => Tile(counts.AsSpan());
}

public static partial class Operations
{
    /// <inheritdoc cref="Einsum(string, ReadOnlySpan{Tensor})"/>
    public static Tensor Einsum(string equation, Tensor[] operands) => Einsum(equation, operands.AsSpan());
}
