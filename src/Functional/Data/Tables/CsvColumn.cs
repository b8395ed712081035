using System.Collections.Frozen;
using System.Globalization;

namespace Functional;

/// <summary>The fields of a table below one name.</summary>
public sealed class CsvColumn
{
    private readonly ReadOnlyMemory<char> _text;
    private readonly int[] _ends;
    private readonly int[] _lines;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _missing;
    private readonly string _source;

    internal CsvColumn(
        string name,
        ReadOnlyMemory<char> text,
        int[] ends,
        int[] lines,
        IEnumerable<string> missing,
        string source
    )
    {
        (Name, _text, _ends, _lines, _source) = (name, text, ends, lines, source);
        _missing = missing.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private delegate bool Parser<T>(ReadOnlySpan<char> text, out T value);

    /// <summary>What the header calls it.</summary>
    public string Name { get; }

    /// <summary>How many fields it has.</summary>
    public int Rows => _ends.Length;

    /// <summary>A field as it was read, without quotation marks.</summary>
    public string this[int row] => Field(row).ToString();

    /// <summary>True where a field is one of those that stand for a missing value, <c>bool[rows]</c>.</summary>
    public Tensor IsMissing()
    {
        var missing = new bool[Rows];
        for (var row = 0; row < missing.Length; row++)
            missing[row] = _missing.Contains(Field(row));
        return Tensor.Of(missing);
    }

    /// <summary>The fields as numbers, <c>[rows]</c>: with a point, whatever the country, and NaN where a value is missing.</summary>
    /// <exception cref="FormatException">A field is no number of the type, or is missing and the type has no NaN; the message names its line and column.</exception>
    /// <exception cref="DTypeException">The type is bool.</exception>
    public Tensor Numbers(DType type = DType.Float32) =>
        type switch
        {
            DType.Bool => throw new DTypeException(
                $"[csv] cannot read column '{Name}' as bool. Read codes or numbers, and compare."
            ),
            DType.Float32 => Parsed(type, float.NaN, (ReadOnlySpan<char> text, out float value) => IsFloat(text, out value)),
            DType.Float64 => Parsed(type, double.NaN, (ReadOnlySpan<char> text, out double value) => IsFloat(text, out value)),
            DType.Float16 => Parsed(type, Half.NaN, (ReadOnlySpan<char> text, out Half value) => IsFloat(text, out value)),
            DType.BFloat16 => Numbers(DType.Float32).To(DType.BFloat16).Evaluate(),
            DType.UInt8 => Parsed(type, null, (ReadOnlySpan<char> text, out byte value) => IsInteger(text, out value)),
            DType.Int8 => Parsed(type, null, (ReadOnlySpan<char> text, out sbyte value) => IsInteger(text, out value)),
            DType.Int16 => Parsed(type, null, (ReadOnlySpan<char> text, out short value) => IsInteger(text, out value)),
            DType.Int32 => Parsed(type, null, (ReadOnlySpan<char> text, out int value) => IsInteger(text, out value)),
            _ => Parsed(type, null, (ReadOnlySpan<char> text, out long value) => IsInteger(text, out value)),
        };

    /// <summary>The fields as codes of categories, <c>int64[rows]</c>, and the texts that they stand for; −1 where a value is missing.</summary>
    /// <param name="names">The categories, code by code; those of the column in ordinal order if they are not given.</param>
    /// <exception cref="FormatException">A field is none of the given categories; the message names its line and column.</exception>
    public Categories Codes(IReadOnlyList<string>? names = null)
    {
        var codes = new Dictionary<string, long>(StringComparer.Ordinal);
        var known = codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (names is null)
        {
            for (var row = 0; row < Rows; row++)
                if (Field(row) is var field && !_missing.Contains(field))
                    known.TryAdd(field, 0);
            names = [.. codes.Keys.Order(StringComparer.Ordinal)];
        }
        for (var code = 0; code < names.Count; code++)
            codes[names[code]] = code;
        var result = new long[Rows];
        for (var row = 0; row < result.Length; row++)
            result[row] =
                known.TryGetValue(Field(row), out var code) ? code
                : _missing.Contains(Field(row)) ? -1
                : throw Wrong(row, $"is none of the {names.Count} categories");
        return new(Tensor.Of(result), names);
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private Tensor Parsed<T>(DType type, T? missing, Parser<T> parse)
        where T : unmanaged
    {
        var values = new T[Rows];
        for (var row = 0; row < values.Length; row++)
            if (_missing.Contains(Field(row)))
                values[row] = missing ?? throw Wrong(row, $"stands for a missing value, which {type.Name} cannot say");
            else if (!parse(Field(row), out values[row]))
                throw Wrong(row, $"is no {type.Name}");
        return Tensor.Of(values);
    }

    private static bool IsFloat<T>(ReadOnlySpan<char> text, out T value)
        where T : System.Numerics.INumberBase<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!);

    private static bool IsInteger<T>(ReadOnlySpan<char> text, out T value)
        where T : System.Numerics.INumberBase<T> =>
        T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value!);

    private ReadOnlySpan<char> Field(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _text.Span[start.._ends[row]];
    }

    private FormatException Wrong(int row, string problem) =>
        new($"[csv] {_source}, line {_lines[row]}, column '{Cell.Shown(Name)}': '{Cell.Shown(Field(row))}' {problem}.");
}
