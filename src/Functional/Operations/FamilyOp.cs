namespace Functional;

/// <summary>Functions numbered so that the derivative of each is made from the next: closed under differentiation.</summary>
internal interface IFamily
{
    /// <summary>The name as errors and printed trees show it.</summary>
    static abstract string Name { get; }

    /// <summary>The last order; its derivative is refused.</summary>
    static abstract int Last { get; }

    /// <summary>The numbers from which property tests draw.</summary>
    static abstract Interval Domain { get; }

    /// <summary>The function of an order in the kernel language.</summary>
    static abstract Value Body(int order, Value x);

    /// <summary>The derivative, given the function of the next order at the same place.</summary>
    static abstract Tensor Slope(Tensor x, Tensor next);
}

/// <summary>One function of a family, applied to every element.</summary>
internal sealed class FamilyOp<T> : DeclaredOp
    where T : struct, IFamily
{
    private static readonly FamilyOp<T>[] All = [.. Enumerable.Range(0, T.Last + 1).Select(order => new FamilyOp<T>(order))];

    private FamilyOp(int order) => Order = order;

    public int Order { get; }
    public override string Name => T.Name;
    public override string Description => $"{Name}[order={Order}]";
    public override int Arity => 1;
    public override TypeRule Types => TypeRule.Floating;
    public override bool IsDifferentiable => Order < T.Last;

    public override Interval Domain(int index) => T.Domain;

    /// <exception cref="DerivativeException">The order is above the family's last.</exception>
    public static Tensor Apply(int order, Tensor x) =>
        order <= T.Last
            ? Elementwise.Make(All[order], x)
            : throw new DerivativeException($"[{T.Name}] has orders up to {T.Last}, got {order}.");

    public override Value Body(ReadOnlySpan<DType> operands) => T.Body(Order, Value.Input(0, operands[0]));

    internal override int ComputeHash() => HashCode.Combine(T.Name.Length, Order);

    internal override void Pull(Pullback p) =>
        p.Give(0, Operations.Scale(p.Cotangent, T.Slope(p.Operand(0), Apply(Order + 1, p.Operand(0)))));
}
