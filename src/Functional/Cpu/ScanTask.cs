namespace Functional;

/// <summary>A scan: the body's plan run for every step, carries passed from buffer to buffer.</summary>
internal sealed unsafe class ScanTask : CpuTask
{
    private readonly ScanStage _stage;
    private readonly ScanBody _body;
    private readonly int _carries;
    private readonly int _outputs;
    private readonly long[] _carryBytes;
    private readonly long[] _sliceBytes;
    private readonly long[] _outputBytes;

    public ScanTask(ScanStage stage)
    {
        _stage = stage;
        _body = stage.Op.Body;
        (_carries, _outputs) = (_body.Carries.Length, _body.Outputs.Length);
        _carryBytes = Array.ConvertAll(_body.Carries, Bytes);
        _sliceBytes = Array.ConvertAll(_body.Slices, Bytes);
        _outputBytes = Array.ConvertAll(_body.Outputs, Bytes);
    }

    public override void Run(byte** buffers)
    {
        var memory = Array.ConvertAll(_carryBytes, bytes => (Now: HostStorage.Rent(bytes), Next: HostStorage.Rent(bytes)));
        for (var i = 0; i < _carries; i++)
            Copy(buffers[_stage.Inputs[i]], memory[i].Now.Pointer, _carryBytes[i]);
        var table = new byte*[_stage.Body.Buffers.Length];
        var outputs = HostStorage.Rent(Math.Max(1, _outputBytes.Sum(bytes => bytes + 64)));
        fixed (byte** inner = table)
            for (var step = 0; step < _stage.Op.Length; step++)
            {
                RunStep(buffers, inner, memory, outputs, _stage.Op.IsReverse ? _stage.Op.Length - 1 - step : step);
                for (var i = 0; i < _carries; i++)
                    memory[i] = (memory[i].Next, memory[i].Now);
            }
        for (var i = 0; i < _carries; i++)
        {
            if (_stage.Targets[i] >= 0)
                Copy(memory[i].Now.Pointer, buffers[_stage.Targets[i]], _carryBytes[i]);
            memory[i].Now.Release();
            memory[i].Next.Release();
        }
        outputs.Release();
    }

    private void RunStep(byte** buffers, byte** inner, (HostStorage Now, HostStorage Next)[] memory, HostStorage outputs, int at)
    {
        BindArguments(buffers, inner, memory, at);
        var scratch = outputs.Pointer;
        var roots = _stage.Body.RootBuffers;
        var bound = new HashSet<int>();
        for (var i = 0; i < _carries + _outputs; i++)
        {
            var target = i < _carries ? memory[i].Next.Pointer : OutputAt(buffers, i - _carries, at, ref scratch);
            if (_stage.Body.Buffers[roots[i]].Role == BufferRole.Result && bound.Add(roots[i]))
                inner[roots[i]] = target;
        }
        for (var i = 0; i < _carries; i++)
            if (_stage.Targets[_carries + _outputs + i] is >= 0 and var stack)
                Copy(memory[i].Now.Pointer, buffers[stack] + (at * _carryBytes[i]), _carryBytes[i]);
        _stage.Body.Run(inner);
        // Roots that are arguments, or the same as another root, are copied from where they are.
        scratch = outputs.Pointer;
        for (var i = 0; i < _carries + _outputs; i++)
        {
            var target = i < _carries ? memory[i].Next.Pointer : OutputAt(buffers, i - _carries, at, ref scratch);
            if (inner[roots[i]] != target)
                Copy(inner[roots[i]], target, i < _carries ? _carryBytes[i] : _outputBytes[i - _carries]);
        }
    }

    private void BindArguments(byte** buffers, byte** inner, (HostStorage Now, HostStorage Next)[] memory, int at)
    {
        for (var i = 0; i < _stage.Body.ArgumentNodes.Length; i++)
        {
            var symbol = _stage.Body.ArgumentSymbols[i];
            inner[i] =
                symbol < _carries ? memory[symbol].Now.Pointer
                : symbol < _carries + _body.Slices.Length ? buffers[_stage.Inputs[symbol]] + (at * _sliceBytes[symbol - _carries])
                : symbol < _stage.Inputs.Length ? buffers[_stage.Inputs[symbol]]
                : _stage.Body.ConstantAt(i);
        }
    }

    private byte* OutputAt(byte** buffers, int output, int at, ref byte* scratch)
    {
        if (_stage.Targets[_carries + output] is >= 0 and var target)
            return buffers[target] + (at * _outputBytes[output]);
        var place = scratch;
        scratch += (_outputBytes[output] + 63) / 64 * 64;
        return place;
    }

    private static long Bytes(Tensor tensor) => tensor.Size * tensor.DType.ByteSize;

    private static void Copy(byte* from, byte* to, long bytes) => Buffer.MemoryCopy(from, to, bytes, bytes);
}
