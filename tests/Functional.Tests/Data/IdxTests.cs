using System.IO.Compression;

namespace Functional.Tests.Data;

/// <summary>IDX files: what is in them, and what is wrong with those that are damaged or hostile.</summary>
public sealed class IdxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static readonly byte[] ThreeLabels = [0, 0, 8, 1, 0, 0, 0, 3, 5, 6, 7];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.Equal([5, 6, 7], Idx.TryLoadLabels(Write(ThreeLabels)).RightToSeq()[0].ToArray<long>());
        Assert.Contains("1 axes", Idx.TryLoadImages(Write(ThreeLabels)).LeftToSeq()[0].Message);
        Assert.Contains("cannot be read", Idx.TryLoadLabels("/nowhere/labels").LeftToSeq()[0].Message);
    }

    [Fact]
    public void Images_are_bytes_divided_by_255()
    {
        var images = Idx.LoadImages(Write([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255]));
        Assert.Equal([1, 2, 2], images.Shape);
        Assert.Equal([0, 0.2f, 0.4f, 1], images.ToArray<float>());
    }

    [Fact]
    public void Labels_are_int64() => Assert.Equal([5, 6, 7], Idx.LoadLabels(Write(ThreeLabels)).ToArray<long>());

    [Fact]
    public void A_gzipped_file_reads_like_a_plain_one() =>
        Assert.Equal([5, 6, 7], Idx.LoadLabels(Write(Zip(ThreeLabels))).ToArray<long>());

    [Theory]
    [InlineData("", "is truncated: its header ends 4 bytes early.")]
    [InlineData("00000801000000", "is truncated: its header ends 1 bytes early.")]
    [InlineData("68656C6C6F", "starts with 68656C6C; an IDX file of unsigned bytes starts with 000008 and its number of axes.")]
    [InlineData(
        "00000D0100000000",
        "starts with 00000D01; an IDX file of unsigned bytes starts with 000008 and its number of axes."
    )]
    [InlineData("00000801000000030506", "is truncated: it declares [3] (3 bytes) and holds 2.")]
    [InlineData("000008010000000305060708", "goes on after the 3 bytes of the [3] that it declares.")]
    [InlineData("00000801FFFFFFFF", "declares 4294967295 elements on axis 0; at most 2147483647 can be.")]
    [InlineData("0000080100FFFFFF01", "is truncated: it declares [16777215] (16777215 bytes) and holds 1.")]
    [InlineData("00000802000000010000000105", "has 2 axes, [1,1], where labels have 1.")]
    public void A_damaged_file_is_refused(string bytes, string problem)
    {
        var path = Write(Convert.FromHexString(bytes));
        Assert.Equal($"[idx] '{path}' {problem}", Assert.Throws<FormatException>(() => Idx.LoadLabels(path)).Message);
    }

    [Fact]
    public void Axes_whose_product_wraps_around_are_refused()
    {
        var path = Write([0, 0, 8, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
        var problem = Assert.Throws<FormatException>(() => Idx.LoadImages(path)).Message;
        Assert.Contains("declares 4294967296 elements on its first 2 axes; at most", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_gzip_cannot_hold_is_refused_before_it_is_allocated()
    {
        var path = Write(Zip([0, 0, 8, 1, 0x07, 0xFF, 0xFF, 0xFF, 1, 2, 3]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Throws<FormatException>(() => Idx.LoadLabels(path)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("bytes of gzip cannot hold so many.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_bomb_is_read_no_further_than_the_file_declares()
    {
        var bomb = new byte[100_000_000];
        ThreeLabels.CopyTo(bomb, 0);
        var path = Write(Zip(bomb));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "goes on after",
            Assert.Throws<FormatException>(() => Idx.LoadLabels(path)).Message,
            StringComparison.Ordinal
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_gzip_stream_that_fails_its_check_is_refused()
    {
        var zipped = Zip(ThreeLabels);
        zipped[^6] ^= 1;
        var path = Write(zipped);
        Assert.Contains(
            "is damaged: its gzip stream",
            Assert.Throws<FormatException>(() => Idx.LoadLabels(path)).Message,
            StringComparison.Ordinal
        );
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Optimal))
            zip.Write(bytes);
        return memory.ToArray();
    }
}
