namespace Functional;

/// <summary>A node's elements in row-major order, as bits of <paramref name="Type"/>.</summary>
/// <param name="Type">The type in which the interpreter holds them: a narrow type's lane type, float64 for every floating node if it is wide.</param>
/// <param name="Bits">One entry an element.</param>
internal readonly record struct ReferenceValue(DType Type, long[] Bits)
{
    public double[] ToDoubles()
    {
        var type = Type;
        return Array.ConvertAll(Bits, bits => Scalars.ToDouble(type, bits));
    }
}

/// <summary>The meaning of a tree: node by node, element by element, in loops that anybody can check. Every backend is compared with it.</summary>
/// <remarks>
/// Nothing is simplified, fused or shared, and reductions go from the first element to the last. A wide interpreter computes floats in double
/// and reads each body at float64; the other rounds as the node's type does. Integers and bools are exact in both.
/// </remarks>
internal sealed partial class ReferenceInterpreter : IOpCases<int, ReferenceValue>
{
    private readonly bool _isWide;
    private readonly Graph _graph;
    private readonly ReferenceValue[] _values;
    private readonly Dictionary<Tensor, ReferenceValue> _symbols;
    private readonly Dictionary<int, ReferenceValue[]> _loops = [];

    private ReferenceInterpreter(Graph graph, Dictionary<Tensor, ReferenceValue> symbols, bool isWide)
    {
        (_graph, _symbols, _isWide) = (graph, symbols, isWide);
        _values = new ReferenceValue[graph.Count];
    }

    /// <summary>The values of some roots.</summary>
    /// <exception cref="ValueException">An index is out of range.</exception>
    public static ReferenceValue[] Evaluate(ReadOnlySpan<Tensor> roots, bool isWide = true) => Evaluate(Graph.Of(roots), isWide);

    /// <summary>The values of a graph's roots.</summary>
    /// <exception cref="ValueException">An index is out of range.</exception>
    public static ReferenceValue[] Evaluate(Graph graph, bool isWide = true) =>
        new ReferenceInterpreter(graph, new(ReferenceEqualityComparer.Instance), isWide).Run();

    private ReferenceValue[] Run()
    {
        for (var i = 0; i < _graph.Count; i++)
            _values[i] = _graph.Ops[i].Match(this, i);
        return Array.ConvertAll(_graph.Roots, root => _values[root]);
    }

    public ReferenceValue Leaf(LeafOp op, int node)
    {
        var tensor = _graph.Nodes[node];
        if (op is SymbolOp)
            return _symbols[tensor];
        var value = Zeros(tensor.Shape, tensor.DType);
        for (var i = 0; i < value.Bits.Length; i++)
            value.Bits[i] = op switch
            {
                IotaOp => Scalars.ToBits(value.Type, (long)i),
                ConstantOp constant => Widen(constant.Type, constant.Bits),
                _ => Widen(tensor.DType, Stored(tensor, i)),
            };
        return value;
    }

    public ReferenceValue Elementwise(ElementwiseOp op, int node)
    {
        var tensor = _graph.Nodes[node];
        var operands = Operands(node);
        var made = op.Body(Array.ConvertAll(operands, operand => operand.Type));
        // A wide body is not rounded; a cast has rounded already, and once more changes nothing.
        var isRounded = tensor.DType.IsNarrow && made.Type == tensor.DType.Lane;
        var body = new ReferenceBody(isRounded ? NarrowTypes.Round(made, tensor.DType) : made);
        var views = Array.ConvertAll(Nodes(node), operand => View.Of(operand.Shape).BroadcastTo(tensor.Shape));
        var value = Zeros(tensor.Shape, tensor.DType);
        var inputs = new long[operands.Length];
        for (var i = 0; i < value.Bits.Length; i++)
        {
            for (var k = 0; k < inputs.Length; k++)
                inputs[k] = operands[k].Bits[views[k].Address(i)];
            // A cast to float32 has a float32 body in a wide interpreter, too, which does not round.
            value.Bits[i] =
                op is CastOp && body.Type != value.Type
                    ? Scalars.ToBits(value.Type, Scalars.ToDouble(operands[0].Type, inputs[0]))
                    : body.Evaluate(inputs);
        }
        return value;
    }

    public ReferenceValue Reduction(ReductionOp op, int node)
    {
        var (tensor, operand) = (_graph.Nodes[node], Nodes(node)[0]);
        var elements = Operands(node)[0];
        var value = Zeros(tensor.Shape, tensor.DType);
        var combine = new ReferenceBody(op.Combine(Value.Input(0, value.Type), Value.Input(1, value.Type)));
        Array.Fill(value.Bits, Scalars.ToBits(value.Type, op.Identity(value.Type)));
        // Element i goes to the place that its indices along the kept axes have in the result.
        var strides = new long[operand.Rank];
        long stride = 1;
        for (var axis = operand.Rank - 1; axis >= 0; axis--)
            if (!op.Axes.Contains(axis))
                (strides[axis], stride) = (stride, stride * operand.Shape[axis]);
        var target = View.Affine(operand.Shape, strides, 0);
        for (var i = 0; i < elements.Bits.Length; i++)
            value.Bits[target.Address(i)] = combine.Evaluate([value.Bits[target.Address(i)], elements.Bits[i]]);
        return value;
    }

    public ReferenceValue Movement(MovementOp op, int node)
    {
        var (operand, elements) = (Nodes(node)[0], Operands(node)[0]);
        var view = op.Apply(View.Of(operand.Shape));
        var value = Zeros(_graph.Nodes[node].Shape, operand.DType);
        for (var i = 0; i < value.Bits.Length; i++)
            if (view.Address(i) is >= 0 and var address)
                value.Bits[i] = elements.Bits[address];
        return value;
    }

    public ReferenceValue Assembly(AssemblyOp op, int node)
    {
        var tensor = _graph.Nodes[node];
        var (pieces, nodes) = (Operands(node), Nodes(node));
        var value = Zeros(tensor.Shape, tensor.DType);
        var isFilled = new bool[value.Bits.Length];
        for (var p = 0; p < pieces.Length; p++)
        {
            var view = View.Of(tensor.Shape).Slice(op.Regions[p].Starts, op.Regions[p].Steps, nodes[p].Shape);
            for (var i = 0; i < pieces[p].Bits.Length; i++)
            {
                // Only what overlaps is added: −0 alone stays −0.
                var place = view.Address(i);
                if (isFilled[place])
                {
                    AddTo(value, place, pieces[p].Bits[i]);
                    if (tensor.DType.IsNarrow && value.Type == tensor.DType.Lane)
                        value.Bits[place] = Rounded(tensor.DType, value.Bits[place]);
                }
                else
                    (value.Bits[place], isFilled[place]) = (pieces[p].Bits[i], true);
            }
        }
        return value;
    }

    public ReferenceValue Contraction(ContractionOp op, int node) =>
        Rounded(
            op.Precision,
            node,
            (left, right) =>
            {
                var (m, k, n) = (Nodes(node)[0].Shape[-2], Nodes(node)[0].Shape[-1], Nodes(node)[1].Shape[-1]);
                var value = Zeros(_graph.Nodes[node].Shape, _graph.Nodes[node].DType);
                for (long i = 0; i < value.Bits.LongLength; i++)
                {
                    var (batch, row, column) = (i / ((long)m * n), i / n % m, i % n);
                    for (var inner = 0; inner < k; inner++)
                        AddTo(
                            value,
                            i,
                            Multiply(
                                value.Type,
                                left.Bits[(((batch * m) + row) * k) + inner],
                                right.Bits[(((batch * k) + inner) * n) + column]
                            )
                        );
                }
                return value;
            }
        );

    public ReferenceValue Gather(GatherOp op, int node)
    {
        var (table, index) = (Operands(node)[0], Operands(node)[1]);
        var places = IndexedPlaces(op.Label, index, Nodes(node)[1].Shape, Nodes(node)[0].Shape, op.Axis);
        return new(table.Type, Array.ConvertAll(places, place => table.Bits[place]));
    }

    public ReferenceValue Scatter(ScatterOp op, int node)
    {
        var (index, updates) = (Operands(node)[0], Operands(node)[1]);
        var value = Zeros(_graph.Nodes[node].Shape, _graph.Nodes[node].DType);
        var places = IndexedPlaces(op.Label, index, Nodes(node)[0].Shape, _graph.Nodes[node].Shape, op.Axis);
        if (op.Rule == ScatterRule.Max)
            Array.Fill(value.Bits, Scalars.ToBits(value.Type, MaxOp.Lowest(_graph.Nodes[node].DType)));
        var combine = new ReferenceBody(op.Combine(Value.Input(0, value.Type), Value.Input(1, value.Type)));
        for (var i = 0; i < places.Length; i++)
            value.Bits[places[i]] = combine.Evaluate([value.Bits[places[i]], updates.Bits[i]]);
        return value;
    }

    /// <summary>The results of a loop are kept aside for its projections.</summary>
    public ReferenceValue Loop(LoopOp op, int node)
    {
        var scan = (ScanOp)op;
        var (operands, body) = (Operands(node), scan.Body);
        var graph = Graph.Of(body.Roots);
        var carries = operands[..body.Carries.Length];
        var results = Array.ConvertAll(scan.Results.ToArray(), result => Zeros(result.Shape, result.Type));
        for (var step = 0; step < scan.Length; step++)
        {
            var at = scan.IsReverse ? scan.Length - 1 - step : step;
            var next = new ReferenceInterpreter(graph, Bind(body, carries, operands, at), _isWide).Run();
            for (var i = 0; i < body.Outputs.Length; i++)
                PutSlice(results[carries.Length + i], at, next[carries.Length + i]);
            for (var i = 0; i < carries.Length; i++)
                PutSlice(results[carries.Length + body.Outputs.Length + i], at, carries[i]);
            carries = next[..carries.Length];
        }
        carries.CopyTo(results, 0);
        _loops[node] = results;
        return default;
    }

    public ReferenceValue Projection(ProjectionOp op, int node) => _loops[_graph.Operands(node)[0]][op.Index];

    private static Dictionary<Tensor, ReferenceValue> Bind(
        ScanBody body,
        ReferenceValue[] carries,
        ReferenceValue[] operands,
        int at
    )
    {
        var symbols = new Dictionary<Tensor, ReferenceValue>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < carries.Length; i++)
            symbols[body.Carries[i]] = carries[i];
        for (var i = 0; i < body.Slices.Length; i++)
            symbols[body.Slices[i]] = Slice(operands[carries.Length + i], at, (int)body.Slices[i].Size);
        for (var i = 0; i < body.Constants.Length; i++)
            symbols[body.Constants[i]] = operands[carries.Length + body.Slices.Length + i];
        return symbols;
    }

    private static ReferenceValue Slice(ReferenceValue sequence, int at, int size) =>
        new(sequence.Type, sequence.Bits[(at * size)..((at + 1) * size)]);

    private static void PutSlice(ReferenceValue stack, int at, ReferenceValue slice) =>
        slice.Bits.CopyTo(stack.Bits, at * slice.Bits.Length);

    // For every element of the index the place in the table that it points at.
    private static long[] IndexedPlaces(IndexLabel label, ReferenceValue index, Shape shape, Shape table, int axis)
    {
        var strides = table.Strides();
        var size = table[axis];
        var other = (long[])strides.Clone();
        other[axis] = 0;
        var view = View.Affine(shape, other, 0);
        var places = new long[index.Bits.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var given = Scalars.ToInt64(index.Type, index.Bits[i]);
            if (given < label.Lowest(size) || given >= size)
                throw label.OutOfRange(given, size);
            places[i] = view.Address(i) + ((given < 0 ? given + size : given) * strides[axis]);
        }
        return places;
    }

    private static void AddTo(ReferenceValue value, long place, long bits) =>
        value.Bits[place] = ScalarReader.Apply(Instruction.Add, value.Type, value.Type, value.Bits[place], bits, 0, 0);

    private static long Rounded(DType type, long lane) =>
        ScalarReader.Evaluate(NarrowTypes.Round(Value.Input(0, type.Lane), type), [lane]);

    private static long Multiply(DType type, long x, long y) => ScalarReader.Apply(Instruction.Multiply, type, type, x, y, 0, 0);

    private static unsafe long Stored(Tensor tensor, long index)
    {
        var bits = Scalars.Read(tensor.DType, tensor.OnHost().Pointer + (index * tensor.DType.ByteSize));
        GC.KeepAlive(tensor);
        return bits;
    }

    private ReferenceValue[] Operands(int node) => Array.ConvertAll(_graph.Operands(node).ToArray(), operand => _values[operand]);

    private Tensor[] Nodes(int node) => Array.ConvertAll(_graph.Operands(node).ToArray(), operand => _graph.Nodes[operand]);

    private ReferenceValue Zeros(Shape shape, DType type) =>
        new(_isWide && type.IsFloating ? DType.Float64 : type.Lane, new long[shape.Size]);

    private long Widen(DType type, long bits) =>
        _isWide && type.IsFloating ? Scalars.ToBits(DType.Float64, Scalars.ToDouble(type, bits)) : Scalars.Widen(type, bits);
}

/// <summary>A body as a list of instructions, operands before users.</summary>
internal sealed class ReferenceBody
{
    private readonly List<(Value Value, int A, int B, int C)> _steps = [];
    private readonly long[] _known;

    public ReferenceBody(Value body)
    {
        var places = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Value>([body]);
        while (pending.TryPeek(out var value))
        {
            var missing = new[] { value.A, value.B, value.C }
                .OfType<Value>()
                .Where(operand => !places.ContainsKey(operand))
                .ToArray();
            foreach (var operand in missing)
                pending.Push(operand);
            if (missing.Length > 0)
                continue;
            pending.Pop();
            if (places.TryAdd(value, _steps.Count))
                _steps.Add((value, Place(value.A), Place(value.B), Place(value.C)));
        }
        _known = new long[_steps.Count];
        int Place(Value? operand) => operand is null ? -1 : places[operand];
    }

    /// <summary>The type of the value.</summary>
    public DType Type => _steps[^1].Value.Type;

    public long Evaluate(ReadOnlySpan<long> inputs)
    {
        for (var i = 0; i < _known.Length; i++)
        {
            var (value, a, b, c) = _steps[i];
            _known[i] =
                value.Code == Instruction.Input
                    ? inputs[(int)value.Bits]
                    : ScalarReader.Apply(value.Code, value.Type, value.A?.Type ?? value.Type, Of(a), Of(b), Of(c), value.Bits);
        }
        return _known[^1];
        long Of(int place) => place < 0 ? 0 : _known[place];
    }
}
