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
    public Tensor[] Run(Tensor[] leaves, bool donates)
    {
        var plan = donates
            ? _donating ??= _plan.Donating([.. _roots.Select((_, root) => Array.IndexOf(_symbolOf, root))])
            : _plan;
        var arguments = new Tensor[_symbolOf.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = _symbolOf[i] >= 0 ? leaves[_symbolOf[i]] : _closed[i];
        return Run(plan, arguments);
    }

    /// <summary>Adds the results to what is known.</summary>
    public void Run(Dictionary<Tensor, Tensor> known, Tensor[] leaves)
    {
        var arguments = new Tensor[_symbolOf.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] =
                _symbolOf[i] >= 0 ? leaves[_symbolOf[i]]
                : known.TryGetValue(_closed[i], out var earlier) ? earlier
                : _closed[i];
        var results = Run(_plan, arguments);
        for (var i = 0; i < results.Length; i++)
            known[_names[i]] = results[i];
    }

    private Tensor[] Run(Plan plan, Tensor[] arguments)
    {
        var storages = Evaluator.Run(plan, arguments, Crossings.DeviceOf(_roots));
        var results = new Tensor[_roots.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = new Tensor(storages[i], _roots[i].Shape, _roots[i].DType, _roots[i].Placement);
        return results;
    }
}
