namespace Functional.Vulkan;

/// <summary>Writes down what is computed of every sum of a product.</summary>
internal sealed class EpilogueWriter
{
    private readonly TiledProduct _product;
    private readonly ProductEpilogue _epilogue;
    private readonly KernelCode _code;
    private readonly IndexArithmetic _index;
    private readonly int[] _bindings;
    private readonly Value[] _slots;
    private readonly DType[] _types;

    public EpilogueWriter(TiledProduct product, ProductEpilogue epilogue, KernelCode code, IndexArithmetic index)
    {
        (_product, _epilogue, _code, _index) = (product, epilogue, code, index);
        var program = epilogue.Program;
        _types = [.. program.Sources.Select(source => source.Type), .. program.Calls.Select(call => call.Type)];
        _slots = new Value[_types.Length];
        // Behind the operands, and the sums where they are kept.
        _bindings = new int[epilogue.Buffers.Length];
        var next = epilogue.IsKept ? 3 : 2;
        for (var binding = 0; binding < _bindings.Length; binding++)
            _bindings[binding] = binding == program.Sources[epilogue.Sum].Binding ? -1 : next++;
        for (var i = 0; i < program.Sources.Count; i++)
            if (program.Sources[i] is { Kind: SourceKind.Literal, Type: var type, Bits: var bits })
                _slots[i] = code.Hidden(Value.ConstantBits(type.Lane, Scalars.Widen(type, bits)));
    }

    /// <summary>Loads what all rows of a column share.</summary>
    public void Begin(Value batch, Value column) => Load(isOfColumn: true, batch, _index.Literal(0), column);

    /// <summary>Computes and stores what follows one sum.</summary>
    public void Store(Value sum, Value batch, Value row, Value column)
    {
        var program = _epilogue.Program;
        Load(isOfColumn: false, batch, row, column);
        _slots[_epilogue.Sum] = sum;
        for (var i = 0; i < program.Calls.Count; i++)
        {
            var call = program.Calls[i];
            int[] operands = [.. ((int[])[call.A, call.B, call.C]).Take(call.Op.Arity)];
            _slots[program.Sources.Count + i] = _code.Call(
                call.Op,
                Array.ConvertAll(operands, slot => _types[slot]),
                Array.ConvertAll(operands, slot => _slots[slot])
            );
        }
        foreach (var store in program.Stores)
            _code.Store(_bindings[store.Binding], _product.At(_index, store.View, batch, row, column), _slots[store.Slot]);
    }

    private void Load(bool isOfColumn, Value batch, Value row, Value column)
    {
        for (var i = 0; i < _epilogue.Program.Sources.Count; i++)
        {
            var (source, axis) = (_epilogue.Program.Sources[i], _product.Form.BatchAxes);
            if (i == _epilogue.Sum || source.Kind == SourceKind.Literal)
                continue;
            if ((source.View.Strides[axis] == 0 || source.View.Shape[axis] == 1) == isOfColumn)
                _slots[i] = _code.Load(_bindings[source.Binding], _product.At(_index, source.View, batch, row, column));
        }
    }
}
