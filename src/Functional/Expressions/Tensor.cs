using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>An immutable tensor: a node of an expression tree whose numbers are computed when someone looks at them.</summary>
/// <remarks>
/// Shape and element type are known at once, and errors are thrown at the line that made them. A computed node keeps its value and lets go of
/// its operands, unless a variable that is being differentiated is among its ancestors. Any thread may use a tensor.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
[CollectionBuilder(typeof(Tensor), nameof(OfElements))]
public sealed partial class Tensor
{
    private Op _op;
    private Tensor? _first;
    private Tensor? _second;
    private object? _rest;
    private Storage? _storage;
    private readonly DerivativeScope? _scope;
    private byte _arity;

    /// <summary>A walk's number and this node's place in it; only touched under <see cref="Graph.Lock"/>.</summary>
    internal int Mark;
    internal int Place;

    /// <summary>True once a look has gone through this node; only touched under <see cref="Graph.Lock"/>.</summary>
    internal bool WasVisited;

    internal Tensor(Op op, Shape shape, DType type, Device? placement = null)
    {
        _op = op;
        Shape = shape;
        DType = type;
        Placement = placement;
        IsSymbolic = op is SymbolOp;
        Hash = HashCode.Combine(op.GetHashCode(), shape.GetHashCode(), (int)type);
    }

    internal Tensor(Op op, Shape shape, DType type, Tensor x, DerivativeScope? scope = null, Device? placement = null)
    {
        _op = op;
        Shape = shape;
        DType = type;
        _first = x;
        _arity = 1;
        IsSymbolic = x.IsSymbolic;
        Placement = placement ?? x.Placement;
        _scope = scope ?? x._scope;
        Hash = Mix(op.GetHashCode(), x.Hash);
    }

    internal Tensor(Op op, Shape shape, DType type, Tensor x, Tensor y)
    {
        _op = op;
        Shape = shape;
        DType = type;
        _first = x;
        _second = y;
        _arity = 2;
        IsSymbolic = x.IsSymbolic | y.IsSymbolic;
        Placement = ReferenceEquals(x.Placement, y.Placement) ? x.Placement : Meet(op, x, y);
        _scope = DerivativeScope.Innermost(x._scope, y._scope);
        Hash = Mix(Mix(op.GetHashCode(), x.Hash), y.Hash);
    }

    internal Tensor(Op op, Shape shape, DType type, Tensor[] operands)
    {
        _op = op;
        Shape = shape;
        DType = type;
        var hash = op.GetHashCode();
        Tensor? placed = null;
        foreach (var operand in operands)
        {
            if (operand.Placement is not null)
            {
                if (placed is not null && placed.Placement != operand.Placement)
                    _ = Meet(op, placed, operand);
                placed = operand;
            }
            IsSymbolic |= operand.IsSymbolic;
            _scope = DerivativeScope.Innermost(_scope, operand._scope);
            hash = Mix(hash, operand.Hash);
        }
        Placement = placed?.Placement;
        Hash = hash;
        _arity = (byte)Math.Min(operands.Length, 4);
        _first = operands.Length > 0 ? operands[0] : null;
        _second = operands.Length > 1 ? operands[1] : null;
        _rest =
            operands.Length > 3 ? operands
            : operands.Length > 2 ? operands[2]
            : null;
    }

    internal Tensor(Storage storage, Shape shape, DType type, Device? placement = null)
        : this(StoredOp.Instance, shape, type, placement) => _storage = storage;

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The element type.</summary>
    public DType DType { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Number of elements.</summary>
    public long Size => Shape.Size;

    /// <summary>What this node does with its <see cref="Operands"/>; a computed node is <see cref="StoredOp"/>.</summary>
    public Op Op => _op;

    /// <summary>The nodes that this one is computed from.</summary>
    public IReadOnlyList<Tensor> Operands
    {
        get
        {
            lock (Graph.Lock)
            {
                var operands = new Tensor[OperandCount];
                for (var i = 0; i < operands.Length; i++)
                    operands[i] = Operand(i);
                return operands;
            }
        }
    }

    /// <summary>True while the value is not known: an argument of a function under <c>Compile</c> or <c>Vectorize</c> is among the ancestors.</summary>
    public bool IsSymbolic { get; }

    /// <summary>True once the numbers are in memory.</summary>
    public bool IsComputed => Volatile.Read(ref _storage) is not null;

    /// <summary>Where the tensor is or will be computed: where it was placed, or one of the tensors that it is computed of; else <see cref="Device.Default"/>.</summary>
    public Device Device => Placement ?? Device.Default;

    /// <summary>The device that the tensor is bound to; null if it follows others.</summary>
    internal Device? Placement { get; }

    internal int Hash { get; private set; }

    internal Storage? Storage => Volatile.Read(ref _storage);

    /// <summary>True if a variable of a derivative that has not returned is this node or among its ancestors.</summary>
    internal bool IsVariable => _scope is not null && _scope.IsAnyActive;

    internal int OperandCount => _arity == 4 ? ((Tensor[])_rest!).Length : _arity;

    /// <summary>True for a C# literal, whose element type follows the operand beside it.</summary>
    internal bool IsWeak => _op is ConstantOp { IsWeak: true };

    internal Tensor Operand(int index) =>
        index == 0 ? _first!
        : index == 1 ? _second!
        : _arity == 4 ? ((Tensor[])_rest!)[index]
        : (Tensor)_rest!;

    /// <summary>Keeps a computed value; call under <see cref="Graph.Lock"/>.</summary>
    internal void Publish(Storage storage)
    {
        if (_storage is not null)
            return;
        Volatile.Write(ref _storage, storage);
        if (_scope is null)
            LetGo();
        else
            _scope.Remember(this);
    }

    /// <summary>Makes a computed node a leaf; call under <see cref="Graph.Lock"/>.</summary>
    internal void LetGo()
    {
        // A scalar has nothing to let go of, and may be shared by trees that read it as what it is.
        if (_op is ConstantOp)
            return;
        _op = StoredOp.Instance;
        _first = _second = null;
        _rest = null;
        _arity = 0;
        Hash = HashCode.Combine(_op.GetHashCode(), Shape.GetHashCode(), (int)DType);
    }

    // The device of two operands, one of which may be free.
    private static Device? Meet(Op op, Tensor x, Tensor y) =>
        x.Placement is null ? y.Placement
        : y.Placement is null || x.Placement == y.Placement ? x.Placement
        : throw new DeviceException(
            $"[{op.Name}] got operands on different devices: {x.DType.Name}{x.Shape} on '{x.Placement.Name}' and {y.DType.Name}{y.Shape} on '{y.Placement.Name}'. Place one of them with .To(device)."
        );

    private string DebuggerText => IsComputed ? $"{DType.Name}{Shape}" : $"{DType.Name}{Shape} = {_op.Description}";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Mix(int hash, int next) => (int)((uint)(hash ^ next) * 0x9E3779B1u) + (hash << 6) + (hash >> 2);
}
