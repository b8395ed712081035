namespace Functional;

/// <summary>One matrix' decomposition: scratch copies of the operands in, factors out into zeros; where it fails the place or reason, else −1.</summary>
internal delegate int MatrixMethod(ReadOnlySpan<Matrix> operands, Matrix result);

/// <summary>Factors of matrices, computed in double and rounded once: one matrix after another, or several at once.</summary>
internal sealed unsafe class DecompositionTask : CpuTask
{
    // Multiplications that are worth another part of the job.
    private const long PartWork = 1 << 16;

    private readonly DecompositionStage _stage;
    private readonly MatrixMethod _method;
    private readonly int _rows;
    private readonly int _columns;

    public DecompositionTask(DecompositionStage stage)
    {
        (_stage, _method) = (stage, MethodOf(stage.Op));
        (_rows, _columns) = (stage.Shape[-2], stage.Shape[-1]);
    }

    /// <summary>How the CPU finds the factors.</summary>
    public static MatrixMethod MethodOf(DecompositionOp op) =>
        op switch
        {
            CholeskyOp => (x, result) => CholeskyMethod.Factor(x[0], result),
            TriangularSolveOp t => (x, result) =>
                TriangularSubstitution.Solve(x[0], x[1], result, t.IsUpper, t.IsTransposed, t.IsUnit),
            LuOp { IsComplete: true } => (x, result) => LuMethod.Complete(x[0], result),
            LuOp lu => (x, result) => LuMethod.Partial(x[0], result) is >= 0 and var place && lu.Refuses is not null ? place : -1,
            QrOp => (x, result) => QrMethod.Factor(x[0], result),
            SymmetricEigenOp eigen => (x, result) => SymmetricEigenMethod.Factor(x[0], result, eigen.HasVectors),
            SingularValuesOp values => (x, result) => SingularValueMethod.Factor(x[0], result, values.HasVectors),
            EigenOp eigen => (x, result) => EigenMethod.Factor(x[0], result, eigen.HasVectors),
            _ => throw new InvalidOperationException($"{op.Name} has no CPU kernel."),
        };

    public override void Run(byte** buffers)
    {
        if (_stage.Shape.Size == 0)
            return;
        var work = Math.Max(1, (long)_rows * _columns * _stage.Inputs[0].View.Shape[-2]);
        var perPart = (int)Math.Clamp(PartWork / work, 1, int.MaxValue);
        var failures = new FirstFailure();
        var job = new Job(this, buffers, failures, perPart);
        WorkerPool.Shared.For(checked((int)((_stage.Matrices + perPart - 1) / perPart)), ref job);
        if (failures.Find() is var (matrix, place))
            throw _stage.Failure(matrix, place);
    }

    private void Some(byte** buffers, FirstFailure failures, long from, long to)
    {
        var operands = Array.ConvertAll(_stage.Inputs, input => new Matrix(input.View.Shape[-2], input.View.Shape[-1]));
        var result = new Matrix(_rows, _columns);
        for (var matrix = from; matrix < to; matrix++)
        {
            for (var i = 0; i < operands.Length; i++)
                Read(_stage.Inputs[i], buffers, matrix, operands[i]);
            result.Elements.Clear();
            if (_method(operands, result) is >= 0 and var place)
                failures.Add(matrix, place);
            var first = matrix * _rows * _columns;
            if (_stage.Inputs[0].Type == DType.Float64)
                result.Elements.CopyTo(new Span<double>((double*)buffers[_stage.Target] + first, result.Elements.Length));
            else
                for (var i = 0; i < result.Elements.Length; i++)
                    ((float*)buffers[_stage.Target])[first + i] = (float)result.Elements[i];
        }
    }

    private static void Read(Operand input, byte** buffers, long matrix, Matrix target)
    {
        if (target.Elements.Length == 0)
            return;
        var (down, right) = (input.View.Strides[^2], input.View.Strides[^1]);
        var first = input.View.Address(matrix * target.Elements.Length);
        for (var i = 0; i < target.Rows; i++)
        {
            var row = target.Row(i);
            var from = first + (i * down);
            if (input.Type == DType.Float64)
                for (var j = 0; j < row.Length; j++)
                    row[j] = ((double*)buffers[input.Buffer])[from + (j * right)];
            else
                for (var j = 0; j < row.Length; j++)
                    row[j] = ((float*)buffers[input.Buffer])[from + (j * right)];
        }
    }

    // Whichever thread comes first: the error is that of the first matrix that has one.
    private sealed class FirstFailure
    {
        private readonly Lock _adding = new();
        private (long Matrix, int Place)? _first;

        public void Add(long matrix, int place)
        {
            lock (_adding)
                if (_first is not { } first || matrix < first.Matrix)
                    _first = (matrix, place);
        }

        public (long Matrix, int Place)? Find() => _first;
    }

    private readonly struct Job(DecompositionTask task, byte** buffers, FirstFailure failures, int perPart) : IParallelJob
    {
        public void Run(int index) =>
            task.Some(buffers, failures, (long)index * perPart, Math.Min(task._stage.Matrices, ((long)index + 1) * perPart));
    }
}
