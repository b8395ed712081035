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

    /// <summary>Calls the function; with <paramref name="donates"/> result k may overwrite tensor k of the arguments, which an earlier call returned as its result k.</summary>
    public TResult Call(object?[] arguments, bool donates = false)
    {
        var leaves = TensorTree.Flatten(arguments);
        var trace = _traces.GetOrAdd(new Signature(leaves, TensorTree.Structure(arguments)), _ => Make(arguments, leaves));
        var results =
            trace.IsOpen || leaves.Any(leaf => leaf.IsSymbolic || leaf.IsVariable)
                ? Substitution.Replace(trace.Roots, trace.Symbols, leaves)
                : trace.Run(leaves, donates);
        return TensorTree.Rebuild(trace.Result, results);
    }

    private Trace Make(object?[] arguments, Tensor[] leaves)
    {
        var symbols = Array.ConvertAll(leaves, leaf => Symbol.Like(leaf, "argument"));
        var result = f(TensorTree.Rebuild(arguments, symbols));
        return new Trace(symbols, result, TensorTree.Flatten(result));
    }

    private sealed class Signature(Tensor[] leaves, string structure) : IEquatable<Signature>
    {
        private readonly (Shape, DType, Device?)[] _leaves = Array.ConvertAll(
            leaves,
            leaf => (leaf.Shape, leaf.DType, leaf.Placement)
        );
        private readonly string _structure = structure;

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

    private sealed class Trace(Tensor[] symbols, TResult result, Tensor[] roots)
    {
        private readonly Lock _planning = new();
        private readonly bool _hasForeignSymbols = Graph
            .Of(roots)
            .Nodes.Any(node => node.Op is SymbolOp && !symbols.Contains(node));
        private TracedPart[]? _parts;

        public Tensor[] Symbols => symbols;

        public TResult Result => result;

        public Tensor[] Roots => roots;

        /// <summary>True while the function closes over what another transformation makes a symbol or a variable of.</summary>
        public bool IsOpen => _hasForeignSymbols || roots.Any(root => root.IsVariable);

        public Tensor[] Run(Tensor[] leaves, bool donates)
        {
            Tensor.Evaluate(leaves);
            var parts = _parts ?? MakeParts();
            if (parts.Length == 1)
                return parts[0].Run(leaves, donates);
            // Results of a part are arguments of those after it.
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
