namespace Functional;

internal sealed partial class ReferenceInterpreter
{
    // A product of operands as a precision has them; a wide interpreter rounds nothing.
    private ReferenceValue Rounded(Precision precision, int node, Func<ReferenceValue, ReferenceValue, ReferenceValue> product)
    {
        var (x, y) = (Operands(node)[0], Operands(node)[1]);
        if (precision == Precision.Exact || _isWide)
            return product(x, y);
        var (left, right) = (Rounded(x, precision.Operand), Rounded(y, precision.Operand));
        var value = product(left, right);
        if (precision != Precision.BFloat16x3)
            return value;
        ReferenceValue Rest(ReferenceValue whole, ReferenceValue high) =>
            Rounded(new(whole.Type, [.. whole.Bits.Zip(high.Bits, (a, b) => Lane(Instruction.Subtract, a, b))]), DType.BFloat16);
        var (first, second) = (product(left, Rest(y, right)), product(Rest(x, left), right));
        for (var i = 0; i < value.Bits.Length; i++)
            if (
                Lane(Instruction.Add, first.Bits[i], second.Bits[i]) is var low
                && double.IsFinite(Scalars.ToDouble(DType.Float32, low))
            )
                value.Bits[i] = Lane(Instruction.Add, value.Bits[i], low);
        return value;
    }

    private static ReferenceValue Rounded(ReferenceValue value, DType type) =>
        new(value.Type, Array.ConvertAll(value.Bits, bits => Rounded(type, bits)));

    private static long Lane(Instruction code, long a, long b) =>
        ScalarReader.Apply(code, DType.Float32, DType.Float32, a, b, 0, 0);

    public ReferenceValue Convolution(ConvolutionOp op, int node) =>
        Rounded(op.Precision, node, (x, w) => Convolution(op, node, x, w));

    private ReferenceValue Convolution(ConvolutionOp op, int node, ReferenceValue x, ReferenceValue w)
    {
        var (inputs, kernels, shape) = (Nodes(node)[0].Shape, Nodes(node)[1].Shape, _graph.Nodes[node].Shape);
        var value = Zeros(shape, _graph.Nodes[node].DType);
        var windows = op.Windows.ToArray();
        var batch = Shape.Of(shape.Axes[..^(windows.Length + 2)]);
        var (results, terms) = (Shape.Of(shape.Axes[^(windows.Length + 2)..]), Shape.Of(kernels.Axes[^(windows.Length + 1)..]));
        var (input, kernel) = (inputs.Axes[^(windows.Length + 2)..].ToArray(), kernels.Axes[^(windows.Length + 2)..].ToArray());
        for (long i = 0; i < value.Bits.LongLength; i++)
        {
            var (group, place) = (i / results.Size, Indices(results, i % results.Size));
            if (op.IsOutputMajor)
                (place[0], place[1]) = (place[1], place[0]);
            for (long k = 0; k < terms.Size; k++)
            {
                var term = Indices(terms, k);
                var (from, isInside) = ((((group * input[0]) + place[0]) * input[1]) + term[0], true);
                for (var axis = 0; axis < windows.Length; axis++)
                {
                    var at = windows[axis].At(place[axis + 2], term[axis + 1], input[axis + 2]);
                    isInside &= at >= 0;
                    from = (from * input[axis + 2]) + at;
                }
                if (isInside)
                    AddTo(
                        value,
                        i,
                        Multiply(value.Type, x.Bits[from], w.Bits[(((group * kernel[0]) + place[1]) * terms.Size) + k])
                    );
            }
        }
        return value;
    }

    public ReferenceValue Cumulative(CumulativeOp op, int node)
    {
        var operands = Operands(node);
        var shape = _graph.Nodes[node].Shape;
        var value = new ReferenceValue(operands[0].Type, (long[])operands[0].Bits.Clone());
        var next = Enumerable.Range(1, operands.Length).Select(i => Value.Input(i, value.Type)).ToArray();
        var combine = new ReferenceBody(op.Combine(Value.Input(0, value.Type), next));
        var (size, stride) = (shape[op.Axis], shape.Strides()[op.Axis]);
        for (long i = 0; i < value.Bits.LongLength; i++)
            if (i / stride % size > 0)
                value.Bits[i] = combine.Evaluate([value.Bits[i - stride], .. operands.Select(operand => operand.Bits[i])]);
        return value;
    }

    public ReferenceValue Sort(SortOp op, int node)
    {
        var elements = Operands(node)[0];
        var shape = _graph.Nodes[node].Shape;
        var value = Zeros(shape, DType.Int64);
        var (size, stride) = (shape[op.Axis], shape.Strides()[op.Axis]);
        for (long first = 0; first < value.Bits.LongLength; first++)
        {
            if (first / stride % size != 0)
                continue;
            var start = first;
            long BitsAt(int place) => elements.Bits[start + (place * stride)];
            var places = Enumerable.Range(0, size);
            // LINQ's sorts are stable; descending ones keep the order of equal elements, too.
            var sorted = elements.Type.IsFloating
                ? Sorted(places, place => Scalars.ToDouble(elements.Type, BitsAt(place)), NaNLast.Instance, op.IsDescending)
                : Sorted(places, place => Scalars.ToInt64(elements.Type, BitsAt(place)), Comparer<long>.Default, op.IsDescending);
            var next = 0;
            foreach (var place in sorted)
                value.Bits[start + (next++ * stride)] = place;
        }
        return value;
    }

    public unsafe ReferenceValue Custom(CustomOp op, int node)
    {
        var (values, nodes, tensor) = (Operands(node), Nodes(node), _graph.Nodes[node]);
        var memory = new byte*[values.Length + 1];
        var storages = new HostStorage[values.Length + 1];
        fixed (byte** addresses = memory)
        {
            for (var i = 0; i < values.Length; i++)
            {
                storages[i] = HostStorage.Rent(nodes[i].Size * nodes[i].DType.ByteSize);
                addresses[i] = storages[i].Pointer;
                for (long k = 0; k < nodes[i].Size; k++)
                    Scalars.Write(
                        nodes[i].DType,
                        addresses[i] + (k * nodes[i].DType.ByteSize),
                        Narrowed(values[i].Type, nodes[i].DType, values[i].Bits[k])
                    );
            }
            storages[^1] = HostStorage.Rent(tensor.Size * tensor.DType.ByteSize);
            op.Compute(
                Array.ConvertAll(nodes, x => (x.Shape, x.DType)),
                addresses,
                (tensor.Shape, tensor.DType),
                storages[^1].Pointer
            );
        }
        var value = Zeros(tensor.Shape, tensor.DType);
        for (long i = 0; i < tensor.Size; i++)
            value.Bits[i] = Widen(tensor.DType, Scalars.Read(tensor.DType, storages[^1].Pointer + (i * tensor.DType.ByteSize)));
        GC.KeepAlive(storages);
        return value;
    }

    private static long Narrowed(DType from, DType to, long bits) =>
        from == to ? bits : Scalars.ToBits(to, Scalars.ToDouble(from, bits));

    private static IEnumerable<int> Sorted<T>(IEnumerable<int> places, Func<int, T> key, IComparer<T> order, bool isDescending) =>
        isDescending ? places.OrderByDescending(key, order) : places.OrderBy(key, order);

    private static int[] Indices(Shape shape, long number)
    {
        var indices = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
            (indices[axis], number) = ((int)(number % shape[axis]), number / shape[axis]);
        return indices;
    }

    private sealed class NaNLast : IComparer<double>
    {
        public static readonly NaNLast Instance = new();

        public int Compare(double x, double y) =>
            double.IsNaN(x) || double.IsNaN(y) ? double.IsNaN(x).CompareTo(double.IsNaN(y)) : x.CompareTo(y);
    }
}
