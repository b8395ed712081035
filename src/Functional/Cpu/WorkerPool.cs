using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Functional;

/// <summary>
/// Threads that share the parts of a job with the thread that asks for it: fork, work, join. Made for kernels of a few
/// microseconds to a few milliseconds; a call allocates nothing.
/// </summary>
internal sealed unsafe class WorkerPool
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 25_000; // 40 µs: longer than the gap between two kernels
    private static readonly Lock Resizing = new();
    private static volatile WorkerPool Current = new(DefaultThreads());

    [ThreadStatic]
    private static bool Working;

    private readonly Lock _starting = new();
    private readonly object _bell = new();
    private readonly int _threads;
    private readonly bool _spins;
    private Counters _counters;
    private delegate* <void*, int, void> _body;
    private void* _job;
    private int _count;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _started;
    private volatile bool _stopped;

    /// <summary>A pool in which the caller works with <paramref name="threads"/> − 1 others, started at the first job.</summary>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = threads;
        _spins = threads <= Environment.ProcessorCount;
    }

    /// <summary>The pool that all kernels use.</summary>
    public static WorkerPool Shared => Current;

    /// <summary>
    /// Number of threads of the shared pool, the caller's included: <c>FUNCTIONAL_THREADS</c>, else one a processor.
    /// </summary>
    public static int Threads
    {
        get => Current._threads;
        set
        {
            lock (Resizing)
            {
                if (value == Current._threads)
                    return;
                WorkerPool old = Current;
                Current = new WorkerPool(value);
                old.Stop();
            }
        }
    }

    /// <summary>Number of threads of this pool, the caller's included.</summary>
    public int Size => _threads;

    /// <summary>Ends the pool's threads once they are idle; a later job runs on its caller alone.</summary>
    public void Stop()
    {
        lock (_bell)
        {
            _stopped = true;
            Monitor.PulseAll(_bell);
        }
    }

    /// <summary>
    /// Calls <c>job.Run(i)</c> once for every i in [0, <paramref name="count"/>), on this thread and the pool's, and returns when
    /// all are done. Inside another job, or while the pool serves another caller, this thread does all of it. The first
    /// exception is thrown again here; parts that had not begun are then left out.
    /// </summary>
    public void For<TJob>(int count, ref TJob job)
        where TJob : struct, IParallelJob
    {
        if (count <= 1 || _threads == 1 || _stopped || Working || !TryOccupy())
        {
            RunAll(count, ref job);
            return;
        }

        // The copy lies on the stack, where it cannot move while others hold its address.
        TJob here = job;
        Fork(count, &RunPart<TJob>, Unsafe.AsPointer(ref here));
        job = here;
    }

    /// <summary>The same on a pool, or on this thread alone where there is none.</summary>
    public static void For<TJob>(int count, ref TJob job, WorkerPool? pool)
        where TJob : struct, IParallelJob
    {
        if (pool is not null)
            pool.For(count, ref job);
        else
            RunAll(count, ref job);
    }

    private static void RunAll<TJob>(int count, ref TJob job)
        where TJob : struct, IParallelJob
    {
        for (int i = 0; i < count; i++)
            job.Run(i);
    }

    private static void RunPart<TJob>(void* job, int index)
        where TJob : struct, IParallelJob => Unsafe.AsRef<TJob>(job).Run(index);

    private bool TryOccupy() => Interlocked.CompareExchange(ref _counters.Busy, 1, 0) == 0;

    private void Fork(int parts, delegate* <void*, int, void> run, void* state)
    {
        StartThreads();
        _body = run;
        _job = state;
        _count = parts;
        _counters.Next = 0;
        Volatile.Write(ref _counters.Open, 1);
        Interlocked.Increment(ref _counters.Generation);
        if (Volatile.Read(ref _counters.Sleeping) > 0)
            Wake();

        Work();
        Join();
    }

    private void Join()
    {
        // Interlocked, so that a worker which enters after this either sees the job closed or is seen inside.
        Interlocked.Exchange(ref _counters.Open, 0);
        for (int round = 0; Volatile.Read(ref _counters.Inside) != 0; round++)
            Pause(round);

        ExceptionDispatchInfo? thrown = _failure;
        _failure = null;
        _job = null;
        Volatile.Write(ref _counters.Busy, 0);
        thrown?.Throw();
    }

    private void Pause(int round)
    {
        if (_spins && round < 1000)
            Thread.SpinWait(4);
        else
            Thread.Yield();
    }

    private void Work()
    {
        Working = true;
        try
        {
            for (int i; (i = Interlocked.Increment(ref _counters.Next) - 1) < _count; )
                _body(_job, i);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _counters.Next, _count);
        }
        finally
        {
            Working = false;
        }
    }

    private void StartThreads()
    {
        if (_started)
            return;
        lock (_starting)
        {
            for (int i = 1; i < _threads && !_started; i++)
                new Thread(Serve, 1 << 20) { IsBackground = true, Name = $"Functional worker {i}" }.Start();
            _started = true;
        }
    }

    private void Serve()
    {
        int seen = 0;
        while (Await(ref seen))
        {
            Interlocked.Increment(ref _counters.Inside);
            if (Volatile.Read(ref _counters.Open) != 0)
                Work();
            Interlocked.Decrement(ref _counters.Inside);
        }
    }

    /// <summary>Waits for a job other than the one last seen: awake for a while, then asleep. False when the pool ends.</summary>
    private bool Await(ref int seen)
    {
        long until = Stopwatch.GetTimestamp() + (_spins ? SpinTicks : 0);
        while (Volatile.Read(ref _counters.Generation) == seen && !_stopped && Stopwatch.GetTimestamp() < until)
            Thread.SpinWait(4);
        if (Volatile.Read(ref _counters.Generation) == seen)
            Sleep(seen);
        seen = Volatile.Read(ref _counters.Generation);
        return !_stopped;
    }

    private void Sleep(int seen)
    {
        lock (_bell)
        {
            // Counted before the generation is read: a caller that sees nobody asleep has published before this.
            Interlocked.Increment(ref _counters.Sleeping);
            while (Volatile.Read(ref _counters.Generation) == seen && !_stopped)
                Monitor.Wait(_bell);
            Interlocked.Decrement(ref _counters.Sleeping);
        }
    }

    private void Wake()
    {
        lock (_bell)
            Monitor.PulseAll(_bell);
    }

    private static int DefaultThreads() =>
        int.TryParse(Environment.GetEnvironmentVariable("FUNCTIONAL_THREADS"), out int asked) && asked > 0
            ? asked
            : Environment.ProcessorCount;

    /// <summary>What threads write while others look, each 128 bytes apart so that no two share a cache line.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 768)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Next;

        [FieldOffset(256)]
        public int Generation;

        [FieldOffset(260)]
        public int Open;

        [FieldOffset(384)]
        public int Inside;

        [FieldOffset(512)]
        public int Sleeping;

        [FieldOffset(516)]
        public int Busy;
    }
}
