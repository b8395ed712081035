using LanguageExt;

namespace Functional;

/// <summary>Reads IDX files, the format of MNIST and its relatives, gzipped or not.</summary>
public static class Idx
{
    /// <summary>Grayscale images as <c>float32[n, rows, columns]</c> in [0, 1]: each byte divided by 255.</summary>
    /// <example><code>var images = Idx.LoadImages("train-images-idx3-ubyte.gz").Flatten(start: 1);   // [60000, 784]</code></example>
    /// <exception cref="FormatException">The file is damaged, or no IDX file of unsigned bytes with three axes.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Tensor LoadImages(string path)
    {
        var file = Read(path, axes: 3, "images", DType.Float32);
        return Tensor.Of<float>(Array.ConvertAll(file.Elements, value => value / 255f), file.Shape);
    }

    /// <summary>Images as <see cref="LoadImages"/> gives them, or why they cannot be read.</summary>
    public static Either<FunctionalException, Tensor> TryLoadImages(string path) =>
        Loading.Try("idx", path, () => LoadImages(path));

    /// <summary>Labels as <c>int64[n]</c>, from 0 to 255.</summary>
    /// <exception cref="FormatException">The file is damaged, or no IDX file of unsigned bytes with one axis.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Tensor LoadLabels(string path)
    {
        var file = Read(path, axes: 1, "labels", DType.Int64);
        return Tensor.Of<long>(Array.ConvertAll(file.Elements, value => (long)value), file.Shape);
    }

    /// <summary>Labels as <see cref="LoadLabels"/> gives them, or why they cannot be read.</summary>
    public static Either<FunctionalException, Tensor> TryLoadLabels(string path) =>
        Loading.Try("idx", path, () => LoadLabels(path));

    private static IdxFile Read(string path, int axes, string what, DType type)
    {
        var file = IdxFile.Read(path, Array.MaxLength / type.ByteSize);
        return file.Shape.Rank == axes
            ? file
            : throw new FormatException($"[idx] '{path}' has {file.Shape.Rank} axes, {file.Shape}, where {what} have {axes}.");
    }
}
