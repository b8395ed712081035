namespace Functional;

/// <summary>One call of a derivative: while it is active, nodes that depend on its variables keep their operands.</summary>
internal sealed class DerivativeScope : IDisposable
{
    [ThreadStatic]
    private static DerivativeScope? Current;

    private readonly DerivativeScope? _outer;
    private readonly int _depth;
    private readonly List<Tensor> _computed = [];
    private volatile bool _isActive = true;

    private DerivativeScope(DerivativeScope? outer)
    {
        _outer = outer;
        _depth = (outer?._depth ?? 0) + 1;
    }

    /// <summary>True if this call or one around it has not returned.</summary>
    public bool IsAnyActive
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope._outer)
                if (scope._isActive)
                    return true;
            return false;
        }
    }

    public static DerivativeScope Enter() => Current = new DerivativeScope(Current);

    public static DerivativeScope? Innermost(DerivativeScope? x, DerivativeScope? y) =>
        x is null ? y
        : y is null || y._depth <= x._depth ? x
        : y;

    /// <summary>A node that was computed while it must keep its operands: it lets go of them when no call needs them any more.</summary>
    /// <remarks>Call under <see cref="Graph.Lock"/>.</remarks>
    public void Remember(Tensor node)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
            if (scope._isActive)
            {
                scope._computed.Add(node);
                return;
            }
        node.LetGo();
    }

    public void Dispose()
    {
        Current = _outer;
        lock (Graph.Lock)
        {
            _isActive = false;
            foreach (var node in _computed)
                if (_outer is null)
                    node.LetGo();
                else
                    _outer.Remember(node);
            _computed.Clear();
        }
    }
}
