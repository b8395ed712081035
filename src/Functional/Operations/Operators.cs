namespace Functional;

/// <summary>Every operation as a function, for pipelines: <c>x | Tanh | Sum(axis: 1)</c>.</summary>
public static partial class Operations
{
    extension<T, TResult>(T)
    {
        /// <summary>Passes a value to a function: F#'s <c>|></c>.</summary>
        public static TResult operator |(T x, Func<T, TResult> f) => f(x);
    }
}

public sealed partial class Tensor
{
    /// <inheritdoc cref="Primitives.Add"/>
    public static Tensor operator +(Tensor x, Tensor y) => Operations.Add(x, y);

    /// <inheritdoc cref="Primitives.Subtract"/>
    public static Tensor operator -(Tensor x, Tensor y) => Operations.Subtract(x, y);

    /// <inheritdoc cref="Primitives.Multiply"/>
    public static Tensor operator *(Tensor x, Tensor y) => Operations.Multiply(x, y);

    /// <inheritdoc cref="Primitives.Divide"/>
    public static Tensor operator /(Tensor x, Tensor y) => Operations.Divide(x, y);

    /// <inheritdoc cref="Primitives.Negate"/>
    public static Tensor operator -(Tensor x) => Operations.Negate(x);

    /// <inheritdoc cref="Primitives.Less"/>
    public static Tensor operator <(Tensor x, Tensor y) => Operations.Less(x, y);

    /// <inheritdoc cref="Primitives.Greater"/>
    public static Tensor operator >(Tensor x, Tensor y) => Operations.Greater(x, y);

    /// <inheritdoc cref="Primitives.LessOrEqual"/>
    public static Tensor operator <=(Tensor x, Tensor y) => Operations.LessOrEqual(x, y);

    /// <inheritdoc cref="Primitives.GreaterOrEqual"/>
    public static Tensor operator >=(Tensor x, Tensor y) => Operations.GreaterOrEqual(x, y);

    /// <inheritdoc cref="Primitives.And"/>
    public static Tensor operator &(Tensor x, Tensor y) => Operations.And(x, y);

    /// <inheritdoc cref="Primitives.Or"/>
    public static Tensor operator |(Tensor x, Tensor y) => Operations.Or(x, y);

    /// <inheritdoc cref="Primitives.Xor"/>
    public static Tensor operator ^(Tensor x, Tensor y) => Operations.Xor(x, y);

    /// <inheritdoc cref="Primitives.Not"/>
    public static Tensor operator ~(Tensor x) => Operations.Not(x);

    /// <inheritdoc cref="Primitives.ShiftLeft"/>
    public static Tensor operator <<(Tensor x, Tensor y) => Operations.ShiftLeft(x, y);

    /// <inheritdoc cref="Primitives.ShiftRight"/>
    public static Tensor operator >>(Tensor x, Tensor y) => Operations.ShiftRight(x, y);

    /// <summary>Remainder with the sign of the dividend, as C# has it: <see cref="FMod"/>. PyTorch's and Python's <c>%</c> is <see cref="Remainder"/>.</summary>
    public static Tensor operator %(Tensor x, Tensor y) => Operations.FMod(x, y);

    /// <summary>True where a bool is false; refuses numbers, whose bits <c>~</c> inverts.</summary>
    /// <exception cref="DTypeException">The operand is not bool.</exception>
    public static Tensor operator !(Tensor x) =>
        x.DType == DType.Bool
            ? Operations.Not(x)
            : throw new DTypeException(
                $"[not] needs bool operands, got {x.DType.Name}. Compare with zero first; ~ inverts bits."
            );
}
