namespace Functional.Vulkan;

/// <summary>Columns of Cholesky factors, from the left: every row's sum by one invocation.</summary>
internal sealed class CholeskyKernel : MatrixKernel
{
    private readonly MatrixBatchOf _matrix;
    private readonly MatrixBatchOf _factor;
    private readonly DType _type;
    private SharedArray _pivot;

    private CholeskyKernel(Operand input, StepParts parts, int part, int[] buffers)
        : base(
            [new(input.Type, false), new(input.Type, true, IsExchanged: true), new(DType.Int32, true)],
            buffers,
            Matrices(input),
            parts,
            part,
            IndexArithmetic.Reaching(input.View.Shape.Size + Invocations, input.View)
        )
    {
        _type = input.Type;
        _matrix = new(0, input.View);
        _factor = MatrixBatchOf.Dense(1, _matrix.Matrices, _matrix.Rows, _matrix.Rows);
    }

    public override string Label => "cholesky";

    public static StepParts Parts(int size) => new(size, (Rounds(size) * (size + 3L)) + 3);

    /// <summary>The dispatches; buffers are the matrices, the factors, and the status, whose first word becomes the first row without a pivot.</summary>
    public static IEnumerable<Kernel> Of(Operand input, int[] buffers)
    {
        var parts = Parts(input.View.Shape[-1]);
        return Enumerable.Range(0, parts.Count).Select(part => new CholeskyKernel(input, parts, part, buffers));
    }

    protected override void Share(KernelCode code) => _pivot = code.Share("pivot", _type, 1);

    protected override void Step(KernelCode code, IndexArithmetic at, Value matrix, Value step)
    {
        var n = _matrix.Rows;
        Value At(Value row, Value column) => _factor.Address(at, matrix, row, column);
        Each(code, at, at.Literal(0), n, i => code.If(i < step, () => code.Store(1, At(i, step), Value.ConstantBits(_type, 0))));
        Each(
            code,
            at,
            step,
            n,
            i =>
            {
                var sum = code.Fold(
                    "k",
                    at.Literal(0),
                    step,
                    at.Literal(1),
                    [_matrix.Load(code, at, matrix, i, step)],
                    (k, sums) =>
                    {
                        at.Bounded(k, n - 1);
                        return [code.AddProduct(sums[0], -code.Load(1, At(i, k)), code.Load(1, At(step, k)))];
                    }
                )[0];
                code.Store(1, At(i, step), sum);
                code.If(Value.Equal(i, step), () => code.Store(_pivot, at.Literal(0), sum));
            }
        );
        code.Barrier();
        var square = code.Load(_pivot, at.Literal(0), "square");
        code.If(
            at.Less(Local, 1) & ~(square > square.Literal(0L)),
            () => code.AtomicMin(2, at.Literal(0), at.Add(at.Multiply(matrix, n), step).To(DType.Int32))
        );
        var pivot = code.Keep(Value.Sqrt(square), "pivot");
        Each(
            code,
            at,
            step,
            n,
            i => code.Store(1, At(i, step), Value.Select(Value.Equal(i, step), pivot, code.Load(1, At(i, step)) / pivot))
        );
        code.Barrier(buffers: true);
    }

    private static long Matrices(Operand input) => new MatrixBatchOf(0, input.View).Matrices;
}
