namespace Functional.Vulkan;

/// <summary>Solutions of triangular systems, an invocation a column of one: it reads what it has stored itself.</summary>
internal sealed class SubstitutionKernel : ItemKernel
{
    private readonly TriangularSolveOp _op;
    private readonly MatrixBatchOf _triangle;
    private readonly MatrixBatchOf _right;
    private readonly MatrixBatchOf _result;
    private readonly StepParts _parts;
    private readonly int _part;

    private SubstitutionKernel(DecompositionStage stage, StepParts parts, int part, int[] buffers)
        : base(
            [new(stage.Inputs[0].Type, false), new(stage.Inputs[1].Type, false), new(stage.Inputs[1].Type, true)],
            buffers,
            Columns(stage),
            IndexArithmetic.Reaching(stage.Shape.Size, stage.Inputs[0].View, stage.Inputs[1].View)
        )
    {
        _op = (TriangularSolveOp)stage.Op;
        (_triangle, _right) = (new(0, stage.Inputs[0].View), new(1, stage.Inputs[1].View));
        _result = MatrixBatchOf.Dense(2, _right.Matrices, _right.Rows, _right.Columns);
        (_parts, _part) = (parts, part);
    }

    public override string Label => "substitution";

    public override double Turns => Groups * _parts.Turns;

    public override double Work => 8.0 * Groups * GroupSize * _parts.Turns;

    public override int? Parameter => _parts.Count > 1 ? _part : null;

    public static StepParts Parts(int size) => new(size, size + 1L);

    /// <summary>The dispatches; buffers are the triangles, the right sides, and the solutions.</summary>
    public static IEnumerable<Kernel> Of(DecompositionStage stage, int[] buffers)
    {
        var parts = Parts(stage.Shape[-2]);
        return Enumerable.Range(0, parts.Count).Select(part => new SubstitutionKernel(stage, parts, part, buffers));
    }

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var (matrix, column) = (at.Divide(item, _right.Columns), at.Remainder(item, _right.Columns));
        var last = _right.Rows - 1;
        // The solution's rows in the order in which they are found.
        Value Row(Value step) =>
            _op.IsUpper == _op.IsTransposed ? step : at.Bounded(code.Keep(at.Literal(last) - step, "row"), last);
        Value Factor(Value row, Value other) =>
            _op.IsTransposed ? _triangle.Load(code, at, matrix, other, row) : _triangle.Load(code, at, matrix, row, other);
        _parts.For(
            code,
            at,
            step =>
            {
                var row = Row(step);
                var sum = code.Fold(
                    "k",
                    at.Literal(0),
                    step,
                    at.Literal(1),
                    [_right.Load(code, at, matrix, row, column)],
                    (k, sums) =>
                    {
                        var known = Row(at.Bounded(k, last));
                        return [code.AddProduct(sums[0], -Factor(row, known), _result.Load(code, at, matrix, known, column))];
                    }
                )[0];
                if (!_op.IsUnit)
                    sum /= Factor(row, row);
                code.Store(2, _result.Address(at, matrix, row, column), sum);
            }
        );
    }

    private static long Columns(DecompositionStage stage) => stage.Shape[-2] == 0 ? 0 : stage.Shape.Size / stage.Shape[-2];
}
