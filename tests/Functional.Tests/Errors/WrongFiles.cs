using System.Buffers.Binary;
using System.Text;

namespace Functional.Tests.Errors;

/// <summary>Files that are damaged or hostile, each with a name. They stand in a folder that is made for them.</summary>
internal static class WrongFiles
{
    public static IEnumerable<(string Name, Action Use)> In(string folder) =>
        [
            .. Checkpoints.Select(file =>
                ($"a checkpoint {file.Name}", (Action)(() => Checkpoint.Load(Write(folder, "net.safetensors", file.Bytes))))
            ),
            .. Images.Select(file =>
                ($"images {file.Name}", (Action)(() => Idx.LoadImages(Write(folder, "images", file.Bytes))))
            ),
            (
                "labels in a file of images",
                () => Idx.LoadLabels(Write(folder, "labels", [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2]))
            ),
            (
                "a parameter whose name the format reserves",
                () => Checkpoint.Save(Path.Combine(folder, "x"), Parameters.Of(("__metadata__", Tensor.Of(1))))
            ),
        ];

    private static IEnumerable<(string Name, byte[] Bytes)> Checkpoints =>
        [
            ("of no bytes", []),
            ("shorter than its length", [1, 2, 3]),
            ("whose header is longer than the file", [9, 0, 0, 0, 0, 0, 0, 0, (byte)'{']),
            ("whose header is longer than the format allows", [0, 0, 0, 0, 1, 0, 0, 0]),
            ("whose header is longer than memory", [255, 255, 255, 255, 255, 255, 255, 255]),
            ("whose header is empty", Header("")),
            ("whose header is no JSON", Header("{\"a\": oops}")),
            ("whose header is a list", Header("[]")),
            ("whose header is nested a thousand times", Header(string.Concat(Enumerable.Repeat("{\"a\":", 1000)))),
            ("whose header goes on", Header("{} {}")),
            ("whose header is no text", Header("{\"\\ud800\":{}}")),
            ("of an unknown type", Header("""{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}""", 1)),
            ("of a type that is no text", Header("""{"a":{"dtype":3,"shape":[1],"data_offsets":[0,1]}}""", 1)),
            ("without a shape", Header("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4)),
            ("with an unknown field", Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4)),
            ("with a field twice", Header("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)),
            (
                "with a tensor twice",
                Header(
                    """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
                    4
                )
            ),
            ("with an empty name", Header("""{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)),
            ("with a negative size", Header("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)),
            ("with half an element", Header("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}""", 6)),
            (
                "with more elements than can be",
                Header("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,9],"data_offsets":[0,4]}}""", 4)
            ),
            (
                "with 65 axes",
                Header(
                    $"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}],\"data_offsets\":[0,4]}}}}",
                    4
                )
            ),
            ("whose shape needs other bytes", Header("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4)),
            ("whose numbers end before they begin", Header("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}}""", 4)),
            ("whose numbers are behind its end", Header("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)),
            (
                "whose tensors overlap",
                Header(
                    """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
                    8
                )
            ),
            ("with a hole", Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)),
            ("with bytes that belong to nobody", Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9)),
            ("with a bool that is neither", Header("""{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}""", [2])),
            ("whose type lies about its bytes", Header("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8)),
            (
                "whose tensor is larger than a tensor can be",
                Header("""{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}""", 8)
            ),
            (
                "whose offsets are larger than 64 bits",
                Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 4)
            ),
            ("with a text twice", Header("""{"__metadata__":{"a":"1","a":"2"}}""")),
            ("with metadata twice", Header("""{"__metadata__":{},"__metadata__":{}}""")),
            ("with metadata that is no text", Header("""{"__metadata__":{"a":1}}""")),
            ("with metadata that is a list", Header("""{"__metadata__":[]}""")),
        ];

    private static IEnumerable<(string Name, byte[] Bytes)> Images =>
        [
            ("of no bytes", []),
            ("of another format", "PNG and more"u8.ToArray()),
            ("of floats", [0, 0, 13, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]),
            ("that are truncated", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3]),
            ("that go on", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2]),
            ("of a negative number", [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0, 0, 1]),
            ("that declare more than memory", [0, 0, 8, 3, 127, 255, 255, 255, 0, 0, 1, 0, 0, 0, 1, 0]),
            ("in a gzip stream that is damaged", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255]),
        ];

    /// <summary>Writes a file and gives its path.</summary>
    public static string Write(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Header(string json, int dataBytes) => Header(json, new byte[dataBytes]);

    private static byte[] Header(string json, params byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        return [.. prefix, .. text, .. data];
    }
}
