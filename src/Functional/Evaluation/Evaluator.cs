namespace Functional;

/// <summary>From trees to numbers.</summary>
internal static unsafe class Evaluator
{
    /// <summary>Computes what is not computed yet, in one plan.</summary>
    /// <exception cref="TracingException">A root has no value yet; the message names the caller's line.</exception>
    public static void Evaluate(ReadOnlySpan<Tensor> roots, string file, int line)
    {
        var missing = new List<Tensor>();
        foreach (var root in roots)
        {
            if (root.IsSymbolic)
                throw new TracingException(
                    $"[evaluate] {root.DType.Name}{root.Shape} has no value here: it depends on an argument of a function that is being compiled, vectorized or looped over.{(line > 0 ? $" Looked at in {Path.GetFileName(file)}:{line}." : "")} Use Where instead of a branch, or look outside."
                );
            if (!root.IsComputed)
                missing.Add(root);
        }
        if (missing.Count > 0)
            Compute([.. missing]);
    }

    /// <summary>Runs a plan for a graph of its structure; one storage per root.</summary>
    public static Storage[] Run(Plan plan, ReadOnlySpan<Tensor> arguments)
    {
        var table = new byte*[plan.Buffers.Length];
        var held = new Storage[arguments.Length];
        var results = new Storage?[plan.Buffers.Length];
        fixed (byte** pointers = table)
        {
            for (var i = 0; i < arguments.Length; i++)
                pointers[i] = (held[i] = StorageOf(arguments[i], isOptional: false)!).Pointer;
            for (var i = 0; i < plan.Buffers.Length; i++)
                if (plan.Buffers[i].Role == BufferRole.Result)
                    pointers[i] = (
                        results[i] =
                            plan.Memory.InPlaceOf[i] is >= 0 and var donor && !held[donor].IsForeign
                                ? held[donor]
                                : Storage.Rent(plan.Buffers[i].Bytes)
                    ).Pointer;
            plan.Run(pointers);
        }
        var roots = Array.ConvertAll(plan.RootBuffers, buffer => results[buffer] ?? held[buffer]);
        GC.KeepAlive(held);
        GC.KeepAlive(results);
        return roots;
    }

    private static void Compute(Tensor[] roots)
    {
        Plan plan;
        Tensor[] arguments;
        lock (Graph.Lock)
        {
            var graph = Graph.Of(roots);
            var kept = Retention.Of(graph);
            if (kept.Length > 0)
                graph = Graph.Of(roots = [.. roots, .. kept]);
            Retention.Visit(graph);
            plan = PlanCache.Shared.Find(graph);
            arguments = Array.ConvertAll(plan.ArgumentNodes, place => graph.Nodes[place]);
        }
        var storages = Run(plan, arguments);
        lock (Graph.Lock)
            for (var i = 0; i < roots.Length; i++)
                roots[i].Publish(storages[i]);
    }

    /// <summary>The memory of a leaf, made for a scalar; null for a symbol if it is optional.</summary>
    public static Storage? StorageOf(Tensor leaf, bool isOptional)
    {
        if (leaf.Storage is { } storage)
            return storage;
        if (leaf.Op is not ConstantOp constant)
            return isOptional ? null : throw new InvalidOperationException($"{leaf.Op.Description} has no value.");
        var made = Storage.Rent(8);
        Scalars.Write(constant.Type, made.Pointer, constant.Bits);
        return made;
    }
}
