using Characters;
using Functional;
using Functional.Vulkan;
using Texts;

const int Streams = 16;
const int Steps = 64;
return Options.Run(args, Run);

static void Run(Options options)
{
    using var vulkan = options.Device == "cpu" ? null : VulkanDevice.Create(options.Device == "vulkan" ? null : options.Device);
    var device = vulkan ?? Device.Cpu;
    var key = Key.From(options.Seed);
    if (options.Load is { } file)
    {
        var (known, parameters) = Trained.Load(file);
        Write(known, parameters);
    }
    else
    {
        // Validation needs a window, too, and is a tenth.
        var book = Book.Read(options.Text, shortest: 10 * Streams * (Steps + 1));
        // What it cannot continue shall be known before the work is done.
        _ = book.Vocabulary.Encode(options.Prompt);
        var parameters = Train(book, options, key.Fold("training"), device);
        if (options.Save is { } path)
            Trained.Save(path, book.Vocabulary, parameters);
        Write(book.Vocabulary, parameters);
    }

    void Write(Vocabulary known, Parameters parameters)
    {
        var begin = known.Encode(options.Prompt).ExpandDims(0);
        var write = Network.Writer(Network.Of(known.Size, options.Hidden), begin, options.Count, options.Temperature);
        var written = write(device.Place(parameters), device.Place(key.Fold("writing")));
        Console.WriteLine(options.Prompt + known.Decode(written));
    }
}

static Parameters Train(Book book, Options options, Key key, Device device)
{
    var net = Network.Of(book.Vocabulary.Size, options.Hidden);
    var windows = Network.Windows(device.Place(book.Training), Streams, Steps);
    var unseen = Network.Windows(device.Place(book.Validation), Streams, Steps);
    var begin = device.Place(Training.Begin(net, key, windows[0].Inputs));
    Console.WriteLine($"{book}\n{begin.Parameters.Size} parameters, computed on {device}");

    var rate = Schedules.OneCycle(8e-3, options.Epochs * windows.Length);
    var step = Training.Step(
        net,
        Network.Loss,
        Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(rate),
        ("bits", (scores, following) => Network.Loss(scores, following) / Math.Log(2))
    );
    var measure = Network.Measure(net);
    var state = begin;
    for (var epoch = 1; epoch <= options.Epochs; epoch++)
    {
        // Each time it reads from the beginning, and has heard nothing yet.
        state = Training.Run(step, state.Forget() with { ModelState = begin.ModelState }, windows);
        if (epoch % Math.Max(1, options.Epochs / 5) != 0)
            continue;
        var (loss, bits) = (state.Averages["loss"], state.Averages["bits"]);
        var other = measure(state.Parameters, begin.ModelState, unseen);
        Console.WriteLine(
            $"epoch {epoch, 3}: {loss:F3} nats ({bits:F3} bits) a character, unseen {other:F3} ({other / Math.Log(2):F3})"
        );
    }
    Console.WriteLine();
    return state.Parameters;
}
