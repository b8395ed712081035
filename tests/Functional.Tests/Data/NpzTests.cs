using System.IO.Compression;

namespace Functional.Tests.Data;

/// <summary>Archives of arrays as NumPy writes them.</summary>
[Trait("Category", "Interpreted")]
public sealed class NpzTests : OwnFolder
{
    private static readonly Parameters Some = Parameters.Of(
        ("a", Tensor.Range(6).Reshape(2, 3)),
        ("folder/b.weight", Tensor.Of([1.5f, -0f])),
        ("many", Tensor.Zeros([300, 300], DType.Float64))
    );

    private string Name => PathOf("x.npz");

    [Fact]
    public void Stored_members_are_read()
    {
        var arrays = Npz.Load(Write("x.npz", NumpyFiles.Archive));
        Assert.Equal(["a", "b"], arrays.Paths);
        Assert.Equal([0, 1, 2, 3, 4, 5], arrays["a"].ToArray<long>());
        Assert.Equal([1, 2], arrays["b"].ToArray<float>());
    }

    [Fact]
    public void Deflated_members_are_read()
    {
        var arrays = Npz.Load(Write("x.npz", NumpyFiles.Compressed));
        Assert.Equal([40, 50], arrays["zeros"].Shape);
        Assert.Equal(0, arrays["zeros"].Sum().Item<float>());
        Assert.Equal([0, 1, 2, 3, 4, 5], arrays["x"].ToArray<double>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_comes_back_bit_by_bit(bool compress)
    {
        Npz.Save(Name, Some, compress);
        var loaded = Npz.Load(Name);
        Assert.Equal(Some.Paths, loaded.Paths);
        foreach (var (path, tensor) in Some)
            Assert.Equal(
                (tensor.DType, tensor.Shape, Bits.Hash([tensor])),
                (loaded[path].DType, loaded[path].Shape, Bits.Hash([loaded[path]]))
            );
        Assert.Equal(compress, new FileInfo(Name).Length < 10_000);
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        Npz.Save(Name, Some);
        var first = File.ReadAllBytes(Name);
        Npz.Save(Name, Some);
        Assert.Equal(first, File.ReadAllBytes(Name));
    }

    [Fact]
    public void No_tensors_are_a_file_too()
    {
        Npz.Save(Name, Parameters.Empty);
        Assert.Equal(0, Npz.Load(Name).Count);
    }

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.True(Npz.TryLoad(Name).IsLeft);
        Assert.Contains("no zip archive", Npz.TryLoad(Write("x.npz", "no archive"u8)).LeftToSeq()[0].Message);
        Assert.True(Npz.TryLoad(Write("x.npz", NumpyFiles.Archive)).IsRight);
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file()
    {
        Npz.Save(Name, Some);
        var before = File.ReadAllBytes(Name);
        Assert.Throws<FormatException>(() => Npz.Save(Name, Parameters.Of(("../x", Tensor.Of(1)))));
        Assert.Equal(before, File.ReadAllBytes(Name));
        Assert.Equal([Name], Directory.GetFiles(Folder));
    }

    [Fact]
    public void A_member_that_claims_more_than_its_bytes_can_hold_costs_no_memory()
    {
        var numbers = NpyTests.Header("{'descr': '|b1', 'fortran_order': False, 'shape': (2000000000,)}");
        var before = GC.GetTotalAllocatedBytes();
        Assert.Throws<FormatException>(() => Npz.Load(Write("x.npz", Archive(("a.npy", numbers)))));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_throw_the_librarys_exception()
    {
        var random = new Random(9);
        byte[][] files = [NumpyFiles.Archive, NumpyFiles.Compressed];
        var refused = 0;
        for (var round = 0; round < 1000; round++)
        {
            var bytes = files[round % files.Length];
            var changed = bytes[..(random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))].ToArray();
            for (var i = random.Next(1, 4); i > 0 && changed.Length > 0; i--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var error = Record.Exception(() => Npz.Load(Write("x.npz", changed)));
            Assert.True(error is null or FormatException, $"{error}");
            refused += error is null ? 0 : 1;
        }
        Assert.InRange(refused, 500, 1000);
    }

    /// <summary>An archive of members as they are.</summary>
    internal static byte[] Archive(params (string Name, byte[] Bytes)[] members)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in members)
            {
                using var content = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                content.Write(bytes);
            }
        return file.ToArray();
    }
}
