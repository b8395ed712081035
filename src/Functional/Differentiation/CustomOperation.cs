namespace Functional;

/// <summary>An operation of your own with a kernel in plain .NET, which passes through every transformation.</summary>
/// <remarks>
/// Derive from it, keep it free of state that changes, and call <see cref="Apply"/>. Where a function can be composed of operations that exist, it
/// needs none of this; where only its derivative is special, see <see cref="Custom"/>; what is one number from one number is an
/// <see cref="IUnary"/> (<see cref="Custom.Apply{T}(Tensor)"/>), with kernels on every backend.
/// </remarks>
public abstract class CustomOperation
{
    /// <summary>The name as errors and printed trees show it.</summary>
    public abstract string Name { get; }

    /// <summary>The shape and type of the result; throws for operands that do not fit.</summary>
    /// <param name="operands">Only shapes and types may be looked at.</param>
    public abstract (Shape Shape, DType Type) Result(IReadOnlyList<Tensor> operands);

    /// <summary>Writes the result; called on the CPU with operands in row-major order.</summary>
    public abstract void Compute(CustomCall call);

    /// <summary>The operands' cotangents from that of the result; null for an operand that has none.</summary>
    /// <param name="cotangent">Of the result's shape.</param>
    /// <param name="operands">As they were given.</param>
    /// <param name="result">The result.</param>
    /// <exception cref="DerivativeException">Unless overridden: there is no derivative.</exception>
    public virtual IReadOnlyList<Tensor?> Pullback(Tensor cotangent, IReadOnlyList<Tensor> operands, Tensor result) =>
        throw new DerivativeException($"[{Name}] has no derivative; override Pullback, or stop the gradient before it.");

    /// <summary>The same operation over a new first axis of the operands marked as batched; by default one call an element.</summary>
    public virtual Tensor Batch(IReadOnlyList<Tensor> operands, IReadOnlyList<bool> batched, int size)
    {
        var results = new Tensor[size];
        for (var i = 0; i < size; i++)
            results[i] = Apply([.. operands.Select((operand, k) => batched[k] ? operand.Select(0, i) : operand)]);
        return size == 0 ? throw new ShapeException($"[{Name}] cannot be batched over nothing.") : Tensor.Stack(0, results);
    }

    /// <summary>A node with this operation.</summary>
    /// <exception cref="FunctionalException">What <see cref="Result"/> throws.</exception>
    public Tensor Apply(params ReadOnlySpan<Tensor> operands)
    {
        var given = operands.ToArray();
        if (given.Length == 0)
            throw new ShapeException($"[{Name}] needs at least one operand.");
        // A literal has a type of its own here: nothing stands beside it.
        given = Array.ConvertAll(given, operand => operand.IsWeak ? operand.To(operand.DType) : operand);
        var (shape, type) = Result(given);
        return new Tensor(new DeclaredCustomOp(this), shape, type, given);
    }
}

/// <summary>Operands and result of one call of a <see cref="CustomOperation"/>, in memory.</summary>
public readonly unsafe ref struct CustomCall
{
    private readonly ReadOnlySpan<(Shape Shape, DType Type)> _operands;
    private readonly byte** _addresses;
    private readonly byte* _result;
    private readonly string _name;
    private readonly DType _type;

    internal CustomCall(
        string name,
        ReadOnlySpan<(Shape Shape, DType Type)> operands,
        byte** addresses,
        (Shape Shape, DType Type) result,
        byte* target
    )
    {
        _name = name;
        _operands = operands;
        _addresses = addresses;
        _result = target;
        (Shape, _type) = result;
    }

    /// <summary>The result's shape.</summary>
    public Shape Shape { get; }

    /// <summary>The shape of an operand.</summary>
    public Shape ShapeOf(int operand) => _operands[operand].Shape;

    /// <summary>The elements of an operand in row-major order.</summary>
    /// <exception cref="DTypeException">They have another type.</exception>
    public ReadOnlySpan<T> Operand<T>(int index)
        where T : unmanaged
    {
        var (shape, type) = _operands[index];
        Check<T>($"operand {index}", type);
        return new ReadOnlySpan<T>(_addresses[index], checked((int)shape.Size));
    }

    /// <summary>Where the elements of the result go, in row-major order; every one must be written.</summary>
    /// <exception cref="DTypeException">They have another type.</exception>
    public Span<T> Result<T>()
        where T : unmanaged
    {
        Check<T>("the result", _type);
        return new Span<T>(_result, checked((int)Shape.Size));
    }

    private void Check<T>(string what, DType type)
    {
        if (DTypes.Of<T>() != type)
            throw new DTypeException($"[{_name}] cannot reach {what} as {DTypes.Of<T>().Name}: it is {type.Name}.");
    }
}

internal sealed class DeclaredCustomOp(CustomOperation declaration) : CustomOp
{
    public CustomOperation Declaration => declaration;

    public override string Name => declaration.Name;

    public override bool Equals(Op? other) => other is DeclaredCustomOp custom && Equals(custom.Declaration, declaration);

    internal override int ComputeHash() => declaration.GetHashCode();

    internal override unsafe void Compute(
        ReadOnlySpan<(Shape Shape, DType Type)> operands,
        byte** addresses,
        (Shape Shape, DType Type) result,
        byte* target
    ) => declaration.Compute(new CustomCall(Name, operands, addresses, result, target));

    internal override void Pull(Pullback p)
    {
        Tensor[] operands = [.. Enumerable.Range(0, p.Count).Select(p.Operand)];
        var cotangents = declaration.Pullback(p.Cotangent, operands, p.Result);
        Custom.Give(Name, p, cotangents, first: 0);
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) =>
        declaration.Batch(operands.ToArray(), batched.ToArray(), size);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => declaration.Apply(operands);
}
