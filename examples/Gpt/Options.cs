using Examples;

namespace Gpt;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(
    string? Text,
    int Steps,
    int Context,
    int Width,
    int Layers,
    string Prompt,
    int Count,
    double Temperature,
    int Top,
    string? Save,
    string? Load,
    long Seed,
    string Device
)
{
    public const int Heads = 4;

    /// <summary>The sizes of the network for so many characters.</summary>
    public Sizes SizesFor(int characters) => new(characters, Context, Width, Heads, Layers);

    public static int Run(string[] arguments, Action<Options> program)
    {
        var text = Arguments.File("--text", "The text to learn from. Without it the program reads one that it has.");
        var steps = Arguments.Count("--steps", 1_000, "Steps of training.");
        var context = Arguments.Count("--context", 64, "Characters that the network sees.");
        var width = Arguments.Count("--width", 64, $"Features of a character; a multiple of {Heads}.");
        var layers = Arguments.Count("--layers", 3, "Blocks of attention and two linear maps.");
        var prompt = Arguments.Text("--prompt", "The ", "What it is to continue.");
        var count = Arguments.Count("--count", 300, "Characters to write.");
        var temperature = Arguments.Part("--temperature", 0.8, 0.01, 100, "Below 1 the likely becomes likelier.");
        var top = Arguments.Count("--top", 20, "How many of the likeliest characters may come at all.");
        var save = Arguments.Output("--save", "Where the trained parameters go, with the characters that they are for.");
        var load = Arguments.File("--load", "Parameters to write with, instead of training.");
        var (seed, device) = (Arguments.Seed(), Arguments.Device());
        return Arguments.Run(
            "gpt",
            "Trains a small transformer to continue texts, character by character.",
            [text, steps, context, width, layers, prompt, count, temperature, top, save, load, seed, device],
            arguments,
            read =>
                program(
                    new(
                        read.GetValue(text),
                        read.GetValue(steps),
                        read.GetValue(context),
                        read.GetValue(width),
                        read.GetValue(layers),
                        read.GetRequiredValue(prompt),
                        read.GetValue(count),
                        read.GetValue(temperature),
                        read.GetValue(top),
                        read.GetValue(save),
                        read.GetValue(load),
                        read.GetValue(seed),
                        read.GetRequiredValue(device)
                    )
                )
        );
    }
}
