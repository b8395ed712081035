using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Functional;

/// <summary>How an optimizer's memory is built, as a JSON text: <c>{"scalars":["step"],"slots":["momentum"]}</c>, or a list of such for a chain.</summary>
internal static class OptimizerStructure
{
    private const string Scalars = "scalars";
    private const string Slots = "slots";

    /// <summary>The structure of a state, without its tensors.</summary>
    public static string Write(OptimizerState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, state);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The state of a structure, with the tensors that <see cref="OptimizerState.ToParameters"/> gave.</summary>
    /// <exception cref="FormatException">The text describes none, or a tensor is missing.</exception>
    public static OptimizerState Read(string text, Parameters tensors)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement, tensors);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("its text on the structure of the optimizer's memory cannot be understood.", error);
        }
        catch (ModelException error)
        {
            throw new FormatException($"its optimizer's memory cannot be put together: {error.Message}", error);
        }
    }

    private static void Write(Utf8JsonWriter json, OptimizerState state)
    {
        if (state.Parts.Count > 0)
        {
            json.WriteStartArray();
            foreach (var part in state.Parts)
                Write(json, part);
            json.WriteEndArray();
            return;
        }
        json.WriteStartObject();
        Write(json, Scalars, state.Scalars.Paths);
        Write(json, Slots, state.Slots.Select(slot => slot.Name));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static OptimizerState Read(JsonElement json, Parameters tensors) =>
        json.ValueKind == JsonValueKind.Array
            ? OptimizerState.Chain([.. json.EnumerateArray().Select((part, i) => Read(part, tensors.Within($"{i}")))])
            : OptimizerState.Of(
                Names(json, Scalars).Select(name => (name, tensors[name])),
                [.. Names(json, Slots).Select(name => (name, tensors.Within(name)))]
            );

    private static IEnumerable<string> Names(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(value => value.GetString() ?? throw new JsonException());
}
