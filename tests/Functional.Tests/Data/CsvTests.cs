using System.IO.Compression;
using System.Text;

namespace Functional.Tests.Data;

/// <summary>Tables as text. What is wrong with others stands in Errors.golden.txt.</summary>
[Trait("Category", "Interpreted")]
public sealed class CsvTests : OwnFolder
{
    [Fact]
    public void Columns_have_the_names_of_the_header()
    {
        var table = Read("size,colour\n1.5,red\n-2e3,blue\n");
        Assert.Equal(["size", "colour"], table.Names);
        Assert.Equal(2, table.Rows);
        Assert.Equal([1.5f, -2000], table["size"].Numbers().ToArray<float>());
        Assert.Equal("blue", table["colour"][1]);
    }

    [Fact]
    public void Columns_stand_side_by_side()
    {
        var table = Read("a,b,c\n1,2,3\n4,5,6\n");
        Assert.Equal([3, 1, 6, 4], table.Numbers("c", "a").ToArray<float>());
        Assert.Equal([2, 3], table.Numbers(DType.Float64).Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], table.Numbers(DType.Int64).ToArray<long>());
        Assert.Equal(DType.Int32, table["a"].Numbers(DType.Int32).DType);
    }

    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\r1,2\r")]
    [InlineData("a,b\n1,2")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("\n\na,b\n\n1,2\n\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void Lines_end_in_many_ways(string text)
    {
        var table = Csv.Load(Write("t.csv", Encoding.UTF8.GetBytes(text)));
        Assert.Equal(["a", "b"], table.Names);
        Assert.Equal([1, 2], table.Numbers().ToArray<float>());
    }

    [Fact]
    public void Quoted_fields_hold_separators_line_ends_and_quotation_marks()
    {
        var table = Read("a,b\n\"x, y\",\"He said \"\"no\"\"\"\n\"two\r\nlines\",\"\"\nplain,3\n");
        Assert.Equal(["x, y", "two\r\nlines", "plain"], Texts(table["a"]));
        Assert.Equal(["He said \"no\"", "", "3"], Texts(table["b"]));
    }

    [Fact]
    public void Errors_count_the_lines_inside_quotation_marks() =>
        Assert.Equal(
            "[csv] the text, line 4, column 'b': 'x' is no float32.",
            Assert.Throws<FormatException>(() => Read("a,b\n\"1\n2\",3\n4,x\n")["b"].Numbers()).Message
        );

    [Fact]
    public void Missing_values_are_not_a_number()
    {
        var column = Read("a\n1\nNA\n\n4\n")["a"];
        Assert.Equal([1, float.NaN, float.NaN, 4], column.Numbers().ToArray<float>());
        Assert.Equal([false, true, true, false], column.IsMissing().ToArray<bool>());
        Assert.Equal(
            [1, 0],
            Read("a\n1\n?\n", new() { Missing = ["?"] })["a"].IsMissing().ToArray<bool>().Select(x => x ? 0 : 1)
        );
    }

    [Fact]
    public void Texts_become_codes_in_ordinal_order()
    {
        var column = Read("a\nred\nblue\nNA\nred\nBlue\n")["a"];
        var (codes, names) = column.Codes();
        Assert.Equal(["Blue", "blue", "red"], names);
        Assert.Equal([2, 1, -1, 2, 0], codes.ToArray<long>());
        Assert.Equal([0, 1, -1, 0, 2], column.Codes(["red", "blue", "Blue"]).Codes.ToArray<long>());
    }

    [Fact]
    public void Names_can_be_given()
    {
        Assert.Equal(["0", "1"], Read("1,2\n", new() { HasHeader = false }).Names);
        var table = Read(
            "a comment\nx;y\n1;2\n",
            new()
            {
                Separator = ';',
                SkipLines = 1,
                Names = ["left", "right"],
            }
        );
        Assert.Equal(["left", "right"], table.Names);
        Assert.Equal([1, 2], table.Numbers().ToArray<float>());
        Assert.Equal(0, Read("", new() { HasHeader = false, Names = ["a"] }).Rows);
    }

    [Fact]
    public void A_quotation_mark_may_be_a_letter_like_others() =>
        Assert.Equal("5\" pipe", Read("a\n5\" pipe\n", new() { Quote = null })["a"][0]);

    [Fact]
    public void A_table_of_a_header_has_no_rows()
    {
        var table = Read("a,b\n");
        Assert.Equal(0, table.Rows);
        Assert.Equal([0, 2], table.Numbers().Shape);
    }

    [Fact]
    public void Numbers_are_read_to_the_last_bit()
    {
        var texts = new[] { "0.1", "1e-320", "1.7976931348623157e308", "-0", "Infinity", " 3 " };
        var numbers = Read("a\n" + string.Join('\n', texts))["a"].Numbers(DType.Float64).ToArray<double>();
        Assert.Equal([0.1, 1e-320, double.MaxValue, -0.0, double.PositiveInfinity, 3], numbers);
    }

    [Fact]
    public void Numbers_are_of_any_type_but_bool()
    {
        var column = Read("a\n100\n2\n")["a"];
        foreach (var type in DTypes.All.Where(type => type != DType.Bool))
        {
            Assert.Equal(type, column.Numbers(type).DType);
            Assert.Equal([100, 2], column.Numbers(type).To(DType.Int32).ToArray<int>());
        }
    }

    [Fact]
    public void A_file_may_be_gzipped()
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionMode.Compress))
            zip.Write("a\n7\n"u8);
        Assert.Equal([7], Csv.Load(Write("t.csv.gz", bytes.ToArray()))["a"].Numbers().ToArray<float>());
    }

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.True(Csv.TryLoad(PathOf("nothing.csv")).IsLeft);
        Assert.Contains("line 2", Csv.TryLoad(Write("t.csv", "a,b\n1\n"u8)).LeftToSeq()[0].Message);
        Assert.True(Csv.TryLoad(Write("t.csv", "a\n1\n"u8)).IsRight);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_does_not_take_the_file_in()
    {
        var before = GC.GetTotalAllocatedBytes();
        Assert.Throws<FormatException>(() => Csv.Read(new Endless("a\n\"")));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_throw_the_librarys_exception()
    {
        var random = new Random(3);
        var text = "a,b,c\n1,\"x\",3\r\n4,\"y\"\"\",6\n"u8.ToArray();
        for (var round = 0; round < 1000; round++)
        {
            var changed = text.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                changed[random.Next(changed.Length)] = (byte)"\",\r\n\0x\xFF"[random.Next(7)];
            var error = Record.Exception(() => Csv.Load(Write("t.csv", changed)).Numbers());
            Assert.True(error is null or FormatException, $"{error}");
        }
    }

    [Fact]
    public void Iris_has_three_classes_of_fifty()
    {
        string[] names = ["sepal length", "sepal width", "petal length", "petal width", "class"];
        var table = Csv.Load(
            SharedData.PathOf("tabular/iris.csv"),
            new()
            {
                SkipLines = 1,
                HasHeader = false,
                Names = names,
            }
        );
        Assert.Equal(150, table.Rows);
        var classes = table["class"].Numbers(DType.Int64).ToArray<long>();
        Assert.All(classes.CountBy(label => label), label => Assert.Equal(50, label.Value));
        Assert.Equal(5.8433, table["sepal length"].Numbers(DType.Float64).Mean().Item<double>(), 4);
    }

    [Fact]
    public void Digits_are_1797_images()
    {
        var table = Csv.Load(SharedData.PathOf("tabular/digits.csv.gz"), new() { HasHeader = false });
        Assert.Equal([1797, 65], table.Numbers().Shape);
        Assert.Equal(16, table.Numbers().Slice(1, 0, 64).Max().Item<float>());
    }

    [Fact]
    public void Diabetes_is_separated_by_blanks()
    {
        var format = new CsvFormat { Separator = ' ', HasHeader = false };
        Assert.Equal([442, 10], Csv.Load(SharedData.PathOf("tabular/diabetes_data_raw.csv.gz"), format).Numbers().Shape);
        var target = Csv.Load(SharedData.PathOf("tabular/diabetes_target.csv.gz"), format)["0"].Numbers();
        Assert.Equal((25, 346), (target.Min().Item<float>(), target.Max().Item<float>()));
    }

    [Fact]
    public void Houses_lack_207_numbers_of_bedrooms()
    {
        using var zip = new GZipStream(File.OpenRead(SharedData.PathOf("tabular/housing.tgz")), CompressionMode.Decompress);
        using var archive = new System.Formats.Tar.TarReader(zip);
        while (archive.GetNextEntry(copyData: true) is { } entry)
            if (entry.Name.EndsWith("housing.csv", StringComparison.Ordinal))
            {
                var table = Csv.Read(new StreamReader(entry.DataStream!));
                Assert.Equal(20640, table.Rows);
                Assert.Equal(207, table["total_bedrooms"].IsMissing().ToArray<bool>().Count(missing => missing));
                Assert.Equal(["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN"], table["ocean_proximity"].Codes().Names);
                Assert.Equal([20640, 9], table.Numbers([.. table.Names.Take(9)]).Shape);
                return;
            }
        Assert.Fail("housing.csv is not in the archive.");
    }

    private static CsvTable Read(string text, CsvFormat? format = null) => Csv.Read(new StringReader(text), format);

    private static IEnumerable<string> Texts(CsvColumn column) => Enumerable.Range(0, column.Rows).Select(row => column[row]);

    /// <summary>A text that begins, and then has an x for ever.</summary>
    private sealed class Endless(string begin) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            for (var i = 0; i < count; i++, _at++)
                buffer[index + i] = _at < begin.Length ? begin[_at] : 'x';
            return count;
        }
    }
}
