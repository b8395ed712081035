namespace Functional;

/// <summary>Products that round their operands become products of narrow operands, as backends compute them: a pass over a graph.</summary>
/// <remarks>
/// The rounding is a cast like any other, so that it joins the kernel that computes the operand, is done once for all products of one operand, and
/// halves what the product reads. An operand that was narrow before it was widened for the product is read as it is.
/// </remarks>
internal sealed class RoundedOperands
{
    private readonly Graph _graph;
    private readonly List<Tensor> _nodes = [];
    private readonly List<Op> _ops = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _operands = [];
    private readonly Dictionary<(int Place, DType Type), int> _casts = [];

    private RoundedOperands(Graph graph) => _graph = graph;

    public static Graph Run(Graph graph)
    {
        for (var i = 0; i < graph.Count; i++)
            if (Rounding(graph, i) != Precision.Exact)
                return new RoundedOperands(graph).Run();
        return graph;
    }

    private Graph Run()
    {
        var places = new int[_graph.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var operands = Array.ConvertAll(_graph.Operands(i).ToArray(), operand => places[operand]);
            places[i] = Rounding(_graph, i) switch
            {
                Precision.Exact => Add(_graph.Nodes[i], _graph.Ops[i], operands),
                Precision.BFloat16x3 => Split(i, operands[0], operands[1]),
                var precision => Product(i, Cast(operands[0], precision.Operand), Cast(operands[1], precision.Operand)),
            };
        }
        return new Graph(
            [.. _nodes],
            [.. _ops],
            [.. _starts],
            [.. _operands],
            Array.ConvertAll(_graph.Roots, root => places[root])
        );
    }

    // What a product of wide operands does to them.
    private static Precision Rounding(Graph graph, int node) =>
        graph.Ops[node] switch
        {
            ContractionOp { Precision: var precision } when !graph.Nodes[graph.Operands(node)[0]].DType.IsNarrow => precision,
            ConvolutionOp { Precision: var precision } when !graph.Nodes[graph.Operands(node)[0]].DType.IsNarrow => precision,
            _ => Precision.Exact,
        };

    // The low parts' sum is of what rounding lost; where a number is infinite nothing was lost.
    private int Split(int node, int x, int y)
    {
        var (left, right) = (Parts(x), Parts(y));
        var low = Make(
            BinaryOp<Primitives.Add>.Instance,
            node,
            Product(node, left.High, right.Low),
            Product(node, left.Low, right.High)
        );
        var isFinite = Append(PredicateOp<Primitives.IsFinite>.Instance, _nodes[low].Shape, DType.Bool, low);
        var zero = Tensor.Constant(DType.Float32, 0.0);
        low = Make(ChoiceOp<Primitives.Where>.Instance, node, isFinite, low, Add(zero, zero.Op, []));
        return Make(BinaryOp<Primitives.Add>.Instance, node, Product(node, left.High, right.High), low);
    }

    private (int High, int Low) Parts(int place)
    {
        var high = Cast(place, DType.BFloat16);
        var rest = Append(
            BinaryOp<Primitives.Subtract>.Instance,
            _nodes[place].Shape,
            DType.Float32,
            place,
            Append(CastOp.Of(DType.Float32), _nodes[place].Shape, DType.Float32, high)
        );
        return (high, Cast(rest, DType.BFloat16));
    }

    private int Product(int node, int x, int y)
    {
        var precision = _nodes[x].DType == DType.Float16 ? Precision.Float16 : Precision.BFloat16;
        var op = _graph.Ops[node];
        return Make(op is ConvolveOp convolution ? convolution.At(precision) : MatMulOp.Of(precision), node, x, y);
    }

    // Below movements that make nothing smaller, where what is narrow already may be found.
    private int Cast(int place, DType type)
    {
        var path = new Stack<int>();
        while (!_casts.ContainsKey((place, type)) && _ops[place] is MovementOp && IsKept(place))
        {
            path.Push(place);
            place = Operand(place);
        }
        if (!_casts.TryGetValue((place, type), out var made))
            _casts[(place, type)] = made =
                _ops[place] is CastOp && _nodes[Operand(place)].DType == type
                    ? Operand(place)
                    : Append(CastOp.Of(type), _nodes[place].Shape, type, place);
        while (path.TryPop(out place))
            _casts[(place, type)] = made = Append(_ops[place], _nodes[place].Shape, type, made);
        return made;
    }

    private bool IsKept(int movement) =>
        _ops[movement] is not (VariableOp or StopGradientOp or DeviceOp)
        && _nodes[Operand(movement)].Size <= _nodes[movement].Size;

    private int Operand(int place) => _operands[_starts[place]];

    private int Make(Op op, int like, params ReadOnlySpan<int> operands) =>
        Append(op, _graph.Nodes[like].Shape, DType.Float32, operands);

    private int Append(Op op, Shape shape, DType type, params ReadOnlySpan<int> operands)
    {
        var tensors = new Tensor[operands.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = _nodes[operands[i]];
        return Add(new Tensor(op, shape, type, tensors), op, operands);
    }

    private int Add(Tensor node, Op op, ReadOnlySpan<int> operands)
    {
        _nodes.Add(node);
        _ops.Add(op);
        _operands.AddRange(operands);
        _starts.Add(_operands.Count);
        return _nodes.Count - 1;
    }
}
