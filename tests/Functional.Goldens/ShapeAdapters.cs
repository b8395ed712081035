namespace Functional.Goldens;

/// <summary>What moves elements and computes nothing.</summary>
internal static class ShapeAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["reshape"] = (x, a) => x[0].Reshape(a.Ints("shape")),
            ["flatten"] = (x, a) => x[0].Flatten(a.Int("start_dim", 0), a.Int("end_dim", -1)),
            ["unflatten"] = (x, a) => x[0].Unflatten(a.Int("dim"), a.Ints("sizes")),
            ["permute"] = (x, a) => x[0].Permute(a.Ints("dims")),
            ["transpose"] = (x, a) => x[0].Transpose(a.Int("dim0"), a.Int("dim1")),
            ["movedim"] = (x, a) => x[0].MoveAxis(a.Ints("source"), a.Ints("destination")),
            ["squeeze"] = (x, a) => Squeeze(x[0], a.IntOrNull("dim")),
            ["unsqueeze"] = (x, a) => x[0].ExpandDims(a.Int("dim")),
            ["expand"] = (x, a) => x[0].BroadcastTo(Filled(a.Ints("shape"), x[0].Shape)),
            ["broadcast_to"] = (x, a) => x[0].BroadcastTo(Shape.Of(a.Ints("shape"))),
            ["flip"] = (x, a) => x[0].Flip(a.Ints("dims")),
            ["roll"] = (x, a) =>
                a.Has("dims") ? x[0].Roll(a.Ints("shifts"), a.Ints("dims")) : x[0].Roll(a.Ints("shifts").Single()),
            ["rot90"] = (x, a) => x[0].Rotate90(a.Int("k"), a.Ints("dims")[0], a.Ints("dims")[1]),
            ["cat"] = (x, a) => Tensor.Concatenate(a.Int("dim", 0), x.All),
            ["stack"] = (x, a) => Tensor.Stack(a.Int("dim", 0), x.All),
            ["hstack"] = (x, _) => Tensor.HStack(x.All),
            ["vstack"] = (x, _) => Tensor.VStack(x.All),
            ["dstack"] = (x, _) => Tensor.DStack(x.All),
            ["split"] = (x, a) =>
                a.IsList("size")
                    ? x[0].Split(a.Ints("size").AsSpan(), a.Int("dim", 0))
                    : x[0].Split(a.Int("size"), a.Int("dim", 0)),
            ["chunk"] = (x, a) => x[0].Chunk(a.Int("chunks"), a.Int("dim", 0)),
            ["unbind"] = (x, a) => x[0].Unbind(a.Int("dim", 0)),
            ["tile"] = (x, a) => x[0].Tile(a.Ints("reps")),
            ["repeat"] = (x, a) => x[0].Tile(a.Ints("reps")),
            ["repeat_interleave"] = (x, a) => Repeat(a.Has("dim") ? x[0] : x[0].Flatten(), a),
            ["pad"] = (x, a) => Pad(x[0], a),
            ["narrow"] = (x, a) => Narrow(x[0], a.Int("dim"), a.Int("start"), a.Int("length")),
            ["select"] = (x, a) => x[0].Select(a.Int("dim"), a.Int("index")),
            ["slice"] = (x, a) => Slice(x[0], a.Table("slices")),
            ["diag"] = (x, a) => x[0].Diag(a.Int("offset", 0)),
            ["diagonal"] = (x, a) => x[0].Diagonal(a.Int("offset", 0), a.Int("dim1", 0), a.Int("dim2", 1)),
            ["diag_embed"] = (x, a) => x[0].DiagEmbed(a.Int("offset", 0), a.Int("dim1", -2), a.Int("dim2", -1)),
            ["tril"] = (x, a) => x[0].Tril(a.Int("diagonal", 0)),
            ["triu"] = (x, a) => x[0].Triu(a.Int("diagonal", 0)),
            ["unfold_dim"] = (x, a) => x[0].Window(a.Int("dim"), a.Int("size"), a.Int("step")),
            ["unfold"] = (x, a) =>
                x[0].Unfold(Pair(a, "kernel_size", 1), Pair(a, "stride", 1), Pair(a, "padding", 0), Pair(a, "dilation", 1)),
            ["fold"] = (x, a) =>
                x[0]
                    .Fold(
                        Pair(a, "output_size", 1),
                        Pair(a, "kernel_size", 1),
                        Pair(a, "stride", 1),
                        Pair(a, "padding", 0),
                        Pair(a, "dilation", 1)
                    ),
            ["meshgrid"] = (x, a) =>
                Tensor.MeshGrid(a.Word("indexing", "ij") == "xy" ? GridOrder.Cartesian : GridOrder.Matrix, x.All),
            ["block_diag"] = (x, _) => Tensor.BlockDiag(x.All),
        };

    // PyTorch leaves an axis alone whose size is not 1; the library calls that a mistake.
    private static Tensor Squeeze(Tensor x, int? axis) =>
        axis is { } at && (x.Rank == 0 || x.Shape[at] != 1) ? x : x.Squeeze(axis);

    // A negative start counts from the end.
    private static Tensor Narrow(Tensor x, int axis, int start, int length)
    {
        var first = start < 0 ? start + x.Shape[axis] : start;
        return x.Slice(axis, first, first + length);
    }

    // −1 keeps a size.
    private static Shape Filled(int[] sizes, Shape shape) =>
        Shape.Of([.. sizes.Select((size, axis) => size == -1 ? shape[axis - sizes.Length] : size)]);

    private static Tensor Repeat(Tensor x, Arguments a) =>
        a.IsList("repeats") ? x.Repeat(a.Ints("repeats").AsSpan(), a.Int("dim", 0)) : x.Repeat(a.Int("repeats"), a.Int("dim", 0));

    private static Tensor Pad(Tensor x, Arguments a)
    {
        var widths = a.Table("pads").Select(pair => (pair![0]!.Value, pair[1]!.Value)).ToArray();
        return a.Word("mode", "constant") switch
        {
            "reflect" => x.Pad(widths, PadMode.Reflect),
            "replicate" => x.Pad(widths, PadMode.Edge),
            "circular" => x.Pad(widths, PadMode.Wrap),
            _ => x.Pad(widths, a.Number("value", 0)),
        };
    }

    private static Tensor Slice(Tensor x, int?[]?[] slices)
    {
        for (var axis = 0; axis < slices.Length; axis++)
            if (slices[axis] is { } bounds)
                x = x.Slice(axis, bounds[0], bounds[1], bounds[2] ?? 1);
        return x;
    }

    // One number is both.
    private static (int, int) Pair(Arguments a, string name, int fallback)
    {
        var sizes = a.IntsOrNull(name) ?? [fallback];
        return (sizes[0], sizes[^1]);
    }
}
