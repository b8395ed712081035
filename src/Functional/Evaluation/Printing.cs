using System.Globalization;
using System.Text;

namespace Functional;

public sealed partial class Tensor
{
    private const int EdgeItems = 3;
    private const int SummarySize = 1000;

    /// <summary>The numbers as NumPy prints them, long axes summarised; the symbol where there is no value yet.</summary>
    public override string ToString()
    {
        if (IsSymbolic)
            return $"{DType.Name}{Shape} = {(Op is SymbolOp symbol ? symbol.Label : Op.Description)}";
        var storage = Evaluate().Storage!;
        var isSummary = Size > SummarySize;
        var format = NumberFormat.For(this, storage, isSummary);
        var text = new StringBuilder();
        Write(text, format, storage, 0, 0, isSummary);
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

    private void Write(StringBuilder text, NumberFormat format, Storage storage, int axis, long offset, bool isSummary)
    {
        if (axis == Rank)
        {
            text.Append(format.Print(BitsAt(storage, offset)));
            return;
        }
        var stride = Shape.Of(Shape.Axes[(axis + 1)..]).Size;
        var isFirst = true;
        text.Append('[');
        foreach (var i in Printed(Shape[axis], isSummary))
        {
            if (!isFirst)
                text.Append(axis == Rank - 1 ? ", " : "," + new string('\n', Rank - 1 - axis) + new string(' ', axis + 1));
            isFirst = false;
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
    private readonly int _width;

    private NumberFormat(DType type, string pattern, IEnumerable<long> sample)
    {
        (_type, _pattern) = (type, pattern);
        _width = sample.Select(bits => Text(bits).Length).DefaultIfEmpty(0).Max();
    }

    public static NumberFormat For(Tensor tensor, Storage storage, bool isSummary)
    {
        var sample = Sample(tensor, storage, isSummary).ToArray();
        return new NumberFormat(
            tensor.DType,
            Pattern(tensor.DType, Array.ConvertAll(sample, bits => Scalars.ToDouble(tensor.DType, bits))),
            sample
        );
    }

    public string Print(long bits) => Text(bits).PadLeft(_width);

    private string Text(long bits) =>
        _type == DType.Bool ? (bits != 0 ? "true" : "false")
        : _type.IsInteger ? Scalars.ToInt64(_type, bits).ToString(CultureInfo.InvariantCulture)
        : Text(Scalars.ToDouble(_type, bits));

    private string Text(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
        : _pattern == "R" ? Shortest(value)
        : value.ToString(_pattern, CultureInfo.InvariantCulture);

    // As many digits as tell the number from its neighbours in its own type.
    private string Shortest(double value) =>
        _type switch
        {
            DType.Float16 => ((Half)value).ToString(CultureInfo.InvariantCulture),
            DType.BFloat16 => ((BFloat16)(float)value).ToString(null, CultureInfo.InvariantCulture),
            DType.Float32 => ((float)value).ToString(CultureInfo.InvariantCulture),
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };

    private static string Pattern(DType type, double[] sample)
    {
        var finite = sample.Where(double.IsFinite).Select(Math.Abs).Where(value => value > 0).ToArray();
        if (sample.Length == 1)
            return "R";
        if (finite.Length > 0 && (finite.Max() >= 1e8 || finite.Min() < 1e-4 || finite.Max() / finite.Min() > 1e5 * 1e3))
            return "0.0000e+00";
        return finite.All(value => value == Math.Floor(value)) ? "0.0" : "0.0000";
    }

    private static IEnumerable<long> Sample(Tensor tensor, Storage storage, bool isSummary)
    {
        if (!isSummary)
        {
            for (long i = 0; i < tensor.Size; i++)
                yield return tensor.BitsAt(storage, i);
            yield break;
        }
        var places = new List<long> { 0 };
        for (var axis = 0; axis < tensor.Rank; axis++)
            places =
            [
                .. places.SelectMany(place =>
                    Tensor.Printed(tensor.Shape[axis], true).Where(i => i >= 0).Select(i => (place * tensor.Shape[axis]) + i)
                ),
            ];
        foreach (var place in places)
            yield return tensor.BitsAt(storage, place);
    }
}
