using System.Net;
using System.Security.Cryptography;

namespace Functional;

/// <summary>Files from the web, kept in a folder and checked by their SHA-256 sums.</summary>
public static class Download
{
    private const int ChunkBytes = 1 << 16;

    // A server that sends nothing for so long is taken to be gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The bytes as they are: a sum is of the file, not of what a server's compression makes of it.
    private static readonly HttpClient Client = new(
        new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, ConnectTimeout = TimeSpan.FromSeconds(20) }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Where files are kept if nobody says where: a folder of this library in the user's local application data.</summary>
    public static string CacheFolder { get; } =
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            ),
            "Functional.NET"
        );

    /// <summary>Fetches a file unless it is there already; it is written under another name first, checked, then renamed.</summary>
    /// <param name="url">Where it is: http or https.</param>
    /// <param name="path">Where it goes; missing folders are made. A file there with one of the sums is kept, and nothing is asked of the web.</param>
    /// <param name="sha256">The sums that the file may have, in hexadecimal digits.</param>
    /// <param name="maxBytes">More are not read.</param>
    /// <param name="progress">Told the bytes so far, and how many there will be if the server says so.</param>
    /// <param name="cancellation">Stops, and leaves nothing behind.</param>
    /// <exception cref="DownloadException">The server cannot be reached or refuses, or the file is too large or another one; nothing is left of it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task FileAsync(
        Uri url,
        string path,
        IReadOnlyList<string> sha256,
        long maxBytes = 1L << 32,
        Action<long, long?>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Check(url, sha256);
        if (await IsThereAsync(path, sha256, cancellation).ConfigureAwait(false))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = new PendingFile(path);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            patience.CancelAfter(Patience);
            using var answer = await Client
                .GetAsync(url, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                throw new DownloadException(
                    $"[download] '{url}' cannot be had: the server says {(int)answer.StatusCode} {answer.ReasonPhrase}."
                );
            await CopyAsync(url, answer.Content, file.Stream, maxBytes, progress, patience).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new DownloadException($"[download] '{url}' cannot be reached: {error.Message.TrimEnd('.')}.", error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadException($"[download] '{url}' has sent nothing for {Patience.TotalSeconds} seconds.", error);
        }
        var sum = await SumAsync(file.Stream, cancellation).ConfigureAwait(false);
        if (!sha256.Contains(sum, StringComparer.OrdinalIgnoreCase))
            throw new DownloadException(
                $"[download] '{url}' is another file than expected: its SHA-256 is {sum}, not {string.Join(" or ", sha256)}. It was not kept."
            );
        file.Commit();
    }

    /// <summary>Fetches a file as <see cref="FileAsync"/> does, and waits for it.</summary>
    /// <param name="url">Where it is: http or https.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="sha256">The sums that the file may have, in hexadecimal digits.</param>
    /// <param name="maxBytes">More are not read.</param>
    /// <param name="progress">Told the bytes so far, and how many there will be if the server says so.</param>
    /// <exception cref="DownloadException">The server cannot be reached or refuses, or the file is too large or another one; nothing is left of it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void File(
        Uri url,
        string path,
        IReadOnlyList<string> sha256,
        long maxBytes = 1L << 32,
        Action<long, long?>? progress = null
    ) => FileAsync(url, path, sha256, maxBytes, progress).GetAwaiter().GetResult();

    /// <summary>True if a file is there and has one of the sums.</summary>
    internal static async Task<bool> IsThereAsync(string path, IReadOnlyList<string> sha256, CancellationToken cancellation)
    {
        if (!System.IO.File.Exists(path))
            return false;
        using var file = System.IO.File.OpenRead(path);
        return sha256.Contains(await SumAsync(file, cancellation).ConfigureAwait(false), StringComparer.OrdinalIgnoreCase);
    }

    private static async Task CopyAsync(
        Uri url,
        HttpContent content,
        Stream file,
        long maxBytes,
        Action<long, long?>? progress,
        CancellationTokenSource patience
    )
    {
        var expected = content.Headers.ContentLength;
        if (expected > maxBytes)
            throw TooLarge(url, $"{expected}", maxBytes);
        using var stream = await content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        var buffer = new byte[ChunkBytes];
        for (var done = 0L; ; )
        {
            patience.CancelAfter(Patience);
            var read = await ReadAsync(url, stream, buffer, patience.Token).ConfigureAwait(false);
            if (read == 0)
                break;
            done += read;
            if (done > maxBytes)
                throw TooLarge(url, "more", maxBytes);
            await file.WriteAsync(buffer.AsMemory(0, read), patience.Token).ConfigureAwait(false);
            progress?.Invoke(done, expected);
        }
    }

    private static async Task<int> ReadAsync(Uri url, Stream stream, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new DownloadException($"[download] '{url}' broke off: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static async Task<string> SumAsync(Stream file, CancellationToken cancellation)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }

    private static DownloadException TooLarge(Uri url, string bytes, long maxBytes) =>
        new($"[download] '{url}' has {bytes} bytes; at most {maxBytes} are wanted.");

    private static void Check(Uri url, IReadOnlyList<string> sha256)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            throw new DownloadException($"[download] '{url}' is no address of http or https.");
        if (sha256.Count == 0)
            throw new DownloadException($"[download] '{url}' needs a SHA-256 sum to be checked by.");
        foreach (var sum in sha256)
            if (sum.Length != 2 * SHA256.HashSizeInBytes || !sum.All(char.IsAsciiHexDigit))
                throw new DownloadException($"[download] '{sum}' is no SHA-256 sum, which has 64 hexadecimal digits.");
    }
}
