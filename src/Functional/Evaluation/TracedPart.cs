namespace Functional;

/// <summary>What one device computes of a traced function, in one plan.</summary>
internal sealed class TracedPart
{
    private readonly Plan _plan;
    private readonly Tensor[] _roots;
    private readonly Tensor[] _names;
    private readonly Tensor[] _closed;
    private readonly int[] _symbolOf;
    private Plan? _donating;
    private PartFrame? _idle;

    /// <summary>Plans roots of one device; call under <see cref="Graph.Lock"/>.</summary>
    /// <param name="roots">What is computed.</param>
    /// <param name="names">By which nodes later parts know the results.</param>
    /// <param name="symbols">The function's arguments.</param>
    public TracedPart(Tensor[] roots, Tensor[] names, Tensor[] symbols)
    {
        (_roots, _names) = (roots, names);
        var graph = Graph.Of(roots);
        _plan = Plan.Of(graph);
        _closed = Array.ConvertAll(_plan.ArgumentNodes, place => graph.Nodes[place]);
        _symbolOf = Array.ConvertAll(_closed, node => Array.IndexOf(symbols, node));
    }

    /// <summary>The results, in order. With <paramref name="donates"/> result k may overwrite argument k of the function.</summary>
    public Tensor[] Run(Tensor[] leaves, bool donates, Tensor[] results)
    {
        var plan = donates
            ? _donating ??= _plan.Donating([.. _roots.Select((_, root) => Array.IndexOf(_symbolOf, root))])
            : _plan;
        var frame = Interlocked.Exchange(ref _idle, null) ?? new PartFrame(_plan);
        for (var i = 0; i < _symbolOf.Length; i++)
            frame.Hold(i, _symbolOf[i] >= 0 ? leaves[_symbolOf[i]] : _closed[i], isReused: !donates);
        Run(plan, frame.Held, results);
        frame.Clear();
        Volatile.Write(ref _idle, frame);
        return results;
    }

    /// <summary>Adds the results to what is known.</summary>
    public void Run(Dictionary<Tensor, Tensor> known, Tensor[] leaves)
    {
        var frame = new PartFrame(_plan);
        for (var i = 0; i < _symbolOf.Length; i++)
            frame.Hold(
                i,
                _symbolOf[i] >= 0 ? leaves[_symbolOf[i]]
                    : known.TryGetValue(_closed[i], out var earlier) ? earlier
                    : _closed[i],
                isReused: false
            );
        var results = new Tensor[_roots.Length];
        Run(_plan, frame.Held, results);
        for (var i = 0; i < results.Length; i++)
            known[_names[i]] = results[i];
    }

    private void Run(Plan plan, ReadOnlySpan<Storage> held, Tensor[] results)
    {
        var storages = plan.On(Crossings.DeviceOf(_roots)).Run(held);
        for (var i = 0; i < results.Length; i++)
            results[i] = new Tensor(storages[i], _roots[i].Shape, _roots[i].DType, _roots[i].Placement);
    }

    /// <summary>The arguments' memory during a run; scalars have theirs for all runs, unless a result may be it or take it over.</summary>
    private sealed class PartFrame(Plan plan)
    {
        private readonly HostStorage?[] _scalars = new HostStorage?[plan.ArgumentNodes.Length];

        public Storage[] Held { get; } = new Storage[plan.ArgumentNodes.Length];

        public unsafe void Hold(int argument, Tensor tensor, bool isReused)
        {
            if (isReused && tensor.Storage is null && tensor.Op is ConstantOp constant && !plan.RootBuffers.Contains(argument))
            {
                var scalar = _scalars[argument] ??= HostStorage.Rent(sizeof(long));
                Scalars.Write(constant.Type, scalar.Pointer, constant.Bits);
                Held[argument] = scalar;
            }
            else
            {
                Held[argument] = Evaluator.StorageOf(tensor, isOptional: false)!;
            }
        }

        public void Clear() => Array.Clear(Held);
    }
}
