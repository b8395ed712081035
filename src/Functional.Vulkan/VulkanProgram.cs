namespace Functional.Vulkan;

/// <summary>A plan on a Vulkan device: kernels are compiled once, and commands recorded once for each set of buffers that it meets.</summary>
/// <remarks>
/// A loop of training meets few sets of buffers, since dead ones come back: its steps only submit. Nothing waits for the device but looking at
/// a value. Arguments of a few bytes (a learning rate, a step's number) travel in a parameter buffer, so that they are no buffers of their own.
/// </remarks>
internal sealed class VulkanProgram : IProgram
{
    private const int ParameterLimit = 256;
    private const int RecordingLimit = 8;

    private readonly Lock _running = new();
    private readonly VulkanDevice _device;
    private readonly Plan _plan;
    private readonly VulkanStage[] _stages;
    private readonly VulkanStage[] _reporting;
    private readonly MemoryPlan _memory;
    private readonly DeviceAlignment _alignment;
    private readonly ulong[] _parameterAt;
    private readonly ulong _parameterBytes;
    private readonly ulong _scratchAt;
    private readonly ulong _arenaBytes;
    private readonly MemoryNeeds _needs;
    private readonly List<Recording> _recordings = [];
    private readonly VulkanStorage?[] _bound;
    private readonly MemoryPlace[] _places;
    private readonly DeviceBuffer?[] _uses;
    private readonly Recorder _recorder;
    private readonly string _name;
    private DeviceBuffer? _arena;
    private DeviceBuffer? _parameters;
    private DeviceBuffer? _statuses;
    private (ulong Last, ulong BeforeThat) _submitted;

    private VulkanProgram(VulkanDevice device, Plan plan, VulkanStage[] stages, MemoryPlan memory)
    {
        (_device, _plan, _stages, _memory) = (device, plan, stages, memory);
        _alignment = DeviceAlignment.Of(device);
        var (reporting, uses) = (new List<VulkanStage>(), new List<DeviceBuffer?>());
        foreach (var stage in stages)
        {
            reporting.AddRange(stage.Reporting);
            uses.AddRange(stage.Own);
        }
        _reporting = [.. reporting];
        _bound = new VulkanStorage?[plan.Buffers.Length];
        // Behind the plan's buffers: the arena, parameters, status words, and what stages have of their own.
        _uses = [.. new DeviceBuffer?[plan.Buffers.Length + 3], .. uses];
        _places = new MemoryPlace[plan.Buffers.Length + 1];
        _parameterAt = new ulong[plan.ArgumentNodes.Length];
        for (var i = 0; i < _parameterAt.Length; i++)
            if (plan.Buffers[i].Bytes <= ParameterLimit)
            {
                _parameterAt[i] = _parameterBytes;
                _parameterBytes += _alignment.Round(plan.Buffers[i].Bytes);
            }
        _scratchAt = _alignment.Round(memory.ArenaBytes);
        var scratch = 0UL;
        foreach (var stage in stages)
            scratch = Math.Max(scratch, stage.Scratch(_alignment));
        _arenaBytes = _scratchAt + scratch;
        _needs = new MemoryNeeds(plan, memory, _arenaBytes);
        _recorder = new Recorder(device, PlaceOf, _scratchAt, StatusOf);
        _name = stages.Length > 0 ? $"the plan of '{stages[^1].Label}'" : "";
    }

    /// <summary>Commands of the plan: dispatches, copies and fills; known once it has run.</summary>
    public int Commands => _recordings.Count > 0 ? _recordings[^1].Commands : 0;

    /// <summary>How often the commands were recorded.</summary>
    public int Recorded { get; private set; }

    /// <summary>Kernels that the program keeps.</summary>
    public int Kernels => _stages.Sum(stage => stage.KernelCount);

    /// <summary>The submission of its last run; 0 before the first.</summary>
    public ulong LastSubmit => Volatile.Read(ref _submitted.Last);

    /// <summary>Compiles a plan.</summary>
    /// <param name="device">The device.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="print">Gives a kernel's words in place of the library's own printer.</param>
    /// <exception cref="DeviceException">A stage cannot run on the device, or there is not enough memory; the message names what. Nothing has run then.</exception>
    public static VulkanProgram Of(VulkanDevice device, Plan plan, Func<Kernel, uint[]>? print = null)
    {
        plan = Epilogues.Fuse(plan, device.Capabilities.Limits.MaxStorageBuffers);
        var lowering = new VulkanLowering(device, plan, print);
        VulkanStage[] stages = [.. plan.Stages.Select(stage => stage.Match(lowering))];
        var program = new VulkanProgram(device, plan, stages, lowering.Memory);
        program._needs.Check(device);
        return program;
    }

    public StageDispatches[] Dispatches => Array.ConvertAll(_stages, stage => stage.Dispatches(_device));

    StageDispatches[]? IProgram.Dispatches => Dispatches;

    public Storage[] Run(ReadOnlySpan<Storage> arguments)
    {
        lock (_running)
        {
            // At most two runs are under way, so that the host does not fill the memory ahead of the device.
            _device.Wait(_submitted.BeforeThat);
            try
            {
                return RunNow(arguments);
            }
            catch (DeviceMemoryException error)
            {
                throw _needs.Explain(error);
            }
            finally
            {
                Array.Clear(_bound);
                Array.Clear(_uses, 0, _bound.Length);
            }
        }
    }

    private Storage[] RunNow(ReadOnlySpan<Storage> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
            _bound[i] =
                arguments[i] is HostStorage && _plan.Buffers[i].Bytes <= ParameterLimit
                    ? null
                    : VulkanStorage.Of(_device, arguments[i]);
        var checks = Checks();
        var check = _reporting.Length > 0 ? new RunCheck(_device, _reporting, _alignment) : null;
        if (check is not null)
            checks = [.. checks, check];
        for (var i = arguments.Length; i < _bound.Length; i++)
            if (_plan.Buffers[i].Role == BufferRole.Result)
                _bound[i] = new VulkanStorage(_device, ResultMemory(i), _plan.Buffers[i].Bytes, checks);
        lock (_device.ArenaGate)
            Submit(arguments, check);
        var results = new Storage[_plan.RootBuffers.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = _bound[_plan.RootBuffers[i]] ?? arguments[_plan.RootBuffers[i]];
        return results;
    }

    private void Submit(ReadOnlySpan<Storage> arguments, RunCheck? check)
    {
        if (_stages.Length == 0)
            return;
        var arena = _device.Arena(_arenaBytes);
        _parameters ??= _parameterBytes > 0 ? _device.Allocate(_parameterBytes) : null;
        _statuses ??= check is not null ? _device.Allocate((ulong)_reporting.Length * _alignment.Bytes) : null;
        for (var i = 0; i < _bound.Length; i++)
        {
            _uses[i] = _bound[i]?.Buffer;
            _places[i] = _uses[i]?.Place ?? default;
        }
        _places[^1] = arena.Place;
        (_uses[_bound.Length], _uses[_bound.Length + 1], _uses[_bound.Length + 2]) = (arena, _parameters, _statuses);
        var recording = Find() ?? Record(arena);
        for (var i = 0; i < arguments.Length; i++)
            if (_bound[i] is null)
                SetParameter(i, arguments[i].OnHost());
        if (check is not null)
            _device.Fill(_statuses!, VulkanStage.NoReport);
        try
        {
            _submitted = (recording.Submit(_uses), _submitted.Last);
        }
        catch
        {
            _recordings.Remove(recording);
            recording.Dispose();
            throw;
        }
        check?.Collect(_statuses!);
    }

    private Recording? Find()
    {
        foreach (var known in _recordings)
            if (known.Matches(_places))
                return known;
        return null;
    }

    // What kernels of earlier runs may still report about what they made for this one.
    private IReadOnlyList<RunCheck> Checks()
    {
        List<RunCheck>? checks = null;
        foreach (var storage in _bound)
            if (storage is { Checks.Count: > 0 })
                foreach (var check in storage.Checks)
                    if (!check.IsDone && !(checks ??= []).Contains(check))
                        checks.Add(check);
        return checks is null ? Array.Empty<RunCheck>() : checks;
    }

    private DeviceBuffer ResultMemory(int buffer) =>
        _memory.InPlaceOf[buffer] is >= 0 and var donor
        && _plan.Buffers[donor].Role == BufferRole.Argument
        && _bound[donor] is { } donated
            ? donated.Buffer
            : _device.Allocate(VulkanStorage.WholeWords(_plan.Buffers[buffer].Bytes));

    private unsafe void SetParameter(int argument, HostStorage storage)
    {
        _device.Update(
            new BufferRange(_parameters!, _parameterAt[argument], VulkanStorage.WholeWords(storage.Bytes)),
            new ReadOnlySpan<byte>(storage.Pointer, (int)storage.Bytes)
        );
        GC.KeepAlive(storage);
    }

    private Recording Record(DeviceBuffer arena)
    {
        var recording = Idle() ?? new Recording(new Segments(_device, _name), _places.Length);
        try
        {
            _recorder.Into(recording.Begin(_places), arena);
            _arena = arena;
            foreach (var stage in _stages)
                stage.Record(_recorder);
        }
        catch
        {
            recording.Dispose();
            throw;
        }
        finally
        {
            _recorder.End();
            _arena = null;
        }
        Recorded++;
        _recordings.Add(recording);
        return recording;
    }

    // The oldest recording that the device is done with, once there are many: its commands are for buffers that did not come back.
    private Recording? Idle()
    {
        if (_recordings.Count < RecordingLimit)
            return null;
        var completed = _device.Completed();
        for (var i = 0; i < _recordings.Count; i++)
            if (_recordings[i] is var known && known.LastSubmit <= completed)
            {
                _recordings.RemoveAt(i);
                return known;
            }
        _recordings[0].Dispose();
        _recordings.RemoveAt(0);
        return null;
    }

    private BufferRange PlaceOf(int buffer)
    {
        var bytes = VulkanStorage.WholeWords(_plan.Buffers[buffer].Bytes);
        return _bound[buffer] is { } storage ? new BufferRange(storage.Buffer, 0, bytes)
            : _plan.Buffers[buffer].Role == BufferRole.Argument ? new BufferRange(_parameters!, _parameterAt[buffer], bytes)
            : new BufferRange(_arena!, (ulong)_memory.Offsets[buffer], bytes);
    }

    private BufferRange StatusOf(VulkanStage stage) =>
        new(_statuses!, (ulong)Array.IndexOf(_reporting, stage) * _alignment.Bytes, VulkanStage.StatusWords * sizeof(int));
}
