using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Functional.Tests.Data;

/// <summary>Files from a server on this machine: checked, or refused and not left behind.</summary>
public sealed class DownloadTests : OwnFolder
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData(Content));

    private string Target => PathOf("cache/file.bin");

    [Fact]
    public void A_file_is_fetched_once()
    {
        using var server = new TinyServer(new() { ["/file"] = TinyServer.Answer(Content) });
        var told = new List<(long Done, long? All)>();
        Download.File(new(server.Address, "file"), Target, [Sum], progress: (done, all) => told.Add((done, all)));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal((Content.Length, Content.Length), told[^1]);
        Assert.Equal(told.OrderBy(x => x.Done), told);

        Download.File(new(server.Address, "file"), Target, [Sum.ToUpperInvariant()]);
        Assert.Single(server.Asked);
        Assert.Equal([Target], Directory.GetFiles(PathOf("cache")));
    }

    [Fact]
    public void A_file_of_unknown_length_is_fetched_too()
    {
        using var server = new TinyServer(new() { ["/file"] = TinyServer.AnswerOfUnknownLength(Content) });
        Download.File(new(server.Address, "file"), Target, [Sum]);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Another_file_in_its_place_is_replaced()
    {
        using var server = new TinyServer(new() { ["/file"] = TinyServer.Answer(Content) });
        Directory.CreateDirectory(PathOf("cache"));
        File.WriteAllText(Target, "old");
        Download.File(new(server.Address, "file"), Target, [new('0', 64), Sum]);
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_wrong_sum_leaves_nothing() =>
        AssertRefused(
            TinyServer.Answer("other"u8),
            $"is another file than expected: its SHA-256 is d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, not {Sum}. It was not kept."
        );

    [Fact]
    public void What_the_server_refuses_is_said() =>
        AssertRefused(TinyServer.Answer("no"u8, "403 Forbidden"), "cannot be had: the server says 403 Forbidden.");

    [Fact]
    public void A_file_that_breaks_off_leaves_nothing() =>
        AssertRefused(TinyServer.Answer(Content.AsSpan(1), length: Content.Length), "broke off: ", startsWith: true);

    [Fact]
    public void A_file_that_says_it_is_too_large_is_not_read() =>
        AssertRefused(TinyServer.Answer([], length: 300_001), "has 300001 bytes; at most 300000 are wanted.");

    [Fact]
    public void A_file_that_is_too_large_is_not_read_to_its_end() =>
        AssertRefused(TinyServer.AnswerOfUnknownLength([.. Content, 0]), "has more bytes; at most 300000 are wanted.");

    [Fact]
    public void Nobody_at_home_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var problem = Assert
            .Throws<DownloadException>(() => Download.File(new($"http://127.0.0.1:{port}/x"), Target, [Sum]))
            .Message;
        Assert.StartsWith($"[download] 'http://127.0.0.1:{port}/x' cannot be reached: ", problem);
        Assert.Empty(Directory.GetFiles(PathOf("cache")));
    }

    [Fact]
    public async Task Who_cancels_finds_nothing_left()
    {
        using var server = new TinyServer(new() { ["/file"] = TinyServer.Answer(Content) });
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Download.FileAsync(
                new(server.Address, "file"),
                Target,
                [Sum],
                progress: (_, _) => source.Cancel(),
                cancellation: source.Token
            )
        );
        Assert.Empty(Directory.GetFiles(PathOf("cache")));
    }

    [Theory]
    [InlineData("file:///etc/passwd", "[download] 'file:///etc/passwd' is no address of http or https.")]
    [InlineData("ftp://example.org/x", "[download] 'ftp://example.org/x' is no address of http or https.")]
    public void Only_the_web_is_asked(string url, string problem) =>
        Assert.Equal(problem, Assert.Throws<DownloadException>(() => Download.File(new(url), Target, [Sum])).Message);

    [Fact]
    public void Nothing_is_fetched_without_a_sum()
    {
        Assert.Throws<DownloadException>(() => Download.File(new("http://127.0.0.1/x"), Target, []));
        Assert.Throws<DownloadException>(() => Download.File(new("http://127.0.0.1/x"), Target, ["12"]));
    }

    private void AssertRefused(byte[] answer, string problem, bool startsWith = false)
    {
        using var server = new TinyServer(new() { ["/file"] = answer });
        var url = new Uri(server.Address, "file");
        var message = Assert.Throws<DownloadException>(() => Download.File(url, Target, [Sum], maxBytes: 300_000)).Message;
        var expected = $"[download] '{url}' {problem}";
        Assert.Equal(expected, startsWith ? message[..expected.Length] : message);
        Assert.Empty(Directory.GetFiles(PathOf("cache")));
    }
}
