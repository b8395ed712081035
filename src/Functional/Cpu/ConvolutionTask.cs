using System.Numerics;

namespace Functional;

/// <summary>A convolution.</summary>
internal static class ConvolutionTask
{
    public static CpuTask Of(ConvolutionStage stage) =>
        stage.Input.Type switch
        {
            DType.Float32 => new ConvolutionTask<float>(stage),
            DType.Float64 => new ConvolutionTask<double>(stage),
            DType.Int32 => new ConvolutionTask<int>(stage),
            _ => new ConvolutionTask<long>(stage),
        };
}

/// <summary>A convolution of elements of type <typeparamref name="T"/>, sum by sum.</summary>
internal sealed unsafe class ConvolutionTask<T>(ConvolutionStage stage) : CpuTask
    where T : unmanaged, INumber<T>
{
    public override void Run(byte** buffers)
    {
        var spatial = stage.Op.Windows.Length;
        var input = (T*)buffers[stage.Input.Buffer];
        var kernel = (T*)buffers[stage.Kernel.Buffer];
        var target = (T*)buffers[stage.Target];
        var terms = Shape.Of(stage.Kernel.View.Shape.Axes[^(spatial + 1)..]);
        var place = new int[stage.Shape.Rank];
        for (long i = 0; i < stage.Shape.Size; i++)
        {
            Locate(stage.Shape, i, place);
            target[i] = Sum(input, kernel, terms, place, stage.Shape.Rank - spatial - 2);
        }
    }

    private T Sum(T* input, T* kernel, Shape terms, int[] place, int leading)
    {
        var (x, w) = (stage.Input.View, stage.Kernel.View);
        var (sum, term) = (T.Zero, new int[terms.Rank]);
        for (long k = 0; k < terms.Size; k++)
        {
            Locate(terms, k, term);
            var (from, by) = (x.Offset, w.Offset);
            for (var axis = 0; axis < leading; axis++)
                (from, by) = (from + (place[axis] * x.Strides[axis]), by + (place[axis] * w.Strides[axis]));
            from += (place[leading] * x.Strides[leading]) + (term[0] * x.Strides[leading + 1]);
            by += (place[leading + 1] * w.Strides[leading]) + (term[0] * w.Strides[leading + 1]);
            var isInside = true;
            for (var axis = 0; axis < terms.Rank - 1; axis++)
            {
                var spatial = leading + 2 + axis;
                var at = stage.Op.Windows[axis].At(place[spatial], term[axis + 1], x.Shape[spatial]);
                isInside &= at >= 0;
                (from, by) = (from + (at * x.Strides[spatial]), by + (term[axis + 1] * w.Strides[spatial]));
            }
            if (isInside)
                sum += input[from] * kernel[by];
        }
        return sum;
    }

    private static void Locate(Shape shape, long number, int[] indices)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
            (indices[axis], number) = ((int)(number % shape[axis]), number / shape[axis]);
    }
}
