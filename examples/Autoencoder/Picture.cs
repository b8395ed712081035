using System.Text;
using Functional;

namespace Autoencoder;

/// <summary>A picture in shades of gray, <c>[height, width]</c>, from 0 (paper) to 1 (ink).</summary>
internal sealed record Picture(Tensor Ink)
{
    /// <summary>Square pictures <c>[rows · columns, pixels]</c> as one, side by side and one row below the other.</summary>
    public static Picture Grid(Tensor pictures, int rows)
    {
        var (columns, side) = (pictures.Shape[0] / rows, (int)Math.Sqrt(pictures.Shape[1]));
        return new(pictures.Reshape(rows, columns, side, side).Permute(0, 2, 1, 3).Reshape(rows * side, columns * side));
    }

    /// <summary>Writes a portable graymap, which most programs for pictures read.</summary>
    public void Save(string path)
    {
        var gray = ((1 - Ink) * 255).Round().To(DType.UInt8).ToArray<byte>();
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes($"P5\n{Ink.Shape[1]} {Ink.Shape[0]}\n255\n"), .. gray]);
    }

    /// <summary>Two rows of pixels a line.</summary>
    public override string ToString()
    {
        const string Shades = " .:-=+*#%@";
        var (height, width) = (Ink.Shape[0] / 2, Ink.Shape[1]);
        var shades = (Ink.Reshape(height, 2, width).Mean(1) * (Shades.Length - 1)).Round().To(DType.Int32).ToArray<int>();
        return string.Join('\n', shades.Chunk(width).Select(row => string.Concat(row.Select(shade => Shades[shade])).TrimEnd()));
    }
}
