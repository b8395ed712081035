namespace Functional.Vulkan;

/// <summary>What LU factors begin with: the matrix, and beside it the numbers of its rows (and of its columns, if these are exchanged, too).</summary>
internal sealed class LuStartKernel(Operand input, Shape shape, int[] buffers)
    : ItemKernel(
        [new(input.Type, false), new(input.Type, true)],
        buffers,
        shape.Size,
        IndexArithmetic.Reaching(shape.Size, input.View)
    )
{
    public override string Label => "start of lu";

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var matrix = new MatrixBatchOf(0, input.View);
        var (column, rest) = (at.Remainder(item, shape[-1]), at.Divide(item, shape[-1]));
        var (row, number) = (at.Remainder(rest, shape[-2]), at.Divide(rest, shape[-2]));
        if (matrix.Columns == 0)
        {
            code.Store(1, item, row.To(input.Type));
            return;
        }
        var isInside = code.Keep(at.Less(column, matrix.Columns), "isInside");
        var element = code.LoadWhere(isInside, 0, matrix.Address(at, number, row, at.Min(column, matrix.Columns - 1)));
        code.Store(1, item, Value.Select(isInside, element, row.To(input.Type)));
    }
}

/// <summary>Columns of LU factors in place: the largest pivot, exchange, elimination.</summary>
internal sealed class LuKernel : MatrixKernel
{
    private readonly LuOp _op;
    private readonly MatrixBatchOf _packed;
    private readonly int _columns;
    private readonly DType _type;
    private SharedArray _sizes;
    private SharedArray _places;

    private LuKernel(DecompositionStage stage, StepParts parts, int part, int[] buffers)
        : base(
            [
                new(stage.Inputs[0].Type, true, IsExchanged: true),
                .. buffers.Length > 1 ? [new(DType.Int32, true)] : Array.Empty<KernelBinding>(),
            ],
            buffers,
            stage.Matrices,
            parts,
            part,
            IndexArithmetic.Reaching(stage.Shape.Size + Invocations)
        )
    {
        (_op, _type) = ((LuOp)stage.Op, stage.Inputs[0].Type);
        _packed = MatrixBatchOf.Dense(0, stage.Matrices, stage.Shape[-2], stage.Shape[-1]);
        _columns = stage.Inputs[0].View.Shape[-1];
    }

    public override string Label => "lu";

    public static StepParts Parts(int rows, int columns, bool isComplete) =>
        new(Math.Min(rows, columns), (Rounds(rows) * (isComplete ? columns + 3L : 3)) + (Rounds(columns + 2) * (rows + 3L)) + 4);

    /// <summary>The dispatches; buffers are the factors and, where a singular matrix is an error, the status, whose first word becomes the first row without a pivot.</summary>
    public static IEnumerable<Kernel> Of(DecompositionStage stage, int[] buffers)
    {
        var op = (LuOp)stage.Op;
        var parts = Parts(stage.Shape[-2], stage.Inputs[0].View.Shape[-1], op.IsComplete);
        return Enumerable.Range(0, parts.Count).Select(part => new LuKernel(stage, parts, part, buffers));
    }

    protected override void Share(KernelCode code)
    {
        _sizes = code.Share("sizes", _type, Invocations);
        _places = code.Share("places", Index, Invocations);
    }

    protected override void Step(KernelCode code, IndexArithmetic at, Value matrix, Value step)
    {
        Value At(Value row, Value column) => _packed.Address(at, matrix, row, column);
        var place = Pivot(code, at, matrix, step);
        var row = at.Bounded(code.Keep(at.Divide(place, _columns), "row"), _packed.Rows - 1);
        Each(code, at, at.Literal(0), _columns + 1, j => Exchange(code, At(step, j), At(row, j)));
        code.Barrier(buffers: true);
        if (_op.IsComplete)
        {
            var column = at.Bounded(code.Keep(at.Remainder(place, _columns), "column"), _columns - 1);
            var order = at.Literal(_columns + 1);
            Each(code, at, at.Literal(0), _packed.Rows, i => Exchange(code, At(i, step), At(i, column)));
            code.If(at.Less(Local, 1), () => Exchange(code, At(step, order), At(column, order)));
            code.Barrier(buffers: true);
        }
        var pivot = code.Load(0, At(step, step), "pivot");
        var isZero = code.Keep(Value.Equal(pivot, pivot.Literal(0L)), "isZero");
        if (_op.Refuses is not null)
            code.If(
                at.Less(Local, 1) & isZero,
                () => code.AtomicMin(1, at.Literal(0), at.Add(at.Multiply(matrix, _packed.Rows), step).To(DType.Int32))
            );
        var next = code.Keep(at.Add(step, at.Literal(1)), "next");
        Each(
            code,
            at,
            next,
            _packed.Rows,
            i =>
            {
                var element = code.Load(0, At(i, step));
                code.Store(0, At(i, step), Value.Select(isZero, element, element / pivot));
            }
        );
        code.Barrier(buffers: true);
        Each(code, at, next, _columns, j => Eliminate(code, at, matrix, step, next, j));
        code.Barrier(buffers: true);
    }

    // The place of the largest element that is left (in the column, unless columns are exchanged), of equal ones the first.
    private Value Pivot(KernelCode code, IndexArithmetic at, Value matrix, Value step)
    {
        var none = Value.Constant(_type, -1);
        var own = code.Fold(
            "i",
            at.Add(step, Local),
            at.Literal(_packed.Rows),
            at.Literal(Invocations),
            [none, at.Add(at.Multiply(step, _columns), step)],
            (i, best) =>
            {
                at.Bounded(i, _packed.Rows - 1);
                return _op.IsComplete
                    ? code.Fold("j", step, at.Literal(_columns), at.Literal(1), best, (j, found) => Larger(i, j, found))
                    : Larger(i, step, best);
            }
        );
        code.Store(_sizes, Local, own[0]);
        code.Store(_places, Local, own[1]);
        Combine(
            code,
            at,
            (mine, other) =>
            {
                var (size, place) = (code.Load(_sizes, other), code.Load(_places, other));
                var (least, known) = (code.Load(_sizes, mine), code.Load(_places, mine));
                var isBetter = code.Keep((size > least) | (Value.Equal(size, least) & (place < known)), "isBetter");
                code.Store(_sizes, mine, Value.Select(isBetter, size, least));
                code.Store(_places, mine, Value.Select(isBetter, place, known));
            }
        );
        return at.Min(at.Bounded(code.Load(_places, at.Literal(0), "place"), long.MaxValue), ((long)_packed.Rows * _columns) - 1);
        Value[] Larger(Value row, Value column, Value[] best)
        {
            at.Bounded(column, _columns - 1);
            var size = code.Keep(Value.Abs(_packed.Load(code, at, matrix, row, column)), "size");
            var isLarger = code.Keep(size > best[0], "isLarger");
            var place = at.Add(at.Multiply(row, _columns), column);
            return [Value.Select(isLarger, size, best[0]), Value.Select(isLarger, place, best[1])];
        }
    }

    private static void Exchange(KernelCode code, Value first, Value second)
    {
        var (x, y) = (code.Load(0, first), code.Load(0, second));
        code.Store(0, first, y);
        code.Store(0, second, x);
    }

    private void Eliminate(KernelCode code, IndexArithmetic at, Value matrix, Value step, Value next, Value column)
    {
        var upper = _packed.Load(code, at, matrix, step, column);
        code.For(
            "i",
            next,
            at.Literal(_packed.Rows),
            at.Literal(1),
            i =>
            {
                var place = _packed.Address(at, matrix, at.Bounded(i, _packed.Rows - 1), column);
                var factor = _packed.Load(code, at, matrix, i, step);
                code.Store(0, place, code.AddProduct(code.Load(0, place), -factor, upper));
            }
        );
    }
}
