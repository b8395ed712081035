using Examples;

namespace Autoencoder;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(
    string? Data,
    int Images,
    int Epochs,
    int Hidden,
    int Codes,
    string? Output,
    long Seed,
    string Device
)
{
    public static int Run(string[] arguments, Action<Options> program)
    {
        var data = Arguments.File("--data", "A folder of IDX files under MNIST's names. Without it the program draws digits.");
        var images = Arguments.Count("--images", 12_000, "How many images training sees, at most.");
        var epochs = Arguments.Count("--epochs", 15, "How often training sees every image.");
        var hidden = Arguments.Count("--hidden", 256, "Hidden features of encoder and decoder.");
        var codes = Arguments.Count("--codes", 16, "Numbers in the code of a picture.");
        var output = Arguments.Output("--output", "Where a picture of 64 samples goes, a portable graymap.");
        var (seed, device) = (Arguments.Seed(), Arguments.Device());
        return Arguments.Run(
            "autoencoder",
            "Trains a variational autoencoder, and draws pictures that it makes up.",
            [data, images, epochs, hidden, codes, output, seed, device],
            arguments,
            read =>
                program(
                    new(
                        read.GetValue(data),
                        read.GetValue(images),
                        read.GetValue(epochs),
                        read.GetValue(hidden),
                        read.GetValue(codes),
                        read.GetValue(output),
                        read.GetValue(seed),
                        read.GetRequiredValue(device)
                    )
                )
        );
    }
}
