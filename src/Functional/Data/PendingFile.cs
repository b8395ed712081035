namespace Functional;

/// <summary>A file that is written whole or not at all: first beside its place under another name, then flushed to the disk and renamed.</summary>
/// <remarks>A crash leaves the old file or the new one; what was not committed is deleted.</remarks>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _isCommitted;

    /// <exception cref="IOException">The folder is missing or cannot be written to.</exception>
    public PendingFile(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Path.GetRandomFileName()}.tmp";
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where the content goes.</summary>
    public Stream Stream => _stream;

    /// <summary>Writes a file as a whole; one that exists is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new PendingFile(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>All is written: the file takes its place.</summary>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _isCommitted = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_isCommitted)
            File.Delete(_temporary);
    }
}
