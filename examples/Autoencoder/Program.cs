using Autoencoder;
using Digits;
using Functional;
using Functional.Vulkan;

const int BatchSize = 100;
const int Samples = 64;
return Options.Run(args, Run);

static void Run(Options options)
{
    using var vulkan = options.Device == "cpu" ? null : VulkanDevice.Create(options.Device == "vulkan" ? null : options.Device);
    var device = vulkan ?? Device.Cpu;
    var (training, test) = options.Data is { } folder ? DigitImages.Read(folder) : DigitImages.Draw(options.Seed);
    var count = Math.Min(options.Images, training.Count);
    Console.WriteLine($"{count} images for training, {test.Count} for testing, {options.Data ?? "drawn here"}");
    Console.WriteLine($"computed on {device}");

    var net = new Network(DigitImages.Size * DigitImages.Size, options.Hidden, options.Codes);
    var key = Key.From(options.Seed);
    var (images, unseen) = device.Place((training.Images[..count], test.Images));
    var step = Training.Step(
        net.Bound,
        Network.Loss,
        Optimizers.Adam(1e-3),
        ("surprise", (parts, _) => parts[.., 0].Mean()),
        ("cost", (parts, _) => parts[.., 1].Mean())
    );
    var measure = net.Measure();
    var state = device.Place(Training.Begin(net.Bound, key, images));
    // An autoencoder's target is its input, which the bound knows.
    IEnumerable<Batch> Shuffled(int epoch) => Batches.Shuffled(images, images, BatchSize, key.Fold("order").Fold(epoch));
    foreach (var (epoch, after) in Training.Epochs(step, state, Shuffled, options.Epochs).Index())
    {
        state = after;
        if ((epoch + 1) % Math.Max(1, options.Epochs / 5) != 0)
            continue;
        var (bound, surprise, cost) = (-state.Averages["loss"], state.Averages["surprise"], state.Averages["cost"]);
        var there = measure(state.Parameters, device.Place(key.Fold("measure")), unseen);
        Console.WriteLine(
            $"epoch {epoch + 1, 3}: bound {bound:F2} nats (pictures {surprise:F2}, codes {cost:F2}), unseen {there:F2}"
        );
    }

    // Codes that nobody encoded.
    var codes = device.Place(key.Fold("samples")).Normal([Samples, options.Codes]);
    var pictures = net.Decode()(state.Parameters, codes);
    Console.WriteLine($"\n{Picture.Grid(pictures[..3], rows: 1)}");
    if (options.Output is { } path)
        Picture.Grid(pictures, rows: 8).Save(path);
}
