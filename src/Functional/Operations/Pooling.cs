using static Functional.Operations;

namespace Functional.Primitives
{
    /// <summary>The larger of two elements, NaN if either is NaN; the cotangent goes to the first where they are equal, and to the last NaN.</summary>
    /// <remarks>Windows reduced with it, innermost axis first, give the cotangent to their first largest element in row-major order.</remarks>
    internal readonly struct FirstLargest : IBinary
    {
        public static string Name => "first_largest";

        public static TypeRule Types => TypeRule.Number;

        public static Value Body(Value x, Value y) => Value.Select((y > x) | Value.IsNaN(y), y, x);

        public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Where(IsSecond(x, y), 0, g);

        public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Where(IsSecond(x, y), g, 0);

        private static Tensor IsSecond(Tensor x, Tensor y) => y.DType.IsFloating ? Less(x, y) | NotEqual(y, y) : Less(x, y);
    }
}

namespace Functional
{
    /// <summary>Windows slid along the spatial axes, each reduced to one element: axis after axis, as chains of strided slices that one kernel computes.</summary>
    internal static class Pooling
    {
        public static Tensor Largest(
            string name,
            int spatial,
            Tensor x,
            PerAxis kernel,
            PerAxis stride,
            PerAxis padding,
            PerAxis dilation,
            bool roundsUp
        )
        {
            NeedNumbers(name, spatial, x);
            var windows = Windows(name, spatial, x, kernel, stride, padding, dilation, roundsUp);
            var type = x.DType;
            x = x.To(type.Lane);
            var lowest = Tensor.Constant(x.DType, MaxOp.Lowest(x.DType));
            for (var i = spatial - 1; i >= 0; i--)
            {
                var axis = x.Rank - spatial + i;
                x = Chain(Padded(x, axis, windows[i], lowest), axis, windows[i], FirstLargest);
            }
            return x.To(type);
        }

        public static Tensor Average(
            string name,
            int spatial,
            Tensor x,
            PerAxis kernel,
            PerAxis stride,
            PerAxis padding,
            bool roundsUp,
            bool countsPadding
        )
        {
            NeedNumbers(name, spatial, x);
            var type = x.DType.IsFloating ? x.DType : DType.Float32;
            // Sums of a narrow type are rounded once.
            x = x.To(type.Lane);
            var windows = Windows(name, spatial, x, kernel, stride, padding, default, roundsUp);
            var shape = x.Shape;
            var count = Tensor.Constant(x.DType, 1.0);
            for (var i = spatial - 1; i >= 0; i--)
            {
                var axis = x.Rank - spatial + i;
                x = Chain(Padded(x, axis, windows[i], Tensor.Constant(x.DType, 0.0)), axis, windows[i], (y, z) => y + z);
                count *= Counts(windows[i], shape[axis], spatial - 1 - i, countsPadding, x.DType);
            }
            return (x / count).To(type);
        }

        /// <summary>Windows of <c>⌊i · s / t⌋ … ⌈(i + 1) · s / t⌉</c>: as even as they can be.</summary>
        public static Tensor AdaptiveLargest(string name, int spatial, Tensor x, PerAxis size)
        {
            NeedNumbers(name, spatial, x);
            var sizes = size.For(name, "size", spatial, fallback: 1, least: 1);
            for (var i = spatial - 1; i >= 0; i--)
            {
                var axis = x.Rank - spatial + i;
                NeedElements(name, x, axis);
                // Beyond its end a window repeats its last element, which changes nothing.
                x = Uneven(x, axis, sizes[i], (taken, _) => taken, FirstLargest);
            }
            return x;
        }

        /// <summary>Means over the same windows as <see cref="AdaptiveLargest"/>.</summary>
        public static Tensor AdaptiveAverage(string name, int spatial, Tensor x, PerAxis size)
        {
            NeedNumbers(name, spatial, x);
            var type = x.DType.IsFloating ? x.DType : DType.Float32;
            x = x.To(type.Lane);
            var sizes = size.For(name, "size", spatial, fallback: 1, least: 1);
            for (var i = spatial - 1; i >= 0; i--)
            {
                var (axis, whole, part) = (x.Rank - spatial + i, x.Shape[x.Rank - spatial + i], sizes[i]);
                NeedElements(name, x, axis);
                if (whole % part == 0)
                {
                    x = x.Reshape(Shape.Of([.. x.Shape.Axes[..axis], part, whole / part, .. x.Shape.Axes[(axis + 1)..]]))
                        .Mean(axis + 1);
                    continue;
                }
                var counts = new double[part];
                for (var j = 0; j < part; j++)
                    counts[j] = EndOf(j, whole, part) - StartOf(j, whole, part);
                var column = Column(part, spatial - 1 - i);
                x =
                    Uneven(
                        x,
                        axis,
                        part,
                        (taken, isInside) =>
                            Where(
                                Tensor.Of<double>([.. isInside.Select(inside => inside ? 1.0 : 0)]).Reshape(column) > 0,
                                taken,
                                0
                            ),
                        (y, z) => y + z
                    ) / Tensor.Of<double>(counts).To(x.DType).Reshape(column);
            }
            return x.To(type);
        }

        private static Tensor Uneven(
            Tensor x,
            int axis,
            int part,
            Func<Tensor, bool[], Tensor> mask,
            Func<Tensor, Tensor, Tensor> combine
        )
        {
            var whole = x.Shape[axis];
            if (whole % part == 0)
                return Chain(x, axis, new(part, whole / part, whole / part, 1, 0, 0), combine);
            var longest = Enumerable.Range(0, part).Max(j => EndOf(j, whole, part) - StartOf(j, whole, part));
            Tensor? result = null;
            for (var k = 0; k < longest; k++)
            {
                var (places, isInside) = (new long[part], new bool[part]);
                for (var j = 0; j < part; j++)
                {
                    var last = EndOf(j, whole, part) - 1;
                    isInside[j] = StartOf(j, whole, part) + k <= last;
                    places[j] = Math.Min(StartOf(j, whole, part) + k, last);
                }
                var taken = mask(x.Take(Tensor.Of<long>(places), axis), isInside);
                result = result is null ? taken : combine(result, taken);
            }
            return result!;
        }

        private static int StartOf(int window, int whole, int part) => (int)((long)window * whole / part);

        private static int EndOf(int window, int whole, int part) => (int)((((window + 1L) * whole) + part - 1) / part);

        // Element by element of the window, over all windows at once.
        private static Tensor Chain(Tensor x, int axis, Window window, Func<Tensor, Tensor, Tensor> combine)
        {
            Tensor? result = null;
            for (var k = 0; k < window.Kernel; k++)
            {
                var start = k * window.Dilation;
                var slice = x.Slice(axis, start, start + ((window.Count - 1) * window.Stride) + 1, window.Stride);
                result = result is null ? slice : combine(result, slice);
            }
            return result!;
        }

        // What no window reaches is left out by the slices.
        private static Tensor Padded(Tensor x, int axis, Window window, Tensor value)
        {
            if (window is { Low: 0, High: <= 0 })
                return x;
            var widths = new (int, int)[x.Rank];
            widths[axis] = (window.Low, Math.Max(0, window.High));
            var padded = x.Pad(widths);
            if (value.IsScalar(0))
                return padded;
            var line = Tensor.Ones([x.Shape[axis]], DType.Bool).Pad(widths[axis]);
            return Where(line.Reshape(Column(line.Shape[0], x.Rank - 1 - axis)), padded, value);
        }

        private static Shape Column(int size, int behind) => Shape.Of([size, .. Enumerable.Repeat(1, behind)]);

        // Zeros beyond the padding, where a rounded-up window reaches, never count.
        private static Tensor Counts(Window window, int size, int behind, bool countsPadding, DType type)
        {
            var counts = new double[window.Count];
            for (var t = 0; t < counts.Length; t++)
            {
                var start = ((long)t * window.Stride) - window.Low;
                var end = Math.Min(start + window.Kernel, (long)size + window.Low);
                counts[t] = countsPadding ? end - start : Math.Min(end, size) - Math.Max(start, 0);
            }
            return counts.All(count => count == counts[0])
                ? Tensor.Constant(type, counts[0])
                : Tensor.Of<double>(counts).To(type).Reshape(Column(counts.Length, behind));
        }

        private static Window[] Windows(
            string name,
            int spatial,
            Tensor x,
            PerAxis kernel,
            PerAxis stride,
            PerAxis padding,
            PerAxis dilation,
            bool roundsUp
        )
        {
            var kernels = kernel.For(name, "kernel size", spatial, fallback: 0, least: 1);
            var strides = stride.IsDefault ? kernels : stride.For(name, "stride", spatial, fallback: 1, least: 1);
            var paddings = padding.For(name, "padding", spatial, fallback: 0, least: 0);
            var dilations = dilation.For(name, "dilation", spatial, fallback: 1, least: 1);
            var windows = new Window[spatial];
            for (var i = 0; i < spatial; i++)
                windows[i] = WindowOf(name, x, x.Rank - spatial + i, kernels[i], strides[i], paddings[i], dilations[i], roundsUp);
            return windows;
        }

        private static Window WindowOf(
            string name,
            Tensor x,
            int axis,
            int kernel,
            int stride,
            int padding,
            int dilation,
            bool roundsUp
        )
        {
            if (padding > kernel / 2)
                throw new ShapeException($"[{name}] needs a padding of at most half the kernel's size {kernel}, got {padding}.");
            var reach = (long)dilation * (kernel - 1);
            var room = x.Shape[axis] + (2L * padding) - reach - 1;
            if (room < 0 && !(roundsUp && room + stride > 0))
                throw new ShapeException(
                    $"[{name}] the window spans {reach + 1} elements of axis {axis} of {x.Shape}, which has {x.Shape[axis]} and padding {padding} on both sides."
                );
            var count = ((room + (roundsUp ? stride - 1 : 0)) / stride) + 1;
            // The last window begins inside the input or its left padding.
            if (roundsUp && (count - 1) * stride >= x.Shape[axis] + padding)
                count--;
            if (count < 1)
                throw new ShapeException($"[{name}] axis {axis} of {x.Shape} has no room for a window.");
            var high = ((count - 1) * stride) + reach + 1 - x.Shape[axis] - padding;
            return new(checked((int)count), kernel, stride, dilation, padding, checked((int)high));
        }

        private static void NeedNumbers(string name, int spatial, Tensor x)
        {
            if (x.Rank < spatial + 1)
                throw new ShapeException($"[{name}] needs channels and {spatial} spatial axes, got {x.DType.Name}{x.Shape}.");
            if (x.DType == DType.Bool)
                throw new DTypeException($"[{name}] needs numbers, got bool{x.Shape}.");
        }

        private static void NeedElements(string name, Tensor x, int axis)
        {
            if (x.Shape[axis] == 0)
                throw new ShapeException($"[{name}] has nothing to pool: axis {axis} of {x.Shape} is empty.");
        }

        private readonly record struct Window(int Count, int Kernel, int Stride, int Dilation, int Low, int High);
    }
}
