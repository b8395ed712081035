namespace Functional;

/// <summary>A stream that is read once from its beginning, with the CRC-32 of what was read, as zip archives keep it.</summary>
internal sealed class ChecksumStream(Stream content) : Stream
{
    // The polynomial of IEEE 802.3, its bits reversed.
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(value =>
                Enumerable.Range(0, 8).Aggregate((uint)value, (sum, _) => (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial)
            ),
    ];

    private uint _sum = uint.MaxValue;

    /// <summary>The sum of all that was read.</summary>
    public uint Checksum => ~_sum;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        var sum = _sum;
        foreach (var value in buffer[..read])
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        _sum = sum;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
