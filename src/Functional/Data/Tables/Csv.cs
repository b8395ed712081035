using System.IO.Compression;
using System.Text;
using LanguageExt;

namespace Functional;

/// <summary>Tables in text files: comma-separated values with a header (RFC 4180), or what <see cref="CsvFormat"/> says, gzipped or not.</summary>
/// <example>
/// <code>
/// var houses = Csv.Load("housing.csv");
/// var inputs = houses.Numbers("longitude", "latitude", "median_income");      // float32[n, 3], NaN where a field is missing
/// var prices = houses["median_house_value"].Numbers();                        // float32[n]
/// var (codes, names) = houses["ocean_proximity"].Codes();                     // int64[n], and the five texts
/// </code>
/// </example>
public static class Csv
{
    /// <summary>Reads a file, gzipped or not: its first bytes decide.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written; <c>new()</c> if it is not given.</param>
    /// <exception cref="FormatException">The file is damaged, no table, or not in the encoding; the message names the line.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static CsvTable Load(string path, CsvFormat? format = null)
    {
        format ??= new();
        using var file = File.OpenRead(path);
        try
        {
            using var content = IsZipped(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var text = new StreamReader(content, format.Encoding);
            return Read(text, format, $"'{path}'");
        }
        catch (InvalidDataException damage)
        {
            throw new FormatException(
                $"[csv] '{path}' is damaged: its gzip stream cannot be decompressed, or fails its check.",
                damage
            );
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException(
                $"[csv] '{path}' is no text in {format.Encoding.WebName}. Say its encoding in the format.",
                error
            );
        }
    }

    /// <summary>Reads a file, or says why it cannot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written.</param>
    public static Either<FunctionalException, CsvTable> TryLoad(string path, CsvFormat? format = null) =>
        Loading.Try("csv", path, () => Load(path, format));

    /// <summary>Reads a text to its end.</summary>
    /// <param name="text">The text; it stays open.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="FormatException">The text is no table; the message names the line.</exception>
    public static CsvTable Read(TextReader text, CsvFormat? format = null) => Read(text, format ?? new(), "the text");

    private static CsvTable Read(TextReader text, CsvFormat format, string source)
    {
        if (format.Separator is '\r' or '\n' || format.Separator == format.Quote)
            throw new FormatException(
                $"[csv] the separator U+{(int)format.Separator:X4} is a line end, or the quotation mark too."
            );
        var reader = new CsvReader(text, format, source);
        for (var i = 0; i < format.SkipLines; i++)
            reader.SkipLine();
        var hasRecord = NextLine(reader, columns: 0);
        if (!hasRecord && format.Names is null)
            throw new FormatException($"[csv] {source} has no {(format.HasHeader ? "header" : "rows")}.");
        var names = Names(reader, format, hasRecord, source);
        var table = new CsvTableBuilder(names, format, source);
        if (format.HasHeader && hasRecord)
            hasRecord = NextLine(reader, names.Count);
        for (; hasRecord; hasRecord = NextLine(reader, names.Count))
            table.Add(reader);
        return table.ToTable();
    }

    private static IReadOnlyList<string> Names(CsvReader reader, CsvFormat format, bool hasRecord, string source)
    {
        var names = format.Names;
        names ??= [.. Enumerable.Range(0, reader.Count).Select(i => format.HasHeader ? reader[i].ToString() : $"{i}")];
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
            throw new FormatException($"[csv] {source} has two columns with the name '{Cell.Shown(twice)}'. Give Names.");
        return !hasRecord || names.Count == reader.Count
            ? names
            : throw reader.Wrong($"the number of its fields is {reader.Count}, and that of the given names {names.Count}");
    }

    // An empty line says nothing, unless there is one column, whose value is missing there.
    private static bool NextLine(CsvReader reader, int columns)
    {
        while (reader.Next())
            if (!reader.IsBlank || columns == 1)
                return true;
        return false;
    }

    private static bool IsZipped(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isZipped = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return isZipped;
    }
}
