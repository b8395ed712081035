using Digits.Handwriting;
using Functional;

namespace Digits;

/// <summary>Images of digits and what they show: <c>float32[n, 784]</c>, row by row from 0 (paper) to 1 (ink), and <c>int64[n]</c>.</summary>
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
    public static (DigitImages Training, DigitImages Test) Read(string folder) =>
        Directory.Exists(folder)
            ? (Read(folder, "train"), Read(folder, "t10k"))
            : throw new DirectoryNotFoundException($"'{folder}' is not a folder.");

    private static DigitImages Draw(int count, long seed, ulong stream)
    {
        var (pixels, labels) = Writer.Write(count, (ulong)seed, stream);
        return new(Tensor.Of<float>(pixels, [count, Size * Size]), Tensor.Of(labels));
    }

    private static DigitImages Read(string folder, string name)
    {
        var (imageFile, labelFile) = (Find(folder, $"{name}-images-idx3-ubyte"), Find(folder, $"{name}-labels-idx1-ubyte"));
        var (images, labels) = (Idx.ReadImages(imageFile), Idx.ReadLabels(labelFile));
        if (images.Size == 0 || !images.Shape.Axes[1..].SequenceEqual([Size, Size]))
            throw new InvalidDataException($"'{imageFile}' has images {images.Shape}; digits are [n,{Size},{Size}].");
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidDataException(
                $"'{imageFile}' has {images.Shape[0]} images, '{labelFile}' {labels.Shape[0]} labels."
            );
        if (labels.ToArray<long>().Max() is > 9 and var label)
            throw new InvalidDataException($"'{labelFile}' has the label {label}; digits are 0 to 9.");
        return new(images.Flatten(start: 1), labels);
    }

    private static string Find(string folder, string name)
    {
        var (plain, zipped) = (Path.Combine(folder, name), Path.Combine(folder, name + ".gz"));
        return File.Exists(plain) ? plain
            : File.Exists(zipped) ? zipped
            : throw new FileNotFoundException($"'{folder}' has neither {name} nor {name}.gz.");
    }
}
