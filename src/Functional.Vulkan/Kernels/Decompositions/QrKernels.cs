namespace Functional.Vulkan;

/// <summary>Matrices copied to where they are reduced.</summary>
internal sealed class MatrixCopyKernel(Operand input, int[] buffers)
    : ItemKernel(
        [new(input.Type, false), new(input.Type, true)],
        buffers,
        input.View.Shape.Size,
        IndexArithmetic.Reaching(input.View.Shape.Size, input.View)
    )
{
    public override string Label => "copy of matrices";

    protected override void Item(KernelCode code, IndexArithmetic at, Value item) =>
        code.Store(1, item, code.Load(0, at.Of(input.View, (item, 0, input.View.Shape.Rank)).Address!));
}

/// <summary>Householder reflections of columns, in place: R on and above the diagonal, below it the vectors, whose first element is 1.</summary>
internal sealed class ReflectionKernel : MatrixKernel
{
    private readonly MatrixBatchOf _matrix;
    private readonly int _rank;
    private readonly DType _type;
    private SharedArray _largest;
    private SharedArray _sums;

    private ReflectionKernel(DType type, long matrices, int rows, int columns, StepParts parts, int part, int[] buffers)
        : base(
            [new(type, true, IsExchanged: true), new(type, true)],
            buffers,
            matrices,
            parts,
            part,
            IndexArithmetic.Reaching((matrices * rows * columns) + Invocations)
        )
    {
        (_type, _rank) = (type, Math.Min(rows, columns));
        _matrix = MatrixBatchOf.Dense(0, matrices, rows, columns);
    }

    public override string Label => "reflections";

    public static StepParts Parts(int rows, int columns) =>
        new(Math.Min(rows, columns), (3 * Rounds(rows)) + (Rounds(columns) * ((2L * rows) + 3)) + 4);

    /// <summary>The dispatches; buffers are the matrices, and the factors of the reflections.</summary>
    public static IEnumerable<Kernel> Of(Operand input, int[] buffers)
    {
        var matrix = new MatrixBatchOf(0, input.View);
        var parts = Parts(matrix.Rows, matrix.Columns);
        return Enumerable
            .Range(0, parts.Count)
            .Select(part => new ReflectionKernel(input.Type, matrix.Matrices, matrix.Rows, matrix.Columns, parts, part, buffers));
    }

    protected override void Share(KernelCode code)
    {
        _largest = code.Share("largest", _type, Invocations);
        _sums = code.Share("sums", _type, Invocations);
    }

    protected override void Step(KernelCode code, IndexArithmetic at, Value matrix, Value step)
    {
        Value At(Value row, Value column) => _matrix.Address(at, matrix, row, column);
        var next = code.Keep(at.Add(step, at.Literal(1)), "next");
        var first = code.Load(0, At(step, step), "first");
        var below = Length(code, at, matrix, step, next);
        var isPlain = code.Keep(Value.Equal(below, below.Literal(0L)), "isPlain");
        var one = below.Literal(1L);
        var larger = code.Keep(Value.Max(Value.Abs(first), Value.Select(isPlain, one, below)), "larger");
        var (x, y) = (first / larger, below / larger);
        var length = code.Keep(larger * Value.Sqrt((x * x) + (y * y)), "length");
        var result = code.Keep(Value.Select(first < first.Literal(0L), length, -length), "result");
        var head = code.Keep(Value.Select(isPlain, one, first - result), "head");
        var scale = code.Keep(Value.Select(isPlain, below.Literal(0L), -head / result), "scale");
        Each(code, at, next, _matrix.Rows, i => code.Store(0, At(i, step), code.Load(0, At(i, step)) / head));
        code.If(
            at.Less(Local, 1),
            () =>
            {
                code.Store(0, At(step, step), Value.Select(isPlain, first, result));
                code.Store(1, at.Add(at.Multiply(matrix, _rank), step), scale);
            }
        );
        code.Barrier(buffers: true);
        Each(code, at, next, _matrix.Columns, j => Reflections.Apply(code, at, _matrix, _matrix, matrix, step, j, scale));
        code.Barrier(buffers: true);
    }

    // The length of a column below the diagonal, also where squares would overflow.
    private Value Length(KernelCode code, IndexArithmetic at, Value matrix, Value step, Value next)
    {
        var zero = Value.ConstantBits(_type, 0);
        Value Own(Func<Value, Value, Value> combine) =>
            code.Fold(
                "i",
                at.Add(next, Local),
                at.Literal(_matrix.Rows),
                at.Literal(Invocations),
                [zero],
                (i, all) => [combine(all[0], _matrix.Load(code, at, matrix, at.Bounded(i, _matrix.Rows - 1), step))]
            )[0];
        code.Store(_largest, Local, Own((most, element) => Value.Max(most, Value.Abs(element))));
        Combine(
            code,
            at,
            (mine, other) => code.Store(_largest, mine, Value.Max(code.Load(_largest, mine), code.Load(_largest, other)))
        );
        var largest = code.Load(_largest, at.Literal(0), "largest");
        var unit = code.Keep(Value.Select(Value.Equal(largest, zero), zero.Literal(1L), largest), "unit");
        code.Store(
            _sums,
            Local,
            Own((sum, element) => code.Keep(element / unit) is var part ? code.AddProduct(sum, part, part) : sum)
        );
        Combine(code, at, (mine, other) => code.Store(_sums, mine, code.Load(_sums, mine) + code.Load(_sums, other)));
        return code.Keep(unit * Value.Sqrt(code.Load(_sums, at.Literal(0), "sum")), "below");
    }
}

/// <summary>What Q and R begin with: columns of the identity over the upper triangle of the reduced matrix.</summary>
internal sealed class QrStartKernel(DType type, long matrices, int rows, int columns, int[] buffers)
    : ItemKernel(
        [new(type, false), new(type, true)],
        buffers,
        matrices * (rows + Math.Min(rows, columns)) * columns,
        IndexArithmetic.Reaching(matrices * (rows + Math.Min(rows, columns)) * columns)
    )
{
    public override string Label => "start of q and r";

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var rank = Math.Min(rows, columns);
        var reduced = MatrixBatchOf.Dense(0, matrices, rows, columns);
        var (column, rest) = (at.Remainder(item, columns), at.Divide(item, columns));
        var (row, matrix) = (at.Remainder(rest, rows + rank), at.Divide(rest, rows + rank));
        var isQ = code.Keep(at.Less(row, rows), "isQ");
        var above = at.Bounded(code.Keep(Value.Select(isQ, at.Literal(0), row - at.Literal(rows)), "above"), rank - 1);
        var isR = code.Keep(~isQ & (above <= column), "isR");
        var r = code.LoadWhere(isR, 0, reduced.Address(at, matrix, above, column));
        var isOne = isQ & Value.Equal(row, column) & at.Less(column, rank);
        code.Store(1, item, Value.Select(isOne, r.Literal(1L), r));
    }
}

/// <summary>Columns of Q: the reflections of columns of the identity, the last first, an invocation a column.</summary>
internal sealed class QrFormKernel : ItemKernel
{
    private readonly MatrixBatchOf _reflections;
    private readonly MatrixBatchOf _result;
    private readonly int _rank;
    private readonly StepParts _parts;
    private readonly int _part;

    private QrFormKernel(DType type, long matrices, int rows, int columns, StepParts parts, int part, int[] buffers)
        : base(
            [new(type, false), new(type, false), new(type, true)],
            buffers,
            matrices * Math.Min(rows, columns),
            IndexArithmetic.Reaching(matrices * (rows + Math.Min(rows, columns)) * columns)
        )
    {
        _rank = Math.Min(rows, columns);
        _reflections = MatrixBatchOf.Dense(0, matrices, rows, columns);
        _result = MatrixBatchOf.Dense(2, matrices, rows + _rank, columns);
        (_parts, _part) = (parts, part);
    }

    public override string Label => "columns of q";

    public override double Turns => Groups * _parts.Turns;

    public override double Work => 8.0 * Groups * GroupSize * _parts.Turns;

    public override int? Parameter => _parts.Count > 1 ? _part : null;

    public static StepParts Parts(int rows, int columns) => new(Math.Min(rows, columns), (2L * rows) + 3);

    /// <summary>The dispatches; buffers are the reflections, their factors, and the result.</summary>
    public static IEnumerable<Kernel> Of(DType type, long matrices, int rows, int columns, int[] buffers)
    {
        var parts = Parts(rows, columns);
        return Enumerable
            .Range(0, parts.Count)
            .Select(part => new QrFormKernel(type, matrices, rows, columns, parts, part, buffers));
    }

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (matrix, column) = (at.Divide(item, _rank), at.Remainder(item, _rank));
        _parts.For(
            code,
            at,
            step =>
            {
                var number = at.Bounded(code.Keep(at.Literal(_rank - 1) - step, "number"), _rank - 1);
                var scale = code.Load(1, at.Add(at.Multiply(matrix, _rank), number), "scale");
                Reflections.Apply(code, at, _reflections, _result, matrix, number, column, scale);
            }
        );
    }
}

/// <summary>Reflections of columns.</summary>
internal static class Reflections
{
    /// <summary><c>x := x − scale v (vᵀ x)</c> for a column x and the vector v, from its first element 1 on, in a column of the reflections.</summary>
    public static void Apply(
        KernelCode code,
        IndexArithmetic at,
        MatrixBatchOf reflections,
        MatrixBatchOf target,
        Value matrix,
        Value number,
        Value column,
        Value scale
    )
    {
        var (rows, next) = (reflections.Rows, code.Keep(at.Add(number, at.Literal(1)), "next"));
        var top = target.Address(at, matrix, number, column);
        var first = code.Load(target.Binding, top, "top");
        var sum = code.Fold(
            "i",
            next,
            at.Literal(rows),
            at.Literal(1),
            [first],
            (i, sums) =>
            {
                at.Bounded(i, rows - 1);
                return
                [
                    code.AddProduct(
                        sums[0],
                        reflections.Load(code, at, matrix, i, number),
                        target.Load(code, at, matrix, i, column)
                    ),
                ];
            }
        )[0];
        var factor = code.Keep(-(scale * sum), "factor");
        code.Store(target.Binding, top, first + factor);
        code.For(
            "i",
            next,
            at.Literal(rows),
            at.Literal(1),
            i =>
            {
                var place = target.Address(at, matrix, at.Bounded(i, rows - 1), column);
                var element = code.Load(target.Binding, place);
                code.Store(
                    target.Binding,
                    place,
                    code.AddProduct(element, reflections.Load(code, at, matrix, i, number), factor)
                );
            }
        );
    }
}
