namespace Functional.Properties;

/// <summary>Comparisons of values without tolerance.</summary>
internal static class Bits
{
    /// <summary>The elements' bits in the type that kernels compute in, all NaN alike.</summary>
    public static long[] Of(Tensor x) =>
        Array.ConvertAll(
            ReferenceInterpreter.Evaluate([x.Evaluate()], isWide: false)[0].Bits,
            bits => Canonical(x.DType.Lane, bits)
        );

    public static void Same(string what, Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.DType, actual.DType);
        Same(what, expected.DType, Of(expected), Of(actual));
    }

    public static void Same(string what, DType type, long[] expected, long[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        type = type.Lane;
        for (var i = 0; i < expected.Length; i++)
            if (Canonical(type, expected[i]) != Canonical(type, actual[i]))
                throw new LawException(
                    $"[{what}] element {i} of {expected.Length} should be {Scalars.ToDouble(type, expected[i]):R}, is {Scalars.ToDouble(type, actual[i]):R} (bits {expected[i]:X} and {actual[i]:X})."
                );
    }

    public static double[] Numbers(Tensor x) => x.To(DType.Float64).ToArray<double>();

    private static long Canonical(DType type, long bits)
    {
        var own = type.ByteSize == 4 ? bits & uint.MaxValue : bits;
        return type.IsFloating && double.IsNaN(Scalars.ToDouble(type, own)) ? Scalars.ToBits(type, double.NaN) : own;
    }
}
