using System.Diagnostics.CodeAnalysis;

namespace Functional;

/// <summary>Reverse mode: from results and their cotangents to the cotangents of variables, as trees.</summary>
internal sealed class ReverseWalk : Pullback
{
    private readonly Graph _graph;
    private readonly bool[] _leads;
    private readonly Tensor?[] _first;
    private readonly Dictionary<int, List<Tensor>> _more = [];
    private readonly Dictionary<int, Tensor?[]> _results = [];
    private int _place;
    private Tensor? _cotangent;

    private ReverseWalk(Graph graph, HashSet<Tensor> variables)
    {
        _graph = graph;
        _leads = new bool[graph.Count];
        _first = new Tensor?[graph.Count];
        for (var i = 0; i < graph.Count; i++)
        {
            _leads[i] = graph.Ops[i] is VariableOp or SymbolOp && variables.Contains(graph.Nodes[i]);
            foreach (var operand in graph.Operands(i))
                _leads[i] |= _leads[operand];
        }
    }

    public override Tensor Result => _graph.Nodes[_place];

    public override int Count => _graph.Operands(_place).Length;

    /// <summary>The cotangents of <paramref name="variables"/> of Σ ⟨cotangent, root⟩; null where a variable does not take part.</summary>
    public static Tensor?[] Run(ReadOnlySpan<Tensor> roots, ReadOnlySpan<Tensor> cotangents, ReadOnlySpan<Tensor> variables)
    {
        var targets = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var variable in variables)
            targets.Add(variable);
        var walk = new ReverseWalk(Graph.Of(roots, throughValues: true), targets);
        for (var i = 0; i < roots.Length; i++)
            walk.Add(walk._graph.Roots[i], cotangents[i]);
        var found = walk.Walk(targets);
        var answer = new Tensor?[variables.Length];
        for (var i = 0; i < variables.Length; i++)
            answer[i] = found.GetValueOrDefault(variables[i]);
        return answer;
    }

    public override Tensor? CotangentOf(int index) => _results.TryGetValue(_place, out var results) ? results[index] : _cotangent;

    public override Tensor Operand(int index) => _graph.Nodes[_graph.Operands(_place)[index]];

    public override bool Wants(int index) => _leads[_graph.Operands(_place)[index]];

    public override void Give(int index, Tensor? cotangent)
    {
        if (cotangent is null || !Wants(index))
            return;
        var place = _graph.Operands(_place)[index];
        if (Result.Op is ProjectionOp projection)
            Add(place, projection.Index, cotangent);
        else
            Add(place, cotangent.SumTo(_graph.Nodes[place].Shape));
    }

    private Dictionary<Tensor, Tensor> Walk(HashSet<Tensor> targets)
    {
        var found = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (_place = _graph.Count - 1; _place >= 0; _place--)
        {
            if (!_leads[_place] || !TryCollect(out _cotangent))
                continue;
            if (targets.Contains(Result))
                found[Result] = _cotangent;
            else
                Result.Op.Pull(this);
            _first[_place] = null;
            _more.Remove(_place);
        }
        return found;
    }

    private bool TryCollect([NotNullWhen(true)] out Tensor? cotangent)
    {
        cotangent = _first[_place];
        if (cotangent is null)
            return _results.TryGetValue(_place, out var results)
                && (cotangent = results.First(result => result is not null)) is not null;
        if (_more.TryGetValue(_place, out var others))
            cotangent = Sum([cotangent, .. others]);
        return true;
    }

    private void Add(int place, Tensor cotangent)
    {
        if (!_leads[place])
            return;
        if (_first[place] is not { } first)
            _first[place] = cotangent;
        else if (!IsPiece(first) && !IsPiece(cotangent))
            _first[place] = first + cotangent;
        else if (_more.TryGetValue(place, out var others))
            others.Add(cotangent);
        else
            _more[place] = [cotangent];
    }

    private void Add(int place, int index, Tensor cotangent)
    {
        if (!_results.TryGetValue(place, out var results))
            _results[place] = results = new Tensor?[((LoopOp)_graph.Nodes[place].Op).Results.Length];
        results[index] = results[index] is { } earlier ? earlier + cotangent : cotangent;
    }

    private static bool IsPiece(Tensor cotangent) => cotangent.Op is AssembleOp;

    // Cotangents of slices are pieces of one tensor: put together they cost what they hold, not a full tensor each.
    private static Tensor Sum(List<Tensor> terms)
    {
        var pieces = new List<(Region Region, Tensor Piece)>();
        Tensor? sum = null;
        foreach (var term in terms)
            if (term.Op is AssembleOp assemble && !term.IsComputed)
                for (var i = 0; i < assemble.Regions.Length; i++)
                    pieces.Add((assemble.Regions[i], term.Operand(i)));
            else
                sum = sum is null ? term : sum + term;
        if (pieces.Count == 0)
            return sum!;
        var whole = Assemble(terms[0].Shape, pieces);
        return sum is null ? whole : sum + whole;
    }

    // Pieces of one place are added before they are put there.
    private static Tensor Assemble(Shape shape, List<(Region Region, Tensor Piece)> pieces)
    {
        var places = new Dictionary<(int, Shape), List<int>>();
        var (regions, sums) = (new List<Region>(), new List<Tensor>());
        foreach (var (region, piece) in pieces)
        {
            var key = (region.Starts.Aggregate(17, (hash, start) => (hash * 31) + start), piece.Shape);
            if (!places.TryGetValue(key, out var candidates))
                places[key] = candidates = [];
            var known = candidates.FindIndex(place => regions[place].IsSame(region));
            if (known >= 0)
            {
                sums[candidates[known]] += piece;
                continue;
            }
            candidates.Add(regions.Count);
            regions.Add(region);
            sums.Add(piece);
        }
        return AssembleOp.Make(shape, [.. regions], [.. sums]);
    }
}
