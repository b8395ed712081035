using System.Globalization;
using System.Text;

namespace Functional;

public sealed partial class Tensor : IFormattable
{
    private const int EdgeItems = 3;
    private const int SummarySize = 1000;
    private const int LineWidth = 80;

    /// <summary>The numbers as NumPy prints them, long axes summarised; the symbol where there is no value yet.</summary>
    public override string ToString() => ToString(null);

    /// <summary>The numbers in a format of .NET's: <c>$"{x:F2}"</c>. Without one, as many digits as they need, at most four decimals.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider = null)
    {
        if (IsSymbolic)
            return $"{DType.Name}{Shape} = {(Op is SymbolOp symbol ? symbol.Label : Op.Description)}";
        var storage = Evaluate().OnHost();
        var isSummary = Size > SummarySize;
        var numbers = NumberFormat.For(this, storage, isSummary, format, formatProvider ?? CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        Write(text, numbers, storage, 0, 0, isSummary);
        return Rank == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $" {DType.Name}{Shape}").ToString();
    }

    /// <summary>The places of an axis that are printed, −1 for the gap.</summary>
    internal static IEnumerable<int> Printed(int size, bool isSummary)
    {
        var hasGap = isSummary && size > 2 * EdgeItems;
        for (var i = 0; i < size; i++)
            if (!hasGap || i < EdgeItems || i >= size - EdgeItems)
                yield return i;
            else if (i == EdgeItems)
                yield return -1;
    }

    private void Write(StringBuilder text, NumberFormat format, HostStorage storage, int axis, long offset, bool isSummary)
    {
        if (axis == Rank)
        {
            text.Append(format.Print(BitsAt(storage, offset)));
            return;
        }
        var stride = Shape.Of(Shape.Axes[(axis + 1)..]).Size;
        var perLine = Math.Max(1, (LineWidth - Rank) / (format.Width + 2));
        var written = 0;
        text.Append('[');
        foreach (var i in Printed(Shape[axis], isSummary))
        {
            if (written > 0 && axis == Rank - 1 && written % perLine > 0)
                text.Append(", ");
            else if (written > 0)
                text.Append(',').Append('\n', Math.Max(1, Rank - 1 - axis)).Append(' ', axis + 1);
            written++;
            if (i < 0)
                text.Append('…');
            else
                Write(text, format, storage, axis + 1, offset + (i * stride), isSummary);
        }
        text.Append(']');
    }
}

/// <summary>One way to print all numbers of a tensor: as many digits as they need, at most four decimals, columns aligned.</summary>
internal sealed class NumberFormat
{
    private readonly DType _type;
    private readonly string _pattern;
    private readonly string? _given;
    private readonly IFormatProvider _provider;

    private NumberFormat(DType type, string pattern, string? given, IFormatProvider provider, long[] sample)
    {
        (_type, _pattern, _given, _provider) = (type, pattern, given, provider);
        foreach (var bits in sample)
            Width = Math.Max(Width, Text(bits).Length);
    }

    /// <summary>Letters of the longest number.</summary>
    public int Width { get; }

    public static NumberFormat For(Tensor tensor, HostStorage storage, bool isSummary, string? given, IFormatProvider provider)
    {
        var sample = Sample(tensor, storage, isSummary);
        return new NumberFormat(tensor.DType, given ?? Pattern(tensor.DType, sample), given, provider, sample);
    }

    public string Print(long bits) => Text(bits).PadLeft(Width);

    private string Text(long bits) =>
        _type == DType.Bool ? (bits != 0 ? "true" : "false")
        : _type.IsInteger ? Scalars.ToInt64(_type, bits).ToString(_given, _provider)
        : Text(Scalars.ToDouble(_type, bits));

    private string Text(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
        : _pattern == "R" ? Shortest(value)
        : value.ToString(_pattern, _provider);

    // As many digits as tell the number from its neighbours in its own type.
    private string Shortest(double value) =>
        _type switch
        {
            DType.Float16 => ((Half)value).ToString(_provider),
            DType.BFloat16 => ((BFloat16)(float)value).ToString(null, _provider),
            DType.Float32 => ((float)value).ToString(_provider),
            _ => value.ToString("R", _provider),
        };

    private static string Pattern(DType type, long[] sample)
    {
        if (sample.Length == 1)
            return "R";
        var (least, most, isWhole) = (double.PositiveInfinity, 0.0, true);
        foreach (var bits in sample)
        {
            var value = Math.Abs(Scalars.ToDouble(type, bits));
            if (!double.IsFinite(value) || value == 0)
                continue;
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
            isWhole &= value == Math.Floor(value);
        }
        return most > 0 && (most >= 1e8 || least < 1e-4 || most / least > 1e5 * 1e3) ? "0.0000e+00"
            : isWhole ? "0.0"
            : "0.0000";
    }

    private static long[] Sample(Tensor tensor, HostStorage storage, bool isSummary)
    {
        if (!isSummary)
        {
            var all = new long[tensor.Size];
            for (var i = 0; i < all.Length; i++)
                all[i] = tensor.BitsAt(storage, i);
            return all;
        }
        var places = new List<long> { 0 };
        for (var axis = 0; axis < tensor.Rank; axis++)
            places =
            [
                .. places.SelectMany(place =>
                    Tensor.Printed(tensor.Shape[axis], true).Where(i => i >= 0).Select(i => (place * tensor.Shape[axis]) + i)
                ),
            ];
        return [.. places.Select(place => tensor.BitsAt(storage, place))];
    }
}
