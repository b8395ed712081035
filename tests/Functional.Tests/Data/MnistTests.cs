namespace Functional.Tests.Data;

/// <summary>The handwritten digits, from mirrors and from folders.</summary>
public sealed class MnistTests : OwnFolder
{
    private static readonly string[] Names =
    [
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ];

    [Fact]
    public void The_files_come_from_the_first_mirror_that_has_them()
    {
        var answers = Names.ToDictionary(name => $"/mnist/{name}", name => TinyServer.Answer(File.ReadAllBytes(Source(name))));
        // Another file under a file's name, as from somebody who redirects all to a page of his own.
        using var bad = new TinyServer(new() { ["/mnist/" + Names[0]] = TinyServer.Answer("<html>"u8) });
        using var good = new TinyServer(answers);
        var told = new HashSet<string>();
        Mnist.Download(Folder, [new(bad.Address, "mnist/"), new(good.Address, "mnist/")], (name, _, _) => told.Add(name));
        Assert.Equal(Names, told);
        Assert.Equal(4, bad.Asked.Count);
        foreach (var name in Names)
            Assert.Equal(File.ReadAllBytes(Source(name)), File.ReadAllBytes(PathOf(name)));

        Mnist.Download(Folder, [good.Address]);
        Assert.Equal(4, good.Asked.Count);
    }

    [Fact]
    public void There_are_60000_images_to_train_with_and_10000_to_test_with()
    {
        var (training, test) = Mnist.Load(SharedData.PathOf("mnist"));
        Assert.Equal([60000, 28, 28], training.Inputs.Shape);
        Assert.Equal([10000], test.Targets.Shape);
        Assert.Equal(1135, test.Targets.ToArray<long>().Count(digit => digit == 1));
        Assert.Equal((0, 1), (test.Inputs.Min().Item<float>(), test.Inputs.Max().Item<float>()));
    }

    [Fact]
    public void The_message_is_that_of_the_last_mirror()
    {
        using var server = new TinyServer([]);
        var problem = Assert.Throws<DownloadException>(() => Mnist.Download(Folder, [server.Address, server.Address])).Message;
        Assert.Equal($"[download] '{server.Address}{Names[0]}' cannot be had: the server says 404 Not Found.", problem);
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Throws<DownloadException>(() => Mnist.Download(Folder, []));
    }

    [Fact]
    public void Nothing_is_downloaded_by_loading()
    {
        Assert.Throws<FileNotFoundException>(() => Mnist.Load(Folder));
        Assert.True(Mnist.TryLoad(Folder).IsLeft);
    }

    private static string Source(string name) => SharedData.PathOf($"mnist/{name}");
}
