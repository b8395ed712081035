using System.Text.Json;

namespace Functional.Goldens;

/// <summary>A tensor as a case lists it, row-major. Bools are the integers 0 and 1.</summary>
internal sealed class Listing
{
    private Listing(DType type, Shape shape, double[] numbers, long[] integers)
    {
        Type = type;
        Shape = shape;
        Numbers = numbers;
        Integers = integers;
    }

    /// <summary>float64, int64 or bool.</summary>
    public DType Type { get; }

    public Shape Shape { get; }

    /// <summary>The elements if they are floating, else none.</summary>
    public double[] Numbers { get; }

    /// <summary>The elements if they are not floating, else none.</summary>
    public long[] Integers { get; }

    /// <summary>True if single precision holds every element, or there is nothing floating.</summary>
    public bool IsSingle => Array.TrueForAll(Numbers, x => double.IsNaN(x) || (float)x == x);

    /// <summary>Null for JSON's null: an absent input, or a gradient that was not taken.</summary>
    public static Listing? Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        var type = Enum.Parse<DType>(json.GetProperty("dtype").GetString()!, ignoreCase: true);
        var shape = Shape.Of([.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())]);
        var data = json.GetProperty("data").EnumerateArray();
        return type.IsFloating ? new(type, shape, [.. data.Select(Number)], []) : new(type, shape, [], [.. data.Select(Integer)]);
    }

    /// <summary>A list of listings, each of which may be absent; none if the field is.</summary>
    public static Listing?[] ReadAll(JsonElement json, string field) =>
        json.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Read)]
            : [];

    /// <summary>A number; <c>"NaN"</c> and <c>"-Infinity"</c> stand for what JSON lacks.</summary>
    public static double Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.String
            ? json.GetString() switch
            {
                // .NET's constant is negative, which copysign would see.
                "NaN" => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000),
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var word => throw new System.FormatException($"'{word}' is not a number."),
            }
            : json.GetDouble();

    /// <summary>A vector of float64.</summary>
    public static Listing Of(ReadOnlySpan<double> numbers) => new(DType.Float64, Shape.Of(numbers.Length), numbers.ToArray(), []);

    /// <summary>The elements of a computed tensor.</summary>
    public static Listing Of(Tensor tensor) =>
        tensor.DType switch
        {
            DType.Float64 => new(tensor.DType, tensor.Shape, tensor.ToArray<double>(), []),
            DType.Float32 => new(tensor.DType, tensor.Shape, Array.ConvertAll(tensor.ToArray<float>(), x => (double)x), []),
            DType.Int64 => new(tensor.DType, tensor.Shape, [], tensor.ToArray<long>()),
            DType.Int32 => new(tensor.DType, tensor.Shape, [], Array.ConvertAll(tensor.ToArray<int>(), x => (long)x)),
            _ => new(tensor.DType, tensor.Shape, [], Array.ConvertAll(tensor.ToArray<bool>(), x => x ? 1L : 0)),
        };

    /// <summary>The tensor on the device of the run, with <paramref name="floating"/> in place of float64.</summary>
    public Tensor ToTensor(DType floating) => Device.Default == Device.Cpu ? Make(floating) : Make(floating).To(Device.Default);

    private Tensor Make(DType floating) =>
        Type switch
        {
            DType.Bool => Tensor.Of<bool>(Array.ConvertAll(Integers, x => x != 0), Shape),
            DType.Int64 => Tensor.Of<long>(Integers, Shape),
            _ when floating == DType.Float32 => Tensor.Of<float>(Array.ConvertAll(Numbers, x => (float)x), Shape),
            _ => Tensor.Of<double>(Numbers, Shape),
        };

    private static long Integer(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => json.GetInt64(),
        };
}
