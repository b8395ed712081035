namespace Functional;

/// <summary>Plans by structure, the oldest forgotten first.</summary>
internal sealed class PlanCache
{
    private const long Capacity = 64L << 20;

    private readonly Dictionary<int, List<(GraphKey Key, Plan Plan)>> _buckets = [];
    private readonly Queue<(int Hash, GraphKey Key)> _order = [];
    private long _weight;

    public static PlanCache Shared { get; } = new();

    /// <summary>Number of plans made so far.</summary>
    public int Made { get; private set; }

    /// <summary>The plan for a graph, made if there is none; call under <see cref="Graph.Lock"/>.</summary>
    public Plan Find(Graph graph)
    {
        var hash = GraphKey.HashOf(graph);
        if (_buckets.TryGetValue(hash, out var bucket))
            foreach (var (known, plan) in bucket)
                if (known.Matches(graph))
                    return plan;
        Made++;
        var made = Plan.Of(graph);
        var key = new GraphKey(graph);
        if (key.Weight <= Capacity / 4)
            Keep(hash, key, made);
        return made;
    }

    private void Keep(int hash, GraphKey key, Plan plan)
    {
        if (!_buckets.TryGetValue(hash, out var bucket))
            _buckets[hash] = bucket = [];
        bucket.Add((key, plan));
        _order.Enqueue((hash, key));
        _weight += key.Weight;
        while (_weight > Capacity && _order.TryDequeue(out var oldest))
        {
            _weight -= oldest.Key.Weight;
            _buckets[oldest.Hash].RemoveAll(entry => ReferenceEquals(entry.Key, oldest.Key));
            if (_buckets[oldest.Hash].Count == 0)
                _buckets.Remove(oldest.Hash);
        }
    }
}
