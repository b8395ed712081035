namespace Functional;

/// <summary>A plan on the host's processors.</summary>
internal sealed unsafe class HostProgram(Plan plan) : IProgram
{
    private Frame? _idle;

    public Storage[] Run(ReadOnlySpan<Storage> arguments)
    {
        // Runs of several threads have a frame each; one is kept, so that a loop allocates only its results.
        var frame = Interlocked.Exchange(ref _idle, null) ?? new Frame(plan);
        var (held, results) = (frame.Held, frame.Results);
        fixed (byte** pointers = frame.Table)
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
        frame.Clear(); // until here they are held
        Volatile.Write(ref _idle, frame);
        return roots;
    }

    private sealed class Frame(Plan plan)
    {
        public byte*[] Table { get; } = new byte*[plan.Buffers.Length];

        public HostStorage[] Held { get; } = new HostStorage[plan.ArgumentNodes.Length];

        public HostStorage?[] Results { get; } = new HostStorage?[plan.Buffers.Length];

        public void Clear()
        {
            Array.Clear(Held);
            Array.Clear(Results);
        }
    }
}
