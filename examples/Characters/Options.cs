using Examples;

namespace Characters;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(
    string? Text,
    int Epochs,
    int Hidden,
    string Prompt,
    int Count,
    double Temperature,
    string? Save,
    string? Load,
    long Seed,
    string Device
)
{
    public static int Run(string[] arguments, Action<Options> program)
    {
        var text = Arguments.File("--text", "The text to learn from. Without it the program reads one that it has.");
        var epochs = Arguments.Count("--epochs", 20, "How often training reads the text.");
        var hidden = Arguments.Count("--hidden", 128, "Hidden features of the LSTM.");
        var prompt = Arguments.Text("--prompt", "The ", "What it is to continue.");
        var count = Arguments.Count("--count", 300, "Characters to write.");
        var temperature = Arguments.Part("--temperature", 0.8, 0.01, 100, "Below 1 the likely becomes likelier.");
        var save = Arguments.Output("--save", "Where the trained parameters go, with the characters that they are for.");
        var load = Arguments.File("--load", "Parameters to write with, instead of training.");
        var (seed, device) = (Arguments.Seed(), Arguments.Device());
        return Arguments.Run(
            "characters",
            "Trains an LSTM to continue texts, character by character.",
            [text, epochs, hidden, prompt, count, temperature, save, load, seed, device],
            arguments,
            read =>
                program(
                    new(
                        read.GetValue(text),
                        read.GetValue(epochs),
                        read.GetValue(hidden),
                        read.GetRequiredValue(prompt),
                        read.GetValue(count),
                        read.GetValue(temperature),
                        read.GetValue(save),
                        read.GetValue(load),
                        read.GetValue(seed),
                        read.GetRequiredValue(device)
                    )
                )
        );
    }
}
