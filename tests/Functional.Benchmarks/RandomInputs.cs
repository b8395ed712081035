using System.Runtime.InteropServices;

namespace Functional.Benchmarks;

/// <summary>Inputs of the peer's kind, made without the library, so that the first run of a workload is the library's first.</summary>
internal sealed class RandomInputs(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Standard normal float32 (Box and Muller 1958).</summary>
    public unsafe Tensor Normal(Shape shape)
    {
        // Not an array: the collector would keep it, and the peak would count it.
        var count = checked((int)shape.Size);
        var memory = (float*)NativeMemory.Alloc((nuint)count, sizeof(float));
        for (var i = 0; i < count; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * _random.NextDouble());
            memory[i] = (float)(radius * sine);
            if (i + 1 < count)
                memory[i + 1] = (float)(radius * cosine);
        }
        var tensor = Tensor.Of(new ReadOnlySpan<float>(memory, count), shape);
        NativeMemory.Free(memory);
        return tensor;
    }

    /// <summary>Uniform int64 from 0 up to (not including) a limit.</summary>
    public Tensor Whole(Shape shape, int limit)
    {
        var numbers = new long[shape.Size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = _random.NextInt64(limit);
        return Tensor.Of<long>(numbers, shape);
    }
}
