using System.Text;
using Functional.Tests.Data;

namespace Functional.Tests.Errors;

/// <summary>NumPy files that are damaged or hostile, each with a name.</summary>
internal static class WrongArrays
{
    private const string Two = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

    public static IEnumerable<(string Name, Action Use)> In(string folder) =>
        [
            .. Arrays.Select(file =>
                ($"an array {file.Name}", (Action)(() => Npy.Load(WrongFiles.Write(folder, "x.npy", file.Bytes))))
            ),
            .. Archives.Select(file =>
                ($"an archive {file.Name}", (Action)(() => Npz.Load(WrongFiles.Write(folder, "x.npz", file.Bytes))))
            ),
            ("an array of a type that NumPy lacks", () => Npy.Save(Path.Combine(folder, "x"), Tensor.Ones([2], DType.BFloat16))),
            (
                "an array to be written under a name that leads outside",
                () => Npz.Save(Path.Combine(folder, "x"), Parameters.Of(("../x", Tensor.Of(1))))
            ),
        ];

    private static IEnumerable<(string Name, byte[] Bytes)> Arrays =>
        [
            ("of no bytes", []),
            ("of another format", "PNG and more"u8.ToArray()),
            ("of a later version", [0x93, .. "NUMPY"u8, 4, 0, 0, 0, 0, 0]),
            ("whose header is longer than the file", NpyTests.Header(Two)[..40]),
            ("whose header is longer than memory", [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]),
            ("that is truncated", NpyTests.Header(Two, new byte[7])),
            ("that goes on", NpyTests.Header(Two, new byte[9])),
            ("of complex numbers", NumpyFiles.Complex64),
            ("of unsigned numbers of 32 bits", NumpyFiles.UInt32),
            ("of texts", NumpyFiles.Text),
            ("of records", NumpyFiles.Records),
            ("of Python objects", NpyTests.Header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", new byte[8])),
            ("of more elements than can be", Shaped("(2147483647, 2147483647, 9)")),
            ("of more elements than a file, though it is empty", Shaped("(0, 99999999999)")),
            ("of more bytes than memory", Shaped("(2000000000,)")),
            ("of a negative size", Shaped("(-1,)")),
            ("of half an element", Shaped("(1.5,)")),
            ("of 65 axes", Shaped($"({string.Concat(Enumerable.Repeat("1, ", 65))})")),
            ("without a shape", NpyTests.Header("{'descr': '<f4', 'fortran_order': False}")),
            ("with a shape twice", NpyTests.Header("{'shape': (), 'shape': ()}")),
            ("with an entry of its own", NpyTests.Header("{'colour': 'red'}")),
            ("whose header is code", NpyTests.Header("__import__('os')")),
            ("whose header goes on", NpyTests.Header("{} {}")),
            ("whose header is not closed", NpyTests.Header("{'descr': '<f4")),
            ("whose header ends early", NpyTests.Header("{'fortran_order':")),
            ("whose order is neither", NpyTests.Header("{'fortran_order': Maybe}")),
            ("with a bool that is neither", NpyTests.Header("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", 2)),
        ];

    private static IEnumerable<(string Name, byte[] Bytes)> Archives =>
        [
            ("of no bytes", []),
            ("that is truncated", NumpyFiles.Archive[..^30]),
            ("with another file", NpzTests.Archive(("readme.txt", "hello"u8.ToArray()))),
            ("with a name that leads outside", NpzTests.Archive(("../../x.npy", NumpyFiles.Scalar))),
            ("with a name from the root", NpzTests.Archive(("/etc/x.npy", NumpyFiles.Scalar))),
            ("with a name of Windows", NpzTests.Archive(("C:\\x.npy", NumpyFiles.Scalar))),
            ("without a name", NpzTests.Archive((".npy", NumpyFiles.Scalar))),
            ("with a name twice", NpzTests.Archive(("x.npy", NumpyFiles.Scalar), ("x.npy", NumpyFiles.Scalar))),
            ("with a member that is no array", NpzTests.Archive(("x.npy", "hello"u8.ToArray()))),
            ("with a member that claims more than it has", NpzTests.Archive(("x.npy", Shaped("(100000000,)")))),
            ("with a number changed", Changed(NumpyFiles.Archive, "NUMPY"u8, 130)),
            ("whose members claim more than their bytes can hold", Lying(NumpyFiles.Compressed)),
            ("whose members lie on each other", Overlapping()),
        ];

    private static byte[] Shaped(string shape) =>
        NpyTests.Header($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", new byte[4]);

    // A bit of a number, which the checksum finds.
    private static byte[] Changed(byte[] bytes, ReadOnlySpan<byte> before, int offset)
    {
        bytes[bytes.AsSpan().IndexOf(before) + offset] ^= 1;
        return bytes;
    }

    // The uncompressed size in the directory of the archive, which is a little-endian uint32 at byte 24 of the entry.
    private static byte[] Lying(byte[] bytes)
    {
        var entry = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        bytes[entry + 27] = 0x70;
        return bytes;
    }

    // Every entry of the directory claims bytes of the first member, under 26 names.
    private static byte[] Overlapping()
    {
        var one = NpzTests.Archive(("x.npy", NumpyFiles.Scalar));
        var (directory, end) = (one.AsSpan().IndexOf("PK\x01\x02"u8), one.AsSpan().IndexOf("PK\x05\x06"u8));
        var entries = new List<byte>();
        for (var i = 0; i < 26; i++)
            entries.AddRange([.. one[directory..end].Select((value, at) => at == 46 ? (byte)('a' + i) : value)]);
        var tail = one[end..];
        (tail[8], tail[10]) = (26, 26);
        BitConverter.TryWriteBytes(tail.AsSpan(12), entries.Count);
        return [.. one[..directory], .. entries, .. tail];
    }
}
