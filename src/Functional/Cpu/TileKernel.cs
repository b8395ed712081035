using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>A kernel over a tile: runs of elements that are contiguous, or one number for all.</summary>
/// <remarks>
/// The pointers are those of the inputs, in order, then those of the results. Interpreted at first, and emitted as IL once it has run often or
/// over many elements; both give the same bits.
/// </remarks>
internal sealed unsafe class TileKernel
{
    private const long HotElements = 1 << 16;
    private const int HotRuns = 4;
    private const int MostKernels = 1 << 13;

    private static readonly ConcurrentDictionary<KernelKey, TileKernel> Known = [];

    private readonly KernelKey _key;
    private readonly Lock _making = new();
    private KernelCode? _code;
    private TileInterpreter? _interpreter;
    private volatile TileFunction? _emitted;
    private long _elements;
    private int _runs;

    private TileKernel(KernelKey key) => _key = key;

    /// <summary>Calls an emitted kernel.</summary>
    public delegate void TileFunction(byte** pointers, nint count);

    /// <summary>False where every kernel is interpreted: dynamic code is unavailable, or <c>FUNCTIONAL_INTERPRET=1</c>.</summary>
    public static bool Emits { get; set; } =
        RuntimeFeature.IsDynamicCodeSupported && Environment.GetEnvironmentVariable("FUNCTIONAL_INTERPRET") != "1";

    /// <summary>True in tests that want emitted code from the first run.</summary>
    public static bool EmitsAtOnce { get; set; }

    public int InputCount => _key.Inputs.Length;

    public int ResultCount => _key.Results.Length;

    public static TileKernel Of(LoopProgram program, ReadOnlySpan<bool> isUniform)
    {
        // Plans hold the kernels that they use; what is forgotten here is only not shared any more.
        if (Known.Count > MostKernels)
            Known.Clear();
        return Known.GetOrAdd(new KernelKey(program, isUniform), static key => new TileKernel(key));
    }

    /// <summary>Notes that a run over so many elements begins: the time to emit, if ever.</summary>
    public void Warm(long elements)
    {
        if (_emitted is not null || !Emits)
            return;
        var total = Interlocked.Add(ref _elements, elements);
        if (!EmitsAtOnce && Interlocked.Increment(ref _runs) < HotRuns && total < HotElements)
            return;
        lock (_making)
            _emitted ??= Emit();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(byte** pointers, nint count)
    {
        if (_emitted is { } emitted && Emits)
            emitted(pointers, count);
        else
            Interpret(pointers, count);
    }

    private void Interpret(byte** pointers, nint count)
    {
        if (_interpreter is null)
            lock (_making)
                _interpreter ??= new TileInterpreter(_code ??= new KernelCode(_key));
        _interpreter.Run(pointers, count);
    }

    private TileFunction Emit() =>
        RuntimeFeature.IsDynamicCodeSupported
            ? TileEmitter.Emit(_code ??= new KernelCode(_key))
            : throw new InvalidOperationException("Dynamic code is not supported.");
}
