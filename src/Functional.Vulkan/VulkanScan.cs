namespace Functional.Vulkan;

/// <summary>A loop of the tree on a device: the body's commands for every step, carries and slices copied to where the body reads them.</summary>
internal sealed class VulkanScan
{
    private readonly ScanStage _stage;
    private readonly VulkanStage[] _body;
    private readonly MemoryPlan _memory;
    private readonly DeviceBuffer? _constants;
    private readonly ulong[] _argumentAt;
    private readonly ulong[] _resultAt;
    private readonly ulong[] _asideAt;
    private readonly ulong[] _unreadAt;
    private readonly ulong _arenaAt;
    private readonly ulong _innerScratchAt;

    public VulkanScan(VulkanDevice device, ScanStage stage, VulkanStage[] body, MemoryPlan memory)
    {
        (_stage, _body, _memory) = (stage, body, memory);
        var (alignment, plan) = (DeviceAlignment.Of(device), stage.Body);
        ulong Take(long bytes)
        {
            var offset = Scratch;
            Scratch += alignment.Round(bytes);
            return offset;
        }
        _argumentAt = new ulong[plan.ArgumentNodes.Length];
        for (var i = 0; i < _argumentAt.Length; i++)
            _argumentAt[i] = IsMoved(i) ? Take(plan.Buffers[i].Bytes) : 0;
        _resultAt = new ulong[plan.Buffers.Length];
        for (var i = 0; i < _resultAt.Length; i++)
            if (plan.Buffers[i].Role == BufferRole.Result)
                _resultAt[i] = Take(plan.Buffers[i].Bytes);
        _asideAt = Array.ConvertAll(stage.Op.Body.Carries, carry => Take(Bytes(carry)));
        _unreadAt = Array.ConvertAll(stage.Op.Body.Carries, carry => Take(Bytes(carry)));
        _constants = Constants(device, alignment);
        _arenaAt = Take(Math.Max(1, memory.ArenaBytes));
        _innerScratchAt = Scratch;
        foreach (var inner in body)
            Scratch = Math.Max(Scratch, _innerScratchAt + inner.Scratch(alignment));
    }

    /// <summary>Bytes of memory that the loop needs for itself.</summary>
    public ulong Scratch { get; private set; }

    /// <summary>The stages of a step.</summary>
    public IReadOnlyList<VulkanStage> Body => _body;

    public IEnumerable<VulkanStage> Reporting => _body.SelectMany(stage => stage.Reporting);

    /// <summary>Buffers that the commands name besides the plan's.</summary>
    public IEnumerable<DeviceBuffer> Own =>
        [.. _body.SelectMany(stage => stage.Own), .. _constants is null ? [] : (DeviceBuffer[])[_constants]];

    private int CarryCount => _stage.Op.Body.Carries.Length;

    private int SliceCount => _stage.Op.Body.Slices.Length;

    /// <summary>Records all steps.</summary>
    public void Record(VulkanStage own, Recorder recorder)
    {
        var (plan, op) = (_stage.Body, _stage.Op);
        var inner = recorder.Inside(buffer => PlaceOf(recorder, buffer), _innerScratchAt);
        var carries = Array.ConvertAll(op.Body.Carries, Bytes);
        var places = new BufferRange[CarryCount];
        for (var i = 0; i < places.Length; i++)
        {
            var argument = Array.IndexOf(plan.ArgumentSymbols, i);
            places[i] = argument >= 0 ? PlaceOf(recorder, argument) : recorder.Scratch(_unreadAt[i], carries[i]);
            recorder.Copy(recorder[_stage.Inputs[i]], 0, places[i], 0, carries[i]);
        }
        for (var step = 0; step < op.Length; step++)
        {
            var at = op.IsReverse ? op.Length - 1 - step : step;
            for (var i = 0; i < plan.ArgumentNodes.Length; i++)
                if (plan.ArgumentSymbols[i] - CarryCount is >= 0 and var slice && slice < SliceCount)
                    Slice(recorder, recorder[_stage.Inputs[CarryCount + slice]], at, PlaceOf(recorder, i), plan.Buffers[i].Bytes);
            for (var i = 0; i < CarryCount; i++)
                Stack(recorder, CarryCount + op.Body.Outputs.Length + i, at, places[i], carries[i]);
            foreach (var stage in _body)
                stage.Record(inner);
            for (var i = 0; i < op.Body.Outputs.Length; i++)
                Stack(
                    recorder,
                    CarryCount + i,
                    at,
                    PlaceOf(recorder, plan.RootBuffers[CarryCount + i]),
                    Bytes(op.Body.Outputs[i])
                );
            Advance(recorder, places, carries);
        }
        for (var i = 0; i < CarryCount; i++)
            if (_stage.Targets[i] >= 0)
                recorder.Copy(places[i], 0, recorder[_stage.Targets[i]], 0, carries[i]);
    }

    // The next carries to where the body reads them; those that are carries of this step, or its slices, are set aside first.
    private void Advance(Recorder recorder, BufferRange[] places, long[] bytes)
    {
        var next = new BufferRange[places.Length];
        for (var i = 0; i < next.Length; i++)
        {
            var root = _stage.Body.RootBuffers[i];
            next[i] = PlaceOf(recorder, root);
            if (_stage.Body.Buffers[root].Role != BufferRole.Argument || next[i] == places[i])
                continue;
            var aside = recorder.Scratch(_asideAt[i], bytes[i]);
            recorder.Copy(next[i], 0, aside, 0, bytes[i]);
            next[i] = aside;
        }
        for (var i = 0; i < next.Length; i++)
            if (next[i] != places[i])
                recorder.Copy(next[i], 0, places[i], 0, bytes[i]);
    }

    private static void Slice(Recorder recorder, BufferRange sequence, int at, BufferRange target, long bytes) =>
        recorder.Copy(sequence, (ulong)(at * bytes), target, 0, bytes);

    private void Stack(Recorder recorder, int result, int at, BufferRange source, long bytes)
    {
        if (_stage.Targets[result] is >= 0 and var target)
            recorder.Copy(source, 0, recorder[target], (ulong)(at * bytes), bytes);
    }

    private BufferRange PlaceOf(Recorder recorder, int buffer)
    {
        var plan = _stage.Body;
        var bytes = plan.Buffers[buffer].Bytes;
        return plan.Buffers[buffer].Role switch
        {
            BufferRole.Temporary => recorder.Scratch(_arenaAt + (ulong)_memory.Offsets[buffer], bytes),
            BufferRole.Result => recorder.Scratch(_resultAt[buffer], bytes),
            _ when IsMoved(buffer) => recorder.Scratch(_argumentAt[buffer], bytes),
            _ when plan.ArgumentSymbols[buffer] < _stage.Inputs.Length => recorder[_stage.Inputs[plan.ArgumentSymbols[buffer]]],
            _ => new BufferRange(_constants!, _argumentAt[buffer], VulkanStorage.WholeWords(bytes)),
        };
    }

    // Carries and slices, which change from step to step.
    private bool IsMoved(int argument) => _stage.Body.ArgumentSymbols[argument] < CarryCount + SliceCount;

    // The body's own scalars, in memory of their own.
    private unsafe DeviceBuffer? Constants(VulkanDevice device, DeviceAlignment alignment)
    {
        var plan = _stage.Body;
        var bytes = 0UL;
        bool IsOwn(int argument) => plan.ArgumentSymbols[argument] >= _stage.Inputs.Length;
        for (var i = 0; i < plan.ArgumentNodes.Length; i++)
            if (IsOwn(i))
            {
                _argumentAt[i] = bytes;
                bytes += alignment.Round(plan.Buffers[i].Bytes);
            }
        if (bytes == 0)
            return null;
        var buffer = device.Allocate(bytes);
        for (var i = 0; i < plan.ArgumentNodes.Length; i++)
            if (IsOwn(i))
                buffer.Write(new ReadOnlySpan<byte>(plan.ConstantAt(i), (int)plan.Buffers[i].Bytes), _argumentAt[i]);
        return buffer;
    }

    private static long Bytes(Tensor tensor) => tensor.Size * tensor.DType.ByteSize;
}
