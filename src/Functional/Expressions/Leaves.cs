namespace Functional;

/// <summary>A node without operands.</summary>
public abstract class LeafOp : Op
{
    private protected LeafOp() { }

    /// <inheritdoc/>
    public sealed override TOut Match<TIn, TOut>(IOpCases<TIn, TOut> cases, TIn argument) => cases.Leaf(this, argument);

    internal sealed override void Pull(Pullback pullback) { }

    internal sealed override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        throw new InvalidOperationException("A leaf is never batched.");

    internal sealed override Tensor Rebuild(ReadOnlySpan<Tensor> operands) =>
        throw new InvalidOperationException("A leaf has no operands.");
}

/// <summary>Numbers in memory.</summary>
public sealed class StoredOp : LeafOp
{
    private StoredOp() { }

    internal static StoredOp Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "stored";
}

/// <summary>One number, without memory.</summary>
public sealed class ConstantOp : LeafOp
{
    internal ConstantOp(DType type, long bits, double? literal = null)
    {
        Type = type;
        Bits = bits;
        IsWeak = literal is not null;
        Value = literal ?? Scalars.ToDouble(type, bits);
        IsSpecial = Scalars.ToDouble(type, bits) is 0 or 1 or -1 or 2 or 0.5 && bits != NegativeZero(type);
    }

    /// <summary>The element type.</summary>
    public DType Type { get; }

    /// <summary>The number.</summary>
    public double Value { get; }

    internal long Bits { get; }

    /// <summary>True for a C# literal, which takes the type of the operand beside it.</summary>
    internal bool IsWeak { get; }

    /// <summary>True for 0, ±1, 2 and ½, which rewrites may look at and which are therefore part of a plan's key.</summary>
    internal bool IsSpecial { get; }

    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override string Description => Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool Equals(Op? other) => other is ConstantOp constant && constant.Type == Type && constant.Bits == Bits;

    internal override int ComputeHash() => IsSpecial ? HashCode.Combine(Type, Bits) : (int)Type + 101;

    internal override bool SameStructure(Op other) =>
        other is ConstantOp constant
        && constant.Type == Type
        && constant.IsSpecial == IsSpecial
        && (!IsSpecial || constant.Bits == Bits);

    private static long NegativeZero(DType type) => type.IsFloating ? Scalars.ToBits(type, -0.0) : long.MinValue + 1;
}

/// <summary>A value that is not known yet: an argument of a function being compiled, vectorized or looped over.</summary>
public sealed class SymbolOp : LeafOp
{
    internal SymbolOp(string label) => Label = label;

    /// <summary>What it stands for.</summary>
    public string Label { get; }

    /// <inheritdoc/>
    public override string Name => "symbol";

    /// <inheritdoc/>
    public override string Description => Label;

    internal override bool SameStructure(Op other) => other is SymbolOp;
}

/// <summary>The row-major number of every element: 0, 1, 2, …</summary>
public sealed class IotaOp : LeafOp
{
    private IotaOp() { }

    internal static IotaOp Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "iota";
}
