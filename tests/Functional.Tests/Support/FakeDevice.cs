namespace Functional.Tests;

/// <summary>A device whose memory is the host's but counts as its own: plans run on the CPU, and are counted.</summary>
internal sealed class FakeDevice(string name) : Device, IBackend
{
    private int _runs;
    private int _moves;

    public override string Name => name;

    /// <summary>Plans run so far.</summary>
    public int Runs => _runs;

    /// <summary>Storages brought from elsewhere.</summary>
    public int Moves => _moves;

    internal override Storage Take(Storage storage, DType type, Shape shape)
    {
        if (storage is FakeStorage own && own.Device == this)
            return own;
        Interlocked.Increment(ref _moves);
        return new FakeStorage(this, storage.OnHost());
    }

    IProgram IBackend.Prepare(Plan plan) => new Program(this, plan);

    internal sealed class FakeStorage(FakeDevice device, HostStorage host) : Storage
    {
        public FakeDevice Device => device;

        public override HostStorage OnHost() => host;
    }

    private sealed class Program(FakeDevice device, Plan plan) : IProgram
    {
        public Storage[] Run(ReadOnlySpan<Storage> arguments)
        {
            Interlocked.Increment(ref device._runs);
            var own = new Storage[arguments.Length];
            for (var i = 0; i < own.Length; i++)
                own[i] = device.Take(arguments[i], plan.Buffers[i].Type, plan.Buffers[i].Shape).OnHost();
            return Array.ConvertAll(
                new HostProgram(plan).Run(own),
                storage => (Storage)new FakeStorage(device, storage.OnHost())
            );
        }
    }
}
