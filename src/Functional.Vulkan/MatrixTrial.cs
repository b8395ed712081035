namespace Functional.Vulkan;

/// <summary>Tries a matrix unit: drivers have claimed units that compute wrongly, and wrong products would be silent.</summary>
internal static class MatrixTrial
{
    /// <summary>What goes wrong, or null: products of whole numbers, each way to lie, with edges, must be what the host finds.</summary>
    public static string? Failure(VulkanDevice device, CooperativeTile tile)
    {
        try
        {
            foreach (var isTurned in (bool[])[false, true])
                if (Difference(device, tile, isTurned) is { } difference)
                    return $"{tile.Unit} gives {difference}";
            return null;
        }
        catch (VulkanException error) when (error is not (DeviceLostException or DeviceMemoryException))
        {
            return $"{tile.Unit}: {error.Message}";
        }
    }

    private static string? Difference(VulkanDevice device, CooperativeTile tile, bool isTurned)
    {
        var (rows, columns, depth) = (tile.Rows + 11, tile.Columns + 5, (2 * tile.Depth) + 3);
        int[] x = Numbers(rows * depth, 7919),
            y = Numbers(columns * depth, 6101);
        // Both sides lie along the depth, or both along the lines.
        View Side(int lines) => View.Affine([lines, depth], isTurned ? [1, lines] : [depth, 1], 0);
        var form = new ProductForm(
            "trial",
            new MatrixSide(0, Side(rows), 0, lineAxes: 1),
            new MatrixSide(1, Side(columns), 0, lineAxes: 1),
            View.Of([rows, columns]),
            BatchAxes: 0,
            depth
        );
        var kernel = new CooperativeProduct(form, tile, epilogue: null, [0, 1, 2]);
        using var left = Upload(device, x, tile.Unit.Type);
        using var right = Upload(device, y, tile.Unit.Type);
        using var target = device.Allocate((ulong)(rows * columns * sizeof(float)));
        var words = SpirvPrinter.Print(kernel, device.KernelOptions);
        var pipeline = device.Pipeline(words, (uint)kernel.SubgroupSize, kernel.Label);
        device.Dispatch(pipeline, [left, right, target], [], (uint)kernel.Groups);
        var found = new float[rows * columns];
        target.Read<float>(found);
        var (line, step) = isTurned ? (1, 0) : (depth, 1);
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
        {
            var sum = 0L;
            for (var k = 0; k < depth; k++)
                sum += (long)x[(i * line) + (k * (isTurned ? rows : step))] * y[(j * line) + (k * (isTurned ? columns : step))];
            if (found[(i * columns) + j] != sum)
                return FormattableString.Invariant($"{found[(i * columns) + j]} for {sum}");
        }
        return null;
    }

    // Up to 8 bits, which every component holds; sums need more than the 11 bits of a float16.
    private static int[] Numbers(int count, int factor)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (int)((long)i * factor % 251) - 100;
        return numbers;
    }

    private static DeviceBuffer Upload(VulkanDevice device, int[] numbers, DType type)
    {
        var bits = Array.ConvertAll(
            numbers,
            number => type == DType.BFloat16 ? BFloat16.From(number).Bits : BitConverter.HalfToUInt16Bits((Half)number)
        );
        var buffer = device.Allocate(VulkanStorage.WholeWords(bits.Length * sizeof(ushort)));
        buffer.Write<ushort>(bits);
        return buffer;
    }
}
