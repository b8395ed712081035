using System.Collections.Concurrent;

namespace Functional;

/// <summary>Functions that are traced once per structure of their arguments, and then only executed.</summary>
/// <remarks>
/// A call with values runs at once and computes all results in one plan. Inside another transformation (a derivative, a vectorization, another
/// compiled function) the trace becomes part of the surrounding tree.
/// </remarks>
public static class Compile
{
    /// <summary>The compiled form of a pure function of tensors, or trees of tensors.</summary>
    /// <exception cref="TracingException">The function looks at a value; thrown by the first call.</exception>
    public static Func<T, TResult> Function<T, TResult>(Func<T, TResult> f)
    {
        var compiled = new CompiledFunction<TResult>(arguments => f((T)arguments[0]!));
        return x => compiled.Call([x]);
    }

    /// <summary>The compiled form of a pure function of tensors, or trees of tensors.</summary>
    /// <exception cref="TracingException">The function looks at a value; thrown by the first call.</exception>
    public static Func<T1, T2, TResult> Function<T1, T2, TResult>(Func<T1, T2, TResult> f)
    {
        var compiled = new CompiledFunction<TResult>(arguments => f((T1)arguments[0]!, (T2)arguments[1]!));
        return (x, y) => compiled.Call([x, y]);
    }

    /// <summary>The compiled form of a pure function of tensors, or trees of tensors.</summary>
    /// <exception cref="TracingException">The function looks at a value; thrown by the first call.</exception>
    public static Func<T1, T2, T3, TResult> Function<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> f)
    {
        var compiled = new CompiledFunction<TResult>(arguments => f((T1)arguments[0]!, (T2)arguments[1]!, (T3)arguments[2]!));
        return (x, y, z) => compiled.Call([x, y, z]);
    }
}

/// <summary>The traces of one function, by shapes and types of the tensors in its arguments and by what else the arguments hold.</summary>
internal sealed class CompiledFunction<TResult>(Func<object?[], TResult> f)
{
    private readonly ConcurrentDictionary<Signature, Trace> _traces = [];
    private Trace? _last;
    private CallFrame? _idle;

    /// <summary>Calls the function; with <paramref name="donates"/> result k may overwrite tensor k of the arguments, which an earlier call returned as its result k.</summary>
    public TResult Call(object?[] arguments, bool donates = false)
    {
        // What a call needs for itself is kept for the next one, so that a loop allocates nothing but its results.
        var frame = Interlocked.Exchange(ref _idle, null) ?? new CallFrame();
        frame.Take(arguments);
        var leaves = frame.Leaves;
        var trace = Volatile.Read(ref _last);
        if (trace is null || !trace.Signature.Matches(frame))
            Volatile.Write(ref _last, trace = Find(arguments, frame));
        var isOpen = trace.IsOpen;
        foreach (var leaf in leaves)
            isOpen |= leaf.IsSymbolic || leaf.IsVariable;
        var results = isOpen ? Substitution.Replace(trace.Roots, trace.Symbols, leaves) : trace.Run(frame, donates);
        var result = TensorTree.Rebuild(trace.Result, results);
        frame.Clear();
        Volatile.Write(ref _idle, frame);
        return result;
    }

    private Trace Find(object?[] arguments, CallFrame frame) =>
        _traces.GetOrAdd(new Signature(frame), signature => Make(signature, arguments, frame.Leaves));

    private Trace Make(Signature signature, object?[] arguments, Tensor[] leaves)
    {
        var symbols = Array.ConvertAll(leaves, leaf => Symbol.Like(leaf, "argument"));
        var result = f(TensorTree.Rebuild(arguments, symbols));
        return new Trace(signature, symbols, result, TensorTree.Flatten(result));
    }

    private sealed class Signature(CallFrame frame) : IEquatable<Signature>
    {
        private readonly (Shape, DType, Device?)[] _leaves = Array.ConvertAll(
            frame.Leaves,
            leaf => (leaf.Shape, leaf.DType, leaf.Placement)
        );
        private readonly string _structure = frame.Structure.ToString();

        /// <summary>True if it is that of a call.</summary>
        public bool Matches(CallFrame call)
        {
            if (call.Leaves.Length != _leaves.Length || !call.Structure.Equals(_structure.AsSpan()))
                return false;
            for (var i = 0; i < _leaves.Length; i++)
            {
                var ((shape, type, placement), leaf) = (_leaves[i], call.Leaves[i]);
                if (leaf.DType != type || leaf.Placement != placement || !leaf.Shape.Equals(shape))
                    return false;
            }
            return true;
        }

        public bool Equals(Signature? other) =>
            other is not null && _structure == other._structure && _leaves.AsSpan().SequenceEqual(other._leaves);

        public override bool Equals(object? obj) => Equals(obj as Signature);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_structure);
            foreach (var leaf in _leaves)
                hash.Add(leaf);
            return hash.ToHashCode();
        }
    }

    private sealed class Trace(Signature signature, Tensor[] symbols, TResult result, Tensor[] roots)
    {
        private readonly Lock _planning = new();
        private readonly bool _hasForeignSymbols = Graph
            .Of(roots)
            .Nodes.Any(node => node.Op is SymbolOp && !symbols.Contains(node));
        private TracedPart[]? _parts;

        public Signature Signature => signature;

        public Tensor[] Symbols => symbols;

        public TResult Result => result;

        public Tensor[] Roots => roots;

        /// <summary>True while the function closes over what another transformation makes a symbol or a variable of.</summary>
        public bool IsOpen
        {
            get
            {
                var isOpen = _hasForeignSymbols;
                foreach (var root in roots)
                    isOpen |= root.IsVariable;
                return isOpen;
            }
        }

        public Tensor[] Run(CallFrame frame, bool donates)
        {
            var leaves = frame.Leaves;
            Tensor.Evaluate(leaves);
            var parts = _parts ?? MakeParts();
            if (parts.Length == 1)
                return parts[0].Run(leaves, donates, frame.Results(roots.Length));
            return Run(parts, leaves);
        }

        // Results of a part are arguments of those after it.
        private Tensor[] Run(TracedPart[] parts, Tensor[] leaves)
        {
            var known = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
            foreach (var part in parts)
                part.Run(known, leaves);
            return Array.ConvertAll(_ends, end => known[end]);
        }

        private Tensor[] _ends = [];

        private TracedPart[] MakeParts()
        {
            lock (_planning)
            {
                if (_parts is { } known)
                    return known;
                lock (Graph.Lock)
                {
                    var parts = new List<TracedPart>();
                    var ends = roots;
                    while (Crossings.First(Graph.Of(ends)) is { Length: > 0 } first)
                    {
                        var stand = Array.ConvertAll(first, node => Symbol.Like(node, "moved"));
                        parts.AddRange(
                            Crossings.ByDevice(first).Select(group => new TracedPart(group, StandFor(group), symbols))
                        );
                        ends = Substitution.Replace(ends, first, stand);

                        Tensor[] StandFor(Tensor[] group) => Array.ConvertAll(group, node => stand[Array.IndexOf(first, node)]);
                    }
                    _ends = ends;
                    parts.AddRange(Crossings.ByDevice(ends).Select(group => new TracedPart(group, group, symbols)));
                    return _parts = [.. parts];
                }
            }
        }
    }
}

/// <summary>What one call of a compiled function needs besides its results.</summary>
internal sealed class CallFrame
{
    private readonly List<Tensor> _leaves = [];
    private Tensor[] _results = [];

    /// <summary>The tensors in the arguments.</summary>
    public Tensor[] Leaves { get; private set; } = [];

    /// <summary>What the arguments hold besides.</summary>
    public System.Text.StringBuilder Structure { get; } = new();

    /// <summary>Reads the arguments of a call.</summary>
    public void Take(object?[] arguments)
    {
        Structure.Clear();
        TensorTree.Structure(arguments, Structure);
        _leaves.Clear();
        TensorTree.Flatten(arguments, _leaves);
        if (Leaves.Length != _leaves.Count)
            Leaves = new Tensor[_leaves.Count];
        _leaves.CopyTo(Leaves);
    }

    /// <summary>Room for results.</summary>
    public Tensor[] Results(int count) => _results.Length == count ? _results : _results = new Tensor[count];

    /// <summary>Lets go of the call's tensors.</summary>
    public void Clear()
    {
        _leaves.Clear();
        Array.Clear(Leaves);
        Array.Clear(_results);
    }
}
