using Digits.Handwriting;
using Functional;

namespace Digits;

/// <summary>Images of digits and what they show: <c>float32[n, 1, 28, 28]</c>, from 0 (paper) to 1 (ink), and <c>int64[n]</c>.</summary>
internal sealed record DigitImages(Tensor Images, Tensor Labels)
{
    /// <summary>Width and height of an image, in pixels.</summary>
    public const int Size = Writer.Size;

    /// <summary>How many there are.</summary>
    public int Count => Images.Shape[0];

    /// <summary>Draws digits for training and for testing, never the same ones.</summary>
    public static (DigitImages Training, DigitImages Test) Draw(long seed) =>
        (Draw(12_000, seed, stream: 0), Draw(2_000, seed, stream: 1));

    /// <summary>Reads a folder of IDX files under MNIST's names.</summary>
    public static (DigitImages Training, DigitImages Test) Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{folder}' is not a folder.");
        var (training, test) = Mnist.Load(folder);
        return (Checked(training, folder, "train"), Checked(test, folder, "t10k"));
    }

    private static DigitImages Draw(int count, long seed, ulong stream)
    {
        var (pixels, labels) = Writer.Write(count, (ulong)seed, stream);
        return new(Tensor.Of<float>(pixels, [count, 1, Size, Size]), Tensor.Of(labels));
    }

    private static DigitImages Checked(Batch batch, string folder, string name)
    {
        var (images, labels) = (batch.Inputs, batch.Targets);
        if (images.Size == 0 || !images.Shape.Axes[1..].SequenceEqual([Size, Size]))
            throw new InvalidDataException($"'{folder}' has {name} images {images.Shape}; digits are [n,{Size},{Size}].");
        if (labels.ToArray<long>().Max() is > 9 and var label)
            throw new InvalidDataException($"'{folder}' has the {name} label {label}; digits are 0 to 9.");
        return new(images.ExpandDims(1), labels);
    }
}
