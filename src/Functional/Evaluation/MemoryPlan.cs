namespace Functional;

/// <summary>Where temporary buffers lie in one arena, given when each is first written and last read.</summary>
internal sealed class MemoryPlan
{
    /// <summary>Bytes at whose multiples the CPU's buffers begin.</summary>
    public const long Alignment = 64;

    private readonly long _alignment;
    private readonly long _mostBindings;
    private readonly bool[] _takenOver;

    private MemoryPlan(int count, long alignment, long mostBindings)
    {
        (_alignment, _mostBindings) = (alignment, mostBindings);
        Offsets = new long[count];
        InPlaceOf = new int[count];
        _takenOver = new bool[count];
        Array.Fill(Offsets, -1);
        Array.Fill(InPlaceOf, -1);
    }

    /// <summary>Per buffer its offset; −1 for arguments, results and unused ones.</summary>
    public long[] Offsets { get; }

    /// <summary>Per buffer the one whose memory it took over in the stage that wrote it, or −1; a result takes over a donated argument's.</summary>
    public int[] InPlaceOf { get; }

    public long ArenaBytes { get; private set; }

    /// <param name="plan">The plan.</param>
    /// <param name="alignment">A power of two at whose multiples buffers begin.</param>
    /// <param name="mostBindings">Loop programs with more buffers than this do not work in place: a backend runs them in parts.</param>
    public static MemoryPlan Of(Plan plan, long alignment = Alignment, long mostBindings = long.MaxValue)
    {
        var memory = new MemoryPlan(plan.Buffers.Length, alignment, mostBindings);
        var last = new int[plan.Buffers.Length];
        Array.Fill(last, -1);
        for (var i = 0; i < plan.Stages.Length; i++)
        {
            foreach (var buffer in plan.Stages[i].Reads)
                last[buffer] = i;
            foreach (var buffer in plan.Stages[i].Writes)
                last[buffer] = i;
        }
        var arena = new Arena();
        for (var i = 0; i < plan.Stages.Length; i++)
            memory.Place(plan, i, last, arena);
        memory.ArenaBytes = arena.End;
        return memory;
    }

    private void Place(Plan plan, int index, int[] last, Arena arena)
    {
        var stage = plan.Stages[index];
        var loop = stage as LoopStage ?? (stage as ContractionStage)?.Epilogue;
        var contracted = stage is ContractionStage contraction ? contraction.Operands : [];
        var update = loop is { Program.Reduction: null } && HasDonor(plan, loop, index, last) ? loop : null;
        foreach (var buffer in stage.Writes)
        {
            var role = plan.Buffers[buffer].Role;
            if (role == BufferRole.Argument || Offsets[buffer] >= 0 || InPlaceOf[buffer] >= 0)
                continue;
            var donor =
                update?.Writes.Contains(buffer) == true ? FindInPlace(plan, update, contracted, buffer, index, last) : null;
            if (role == BufferRole.Temporary)
                Offsets[buffer] = donor is { } dying ? Offsets[dying] : arena.Take(Round(plan.Buffers[buffer].Bytes));
            if (donor is { } taken)
                (InPlaceOf[buffer], _takenOver[taken]) = (taken, true);
        }
        foreach (var buffer in stage.Reads)
            GiveBack(plan, buffer, index, last, arena);
        foreach (var buffer in stage.Writes)
            GiveBack(plan, buffer, index, last, arena);
    }

    private void GiveBack(Plan plan, int buffer, int index, int[] last, Arena arena)
    {
        if (last[buffer] != index || Offsets[buffer] < 0)
            return;
        last[buffer] = -1;
        if (!_takenOver[buffer])
            arena.Give(Offsets[buffer], Round(plan.Buffers[buffer].Bytes));
    }

    // Most stages of large plans read nothing that dies with them.
    private bool HasDonor(Plan plan, LoopStage loop, int index, int[] last)
    {
        if (loop.Program.BindingCount > _mostBindings)
            return false;
        foreach (var read in loop.Reads)
            if (last[read] == index && (Offsets[read] >= 0 || plan.IsDonated(read)))
                return true;
        return false;
    }

    // A buffer that dies here and is read only where it is written: element by element, with the same layout.
    private int? FindInPlace(Plan plan, LoopStage loop, ReadOnlySpan<int> contracted, int buffer, int index, int[] last)
    {
        var program = loop.Program;
        var store = program.Stores.First(store => loop.Bindings[store.Binding] == buffer);
        if (program.Reduction is not null || store.IsAdded || !store.View.IsIdentity)
            return null;
        foreach (var source in program.Sources)
        {
            if (source.Kind != SourceKind.Buffer || !source.View.IsIdentity)
                continue;
            var read = loop.Bindings[source.Binding];
            if (
                last[read] == index
                && (plan.Buffers[buffer].Role == BufferRole.Result ? plan.IsDonated(read) : Offsets[read] >= 0)
                && !_takenOver[read]
                && !contracted.Contains(read)
                && plan.Buffers[read].Bytes == plan.Buffers[buffer].Bytes
                && program.Sources.All(other => other.Binding != source.Binding || other.View.IsIdentity)
            )
                return read;
        }
        return null;
    }

    private long Round(long bytes) => (Math.Max(bytes, 1) + _alignment - 1) / _alignment * _alignment;

    /// <summary>Free ranges of a growing arena; neighbours are joined.</summary>
    private sealed class Arena
    {
        private SortedDictionary<long, long>? _known; // few plans have as much to place
        private readonly Dictionary<long, Stack<long>> _small = [];

        public long End { get; private set; }

        private SortedDictionary<long, long> Free => _known ??= [];

        public long Take(long bytes)
        {
            if (bytes <= 4096)
                return _small.TryGetValue(bytes, out var stack) && stack.TryPop(out var offset) ? offset : Grow(bytes);
            foreach (var (start, size) in Free)
                if (size >= bytes)
                {
                    Free.Remove(start);
                    if (size > bytes)
                        Free[start + bytes] = size - bytes;
                    return start;
                }
            return Grow(bytes);
        }

        public void Give(long offset, long bytes)
        {
            if (bytes <= 4096)
            {
                if (!_small.TryGetValue(bytes, out var stack))
                    _small[bytes] = stack = [];
                stack.Push(offset);
                return;
            }
            foreach (var (start, size) in Free)
                if (start + size == offset)
                {
                    Free.Remove(start);
                    (offset, bytes) = (start, bytes + size);
                    break;
                }
            if (Free.Remove(offset + bytes, out var behind))
                bytes += behind;
            Free[offset] = bytes;
        }

        private long Grow(long bytes) => (End += bytes) - bytes;
    }
}
