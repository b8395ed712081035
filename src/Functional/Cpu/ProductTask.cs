namespace Functional;

/// <summary>A matrix product, batched over leading axes.</summary>
internal static class ProductTask
{
    public static CpuTask Of(ProductStage stage) =>
        stage.Left.Type switch
        {
            DType.Float32 => new ProductTask<float>(stage),
            DType.Float64 => new ProductTask<double>(stage),
            DType.Int32 => new ProductTask<int>(stage),
            DType.Int64 => new ProductTask<long>(stage),
            var type => throw new DTypeException($"[matmul] has no CPU kernel for {type.Name}."),
        };
}

/// <summary>A matrix product of elements of type <typeparamref name="T"/>.</summary>
internal sealed unsafe class ProductTask<T> : CpuTask
    where T : unmanaged
{
    private readonly ProductStage _stage;
    private readonly int _m;
    private readonly int _n;
    private readonly int _k;
    private readonly long[] _lefts;
    private readonly long[] _rights;
    private readonly long[] _targets;

    public ProductTask(ProductStage stage)
    {
        _stage = stage;
        var (left, right) = (stage.Left.View, stage.Right.View);
        (_m, _k, _n) = (left.Shape[-2], left.Shape[-1], right.Shape[-1]);
        var batch = Shape.Of(left.Shape.Axes[..^2]);
        _lefts = Offsets(left, batch);
        _rights = Offsets(right, batch);
        _targets = new long[batch.Size];
        for (var i = 0; i < _targets.Length; i++)
            _targets[i] = (long)i * _m * _n;
    }

    public override void Run(byte** buffers)
    {
        var (left, right) = (Matrix(_stage.Left, buffers), Matrix(_stage.Right, buffers));
        var target = (T*)buffers[_stage.Target];
        if (_targets.Length == 1)
            MatrixProduct.Multiply(left, right, target, _n, _m, _n, _k, WorkerPool.Shared);
        else
            MatrixProduct.MultiplyBatch(left, _lefts, right, _rights, target, _targets, _n, _m, _n, _k, WorkerPool.Shared);
    }

    private static MatrixOperand<T> Matrix(Operand operand, byte** buffers) =>
        new((T*)buffers[operand.Buffer] + operand.View.Offset, (nint)operand.View.Strides[^2], (nint)operand.View.Strides[^1]);

    private static long[] Offsets(View view, Shape batch)
    {
        var leading = View.Affine(batch, view.Strides[..^2], 0);
        var offsets = new long[batch.Size];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = leading.Address(i);
        return offsets;
    }
}
