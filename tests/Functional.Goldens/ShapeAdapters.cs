namespace Functional.Goldens;

/// <summary>What moves elements and computes nothing.</summary>
internal static class ShapeAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["reshape"] = (x, a) => x[0].Reshape(a.Ints("shape")),
            ["flatten"] = (x, a) => Flatten(x[0], a.Int("start_dim", 0), a.Int("end_dim", -1)),
            ["permute"] = (x, a) => x[0].Permute(a.Ints("dims")),
            ["transpose"] = (x, a) => x[0].Transpose(a.Int("dim0"), a.Int("dim1")),
            ["squeeze"] = (x, a) => Squeeze(x[0], a.IntOrNull("dim")),
            ["unsqueeze"] = (x, a) => x[0].ExpandDims(a.Int("dim")),
            ["expand"] = (x, a) => x[0].BroadcastTo(Filled(a.Ints("shape"), x[0].Shape)),
            ["broadcast_to"] = (x, a) => x[0].BroadcastTo(Shape.Of(a.Ints("shape"))),
            ["flip"] = (x, a) => a.Ints("dims").Aggregate(x[0], (tensor, axis) => tensor.Flip(axis)),
            ["cat"] = (x, a) => Tensor.Concatenate(a.Int("dim", 0), x.All),
            ["stack"] = (x, a) => Tensor.Stack(a.Int("dim", 0), x.All),
            ["pad"] = (x, a) => Pad(x[0], a),
            ["narrow"] = (x, a) => x[0].Slice(a.Int("dim"), a.Int("start"), a.Int("start") + a.Int("length")),
            ["select"] = (x, a) => x[0].Select(a.Int("dim"), a.Int("index")),
            ["slice"] = (x, a) => Slice(x[0], a.Table("slices")),
        };

    private static Outputs Flatten(Tensor x, int start, int end) =>
        end == -1 || end == x.Rank - 1 ? x.Flatten(start) : Outputs.Missing("flatten up to an axis");

    // PyTorch leaves an axis alone whose size is not 1; the library calls that a mistake.
    private static Tensor Squeeze(Tensor x, int? axis) => axis is { } at && x.Shape[at] != 1 ? x : x.Squeeze(axis);

    // −1 keeps a size.
    private static Shape Filled(int[] sizes, Shape shape) =>
        Shape.Of([.. sizes.Select((size, axis) => size == -1 ? shape[axis - sizes.Length] : size)]);

    private static Outputs Pad(Tensor x, Arguments a)
    {
        if (a.Word("mode", "constant") is not "constant" and var mode)
            return Outputs.Missing($"pad with mode {mode}");
        var widths = a.Table("pads").Select(pair => (pair![0]!.Value, pair[1]!.Value)).ToArray();
        return a.Number("value", 0) != 0 && widths.Length > 0 ? Outputs.Missing("pad with a value other than 0") : x.Pad(widths);
    }

    private static Tensor Slice(Tensor x, int?[]?[] slices)
    {
        for (var axis = 0; axis < slices.Length; axis++)
            if (slices[axis] is { } bounds)
                x = x.Slice(axis, bounds[0], bounds[1], bounds[2] ?? 1);
        return x;
    }
}
