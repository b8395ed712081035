namespace Functional;

/// <summary>From trees to numbers.</summary>
internal static class Evaluator
{
    /// <summary>Computes what is not computed yet, in one plan.</summary>
    /// <exception cref="TracingException">A root has no value yet; the message names the caller's line.</exception>
    public static void Evaluate(ReadOnlySpan<Tensor> roots, string file, int line)
    {
        List<Tensor>? missing = null;
        foreach (var root in roots)
        {
            if (root.IsSymbolic)
                throw new TracingException(
                    $"[evaluate] {root.DType.Name}{root.Shape} has no value here: it depends on an argument of a function that is being compiled, vectorized or looped over.{(line > 0 ? $" Looked at in {Path.GetFileName(file)}:{line}." : "")} Use Where instead of a branch, or look outside."
                );
            if (!root.IsComputed)
                (missing ??= []).Add(root);
        }
        if (missing is not null)
            Compute([.. missing]);
    }

    /// <summary>Runs a plan for a graph of its structure on a device; one storage per root.</summary>
    public static Storage[] Run(Plan plan, ReadOnlySpan<Tensor> arguments, Device device)
    {
        var held = new Storage[arguments.Length];
        for (var i = 0; i < held.Length; i++)
            held[i] = StorageOf(arguments[i], isOptional: false)!;
        return plan.On(device).Run(held);
    }

    private static void Compute(Tensor[] roots)
    {
        foreach (var part in Crossings.ByDevice(roots))
            while (!TryCompute(part, out var first))
                Compute(first);
    }

    // False if other devices have to compute something first.
    private static bool TryCompute(Tensor[] roots, out Tensor[] first)
    {
        Plan plan;
        Tensor[] arguments;
        lock (Graph.Lock)
        {
            var graph = Graph.Of(roots);
            while (Crossings.Moves(graph) is { Length: > 0 } moves)
            {
                foreach (var move in moves)
                    move.Publish(((DeviceOp)move.Op).Device.Take(move.Operand(0).Storage!, move.DType, move.Shape));
                graph = Graph.Of(roots);
            }
            first = Crossings.First(graph);
            if (first.Length > 0)
                return false;
            if (Array.TrueForAll(roots, root => root.IsComputed))
                return true;
            var kept = Retention.Of(graph);
            if (kept.Length > 0)
                graph = Graph.Of(roots = [.. roots, .. kept]);
            Retention.Visit(graph);
            plan = PlanCache.Shared.Find(graph);
            arguments = Array.ConvertAll(plan.ArgumentNodes, place => graph.Nodes[place]);
        }
        var storages = Run(plan, arguments, Crossings.DeviceOf(roots));
        lock (Graph.Lock)
            for (var i = 0; i < roots.Length; i++)
                roots[i].Publish(storages[i]);
        return true;
    }

    /// <summary>The memory of a leaf, made for a scalar; null for a symbol if it is optional.</summary>
    public static unsafe Storage? StorageOf(Tensor leaf, bool isOptional)
    {
        if (leaf.Storage is { } storage)
            return storage;
        if (leaf.Op is not ConstantOp constant)
            return isOptional ? null : throw new InvalidOperationException($"{leaf.Op.Description} has no value.");
        var made = HostStorage.Rent(8);
        Scalars.Write(constant.Type, made.Pointer, constant.Bits);
        return made;
    }
}
