using Digits;
using Functional;
using Functional.Vulkan;
using Pictures;

const int BatchSize = 50;
return Options.Run(args, Run);

static void Run(Options options)
{
    using var vulkan = options.Device == "cpu" ? null : VulkanDevice.Create(options.Device == "vulkan" ? null : options.Device);
    var device = vulkan ?? Device.Cpu;
    var (training, test) = options.Data is { } folder ? DigitImages.Read(folder) : DigitImages.Draw(options.Seed);
    var count = Math.Min(options.Images, training.Count);
    Console.WriteLine($"{count} images for training, {test.Count} for testing, {options.Data ?? "drawn here"}");
    Console.WriteLine($"computed on {device}");

    // The same network, the same first parameters, the same order: only what is done to the images differs.
    var images = device.Place(new Batch(training.Images[..count], training.Labels[..count]));
    var unseen = Batches.InOrder(test.Images, test.Labels, 500).On(device).ToArray();
    var plain = Train("plain", (_, batch) => batch);
    var varied = Train("varied", Network.Varied);
    Console.WriteLine($"wrong on images not seen: {1 - plain:P2} plain, {1 - varied:P2} varied");

    double Train(string name, Func<Key, Batch, Batch> vary)
    {
        var net = Network.Of(classes: 10);
        var key = Key.From(options.Seed);
        var rate = Schedules.OneCycle(1e-2, options.Epochs * (((count - 1) / BatchSize) + 1));
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.AdamW(rate), ("accuracy", Metrics.Accuracy));
        var state = device.Place(Training.Begin(net, key, images.Inputs));
        foreach (var (epoch, after) in Training.Epochs(step, state, Epoch, options.Epochs).Index())
        {
            state = after;
            if ((epoch + 1) % Math.Max(1, options.Epochs / 3) == 0)
                Console.WriteLine(
                    $"{name, -6} epoch {epoch + 1, 3}: loss {state.Averages["loss"]:F4}, right in {100 * state.Averages["accuracy"]:F2} %"
                );
        }
        return Training.Evaluate(net, Metrics.Accuracy)(state, unseen);

        IEnumerable<Batch> Epoch(int epoch) =>
            Batches
                .Shuffled(images.Inputs, images.Targets, BatchSize, key.Fold("order").Fold(epoch))
                .Map(key.Fold("variation").Fold(epoch), vary);
    }
}
