namespace Functional.Vulkan;

/// <summary>A part of a loop program that binds fewer buffers.</summary>
/// <param name="Program">The part.</param>
/// <param name="Buffers">For every binding the whole program's, or the complement of the number of a buffer for a value that parts pass on.</param>
internal sealed record LoopPart(LoopProgram Program, int[] Buffers);

/// <summary>Cuts loop programs that use more buffers than a device binds into parts that pass values on through memory.</summary>
/// <remarks>An operation has at most three operands, so four buffers are enough for any program. Each part takes as many operations as fit.</remarks>
internal sealed class LoopSplit
{
    private readonly LoopProgram _program;
    private readonly int _most;
    private readonly int _sources;
    private readonly DType[] _types;
    private readonly int[] _lastUse;
    private readonly Dictionary<int, int> _passedOn = [];
    private readonly List<long> _bytes = [];

    private LoopSplit(LoopProgram program, int most)
    {
        (_program, _most, _sources) = (program, most, program.Sources.Count);
        _types = [.. program.Sources.Select(source => source.Type), .. program.Calls.Select(call => call.Type)];
        _lastUse = new int[_types.Length];
        for (var step = 0; step < Steps; step++)
            foreach (var slot in SlotsOf(step))
                _lastUse[slot] = step;
    }

    // Operations, then stores.
    private int Steps => _program.Calls.Count + _program.Stores.Count;

    /// <summary>The parts in order, and the bytes of the buffers through which they pass values; the program itself if it binds few enough.</summary>
    public static (IReadOnlyList<LoopPart> Parts, List<long> PassedBytes) Of(LoopProgram program, int most)
    {
        if (program.BindingCount <= most)
            return ([new LoopPart(program, [.. Enumerable.Range(0, program.BindingCount)])], []);
        var split = new LoopSplit(program, most);
        var parts = new List<LoopPart>();
        for (var from = 0; from < split.Steps; )
        {
            var to = split.End(from);
            parts.Add(split.Part(from, to));
            from = to;
        }
        return (parts, split._bytes);
    }

    // The furthest step before which a part may end; at least one step is taken.
    private int End(int from)
    {
        var end = from + 1;
        for (var to = from + 1; to <= Steps; to++)
            if (
                Inputs(from, to).Count
                    + Outputs(from, to).Count()
                    + StoresIn(from, to).Select(store => store.Binding).Distinct().Count()
                <= _most
            )
                end = to;
            else if (Inputs(from, to).Count > _most)
                break;
        return end;
    }

    private LoopPart Part(int from, int to)
    {
        var (buffers, sources, stores) = (new List<int>(), new List<Source>(), new List<Store>());
        var slots = new Dictionary<int, int>();
        int Bind(int buffer)
        {
            if (!buffers.Contains(buffer))
                buffers.Add(buffer);
            return buffers.IndexOf(buffer);
        }
        foreach (var slot in Read(from, to))
        {
            slots[slot] = sources.Count;
            sources.Add(
                slot >= _sources ? new Source(SourceKind.Buffer, _types[slot], View.Of(_program.Space), Bind(~_passedOn[slot]), 0)
                : _program.Sources[slot] is { Binding: >= 0 } source ? source with { Binding = Bind(source.Binding) }
                : _program.Sources[slot]
            );
        }
        var calls = new List<Call>();
        for (var step = from; step < Math.Min(to, _program.Calls.Count); step++)
        {
            var call = _program.Calls[step];
            int[] operands = [.. SlotsOf(step).Select(slot => slots[slot])];
            int Operand(int index) => index < operands.Length ? operands[index] : 0;
            slots[_sources + step] = sources.Count + calls.Count;
            calls.Add(new Call(call.Op, call.Type, Operand(0), Operand(1), Operand(2)));
        }
        foreach (var slot in Outputs(from, to).ToArray())
        {
            _passedOn[slot] = _bytes.Count;
            _bytes.Add(_program.Space.Size * _types[slot].ByteSize);
            stores.Add(new Store(slots[slot], _types[slot], Bind(~_passedOn[slot]), View.Of(_program.Space), IsAdded: false));
        }
        var own = StoresIn(from, to).ToArray();
        stores.AddRange(own.Select(store => store with { Slot = slots[store.Slot], Binding = Bind(store.Binding) }));
        var part = new LoopProgram(
            _program.Space,
            sources,
            calls,
            stores,
            buffers.Count,
            own.Length > 0 ? _program.Reduction : null,
            own.Length > 0 ? _program.ReducedFrom : 0,
            own.Length > 0 ? _program.ReducedTo : 0
        );
        return new LoopPart(part, [.. buffers]);
    }

    // Sources and values of earlier parts that steps use.
    private IEnumerable<int> Read(int from, int to) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(SlotsOf)
            .Where(slot => slot < _sources || slot - _sources < from)
            .Distinct()
            .OrderBy(slot => slot);

    private HashSet<int> Inputs(int from, int to)
    {
        var buffers = new HashSet<int>();
        foreach (var slot in Read(from, to))
            if (slot >= _sources)
                buffers.Add(~slot);
            else if (_program.Sources[slot].Binding >= 0)
                buffers.Add(_program.Sources[slot].Binding);
        return buffers;
    }

    // Values made by the steps and used by later ones.
    private IEnumerable<int> Outputs(int from, int to) =>
        Enumerable
            .Range(from, Math.Max(0, Math.Min(to, _program.Calls.Count) - from))
            .Select(step => _sources + step)
            .Where(slot => _lastUse[slot] >= to);

    private IEnumerable<Store> StoresIn(int from, int to) =>
        Enumerable
            .Range(from, to - from)
            .Where(step => step >= _program.Calls.Count)
            .Select(step => _program.Stores[step - _program.Calls.Count]);

    private IEnumerable<int> SlotsOf(int step)
    {
        if (step >= _program.Calls.Count)
            return [_program.Stores[step - _program.Calls.Count].Slot];
        var call = _program.Calls[step];
        return ((int[])[call.A, call.B, call.C]).Take(call.Op.Arity);
    }
}
