namespace Functional;

/// <summary>A plan on the host's processors.</summary>
internal sealed unsafe class HostProgram(Plan plan) : IProgram
{
    public Storage[] Run(ReadOnlySpan<Storage> arguments)
    {
        var table = new byte*[plan.Buffers.Length];
        var held = new HostStorage[arguments.Length];
        var results = new HostStorage?[plan.Buffers.Length];
        fixed (byte** pointers = table)
        {
            for (var i = 0; i < arguments.Length; i++)
                pointers[i] = (held[i] = arguments[i].OnHost()).Pointer;
            for (var i = 0; i < plan.Buffers.Length; i++)
                if (plan.Buffers[i].Role == BufferRole.Result)
                    pointers[i] = (
                        results[i] =
                            plan.Memory.InPlaceOf[i] is >= 0 and var donor && !held[donor].IsForeign
                                ? held[donor]
                                : HostStorage.Rent(plan.Buffers[i].Bytes)
                    ).Pointer;
            plan.Run(pointers);
        }
        var roots = new Storage[plan.RootBuffers.Length];
        for (var i = 0; i < roots.Length; i++)
            roots[i] = results[plan.RootBuffers[i]] ?? held[plan.RootBuffers[i]];
        GC.KeepAlive(held);
        GC.KeepAlive(results);
        return roots;
    }
}
