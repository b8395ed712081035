namespace Functional.Benchmarks;

/// <summary>Compares results with numbers from plain loops.</summary>
internal static class Check
{
    private const int SampleSize = 1000;

    /// <summary>Places in 0 … count − 1, spread evenly, the last among them.</summary>
    public static IEnumerable<int> Sample(long count, int size = SampleSize)
    {
        var taken = Math.Min(count, size);
        for (long i = 0; i < taken; i++)
            yield return (int)(count - 1 - (i * (count / taken)));
    }

    /// <exception cref="WrongResultException">They differ by more than is allowed.</exception>
    public static void Near(string what, double expected, double got, double allowed)
    {
        if (!(Math.Abs(expected - got) <= allowed))
            throw new WrongResultException($"{what} is {got:r}, plain loops give {expected:r}; {allowed:g3} is allowed.");
    }

    /// <exception cref="WrongResultException">The shape is another one.</exception>
    public static void Has(Shape shape, Tensor result)
    {
        if (!result.Shape.Equals(shape))
            throw new WrongResultException($"the result is {result.Shape}, not {shape}.");
    }
}
