namespace Functional;

/// <summary>What a derivative rule sees: a node, its cotangent, and where its operands' cotangents go.</summary>
internal abstract class Pullback
{
    /// <summary>The node itself.</summary>
    public abstract Tensor Result { get; }

    /// <summary>The cotangent of result <paramref name="index"/>; null where none arrived.</summary>
    public abstract Tensor? CotangentOf(int index);

    /// <summary>The cotangent of the only result.</summary>
    public Tensor Cotangent => CotangentOf(0)!;

    /// <summary>An operand of the node.</summary>
    public abstract Tensor Operand(int index);

    /// <summary>Number of operands.</summary>
    public abstract int Count { get; }

    /// <summary>True if operand <paramref name="index"/> leads to a variable.</summary>
    public abstract bool Wants(int index);

    /// <summary>Adds to the cotangent of operand <paramref name="index"/>; broadcasting is undone here, once for all rules.</summary>
    public abstract void Give(int index, Tensor? cotangent);
}
