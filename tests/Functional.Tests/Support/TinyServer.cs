using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Functional.Tests;

/// <summary>A server on this machine that gives each request for a path the bytes that are written for it, headers and all.</summary>
internal sealed class TinyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> _answers;
    private readonly List<string> _asked = [];

    /// <param name="answers">From path, <c>/a</c>, to all that is sent before the connection is closed.</param>
    public TinyServer(Dictionary<string, byte[]> answers)
    {
        _answers = answers;
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Its address, which ends with a slash.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    /// <summary>An answer with content of a length that is told.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> content, string status = "200 OK", int? length = null) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length ?? content.Length}\r\n\r\n"), .. content];

    /// <summary>An answer whose content ends where the connection does.</summary>
    public static byte[] AnswerOfUnknownLength(ReadOnlySpan<byte> content) =>
        [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. content];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
                var path = (await reader.ReadLineAsync())!.Split(' ')[1];
                while (await reader.ReadLineAsync() is { Length: > 0 }) { }
                lock (_asked)
                    _asked.Add(path);
                await client.GetStream().WriteAsync(_answers.GetValueOrDefault(path) ?? Answer("nothing"u8, "404 Not Found"));
                client.Client.Shutdown(SocketShutdown.Send);
                // Until the other side has read all of it.
                while (await reader.ReadAsync(new char[100]) > 0) { }
            }
            catch (IOException)
            {
                // The other side has left.
            }
    }
}
