using System.Text;

namespace Functional;

/// <summary>How a table is written as text: RFC 4180 unless it is said otherwise.</summary>
public sealed record CsvFormat
{
    /// <summary>What stands between two fields.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>What encloses a field with separators or line ends in it, and stands twice for itself inside; null if nothing does.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>How many lines come before the table.</summary>
    public int SkipLines { get; init; }

    /// <summary>Whether the first line has the columns' names.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The columns' names, in place of a header's; without either they are <c>0</c>, <c>1</c>, ….</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The fields that stand for a missing value.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["", "NA", "N/A", "NaN", "nan", "null"];

    /// <summary>The longest field that is read, in characters; a quotation mark that is never closed ends here.</summary>
    public int MaxFieldLength { get; init; } = 1 << 17;

    /// <summary>What the bytes of a file mean; what is no text in it is refused if the encoding throws.</summary>
    public Encoding Encoding { get; init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
