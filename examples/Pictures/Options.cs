using Examples;

namespace Pictures;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string? Data, int Images, int Epochs, long Seed, string Device)
{
    public static int Run(string[] arguments, Action<Options> program)
    {
        var data = Arguments.File("--data", "A folder of IDX files under MNIST's names. Without it the program draws digits.");
        var images = Arguments.Count("--images", 500, "How many images training sees, at most.");
        var epochs = Arguments.Count("--epochs", 30, "How often training sees every image.");
        var (seed, device) = (Arguments.Seed(), Arguments.Device());
        return Arguments.Run(
            "pictures",
            "Trains a residual network to tell pictures apart, without and with pictures that are varied at random.",
            [data, images, epochs, seed, device],
            arguments,
            read =>
                program(
                    new(
                        read.GetValue(data),
                        read.GetValue(images),
                        read.GetValue(epochs),
                        read.GetValue(seed),
                        read.GetRequiredValue(device)
                    )
                )
        );
    }
}
