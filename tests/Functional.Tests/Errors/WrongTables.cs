using System.Text;

namespace Functional.Tests.Errors;

/// <summary>Tables that are damaged or hostile, or of which too much is asked, each with a name.</summary>
internal static class WrongTables
{
    public static IEnumerable<(string Name, Action Use)> In(string folder)
    {
        CsvTable Read(string text, CsvFormat? format = null) =>
            Csv.Load(WrongFiles.Write(folder, "t.csv", Encoding.UTF8.GetBytes(text)), format);

        return
        [
            ("a table of no bytes", () => Read("")),
            ("a table with a short row", () => Read("a,b\n1,2\n\n3\n")),
            ("a table with a long row", () => Read("a,b\n1,2,3\n")),
            ("a table with a quotation mark that is never closed", () => Read("a,b\n1,\"2\n3,4\n")),
            ("a table with a quotation mark inside a field", () => Read("a,b\n1,2\"3\n")),
            ("a table with something behind a quotation mark", () => Read("a,b\n\"1\" ,2\n")),
            ("a table with a field of a million letters", () => Read("a\n" + new string('x', 1_000_000))),
            ("a table with 70000 columns", () => Read(new string(',', 70_000))),
            ("a table with a name twice", () => Read("a,b,a\n1,2,3\n")),
            ("a table with fewer names than columns", () => Read("1,2\n", new() { HasHeader = false, Names = ["a"] })),
            ("a table separated by quotation marks", () => Read("a", new() { Separator = '"' })),
            ("a table that is no text", () => Csv.Load(WrongFiles.Write(folder, "t.csv", [.. "a\n"u8, 0xFF, 0xFE]))),
            (
                "a table whose gzip stream is damaged",
                () => Csv.Load(WrongFiles.Write(folder, "t.csv", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255]))
            ),
            ("a column that is not there", () => _ = Read("height,width\n1,2\n")["hight"]),
            ("a text among numbers", () => Read("a,price\n1,2\n3,12 €\n").Numbers()),
            ("a comma in a number", () => Read("a\n\"1,5\"\n")["a"].Numbers()),
            ("a fraction among integers", () => Read("a\n1\n1.5\n")["a"].Numbers(DType.Int64)),
            ("a number that is too large for its type", () => Read("a\n3000000000\n")["a"].Numbers(DType.Int32)),
            ("a number that no byte can be", () => Read("a\n255\n256\n")["a"].Numbers(DType.UInt8)),
            ("a missing value among integers", () => Read("a\n1\nNA\n")["a"].Numbers(DType.Int64)),
            ("a column as bool", () => Read("a\n1\n")["a"].Numbers(DType.Bool)),
            ("a category that is not known", () => Read("a\nred\npink\n")["a"].Codes(["red", "blue"])),
        ];
    }
}
