using Functional;
using Functional.Vulkan;
using Gpt;
using Texts;

const int Windows = 32;
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
        var book = Book.Read(options.Text, shortest: 10 * (options.Context + 2));
        // What it cannot continue shall be known before the work is done.
        _ = book.Vocabulary.Encode(options.Prompt);
        var parameters = Train(book, options, key.Fold("training"), device);
        if (options.Save is { } path)
            Trained.Save(path, book.Vocabulary, parameters);
        Write(book.Vocabulary, parameters);
    }

    void Write(Vocabulary known, Parameters parameters)
    {
        var (sizes, begin) = (options.SizesFor(known.Size), known.Encode(options.Prompt));
        var write = Network.Writer(sizes, begin, options.Count, options.Temperature, options.Top);
        var written = write(device.Place(parameters), device.Place(key.Fold("writing")));
        Console.WriteLine(options.Prompt + known.Decode(written));
    }
}

static Parameters Train(Book book, Options options, Key key, Device device)
{
    var net = Network.Of(options.SizesFor(book.Vocabulary.Size));
    var (text, other) = device.Place((book.Training, book.Validation));
    Batch Drawn(Tensor from, Key own) => Network.Windows(from, options.Context, Windows, own);
    var batches = Enumerable.Range(0, options.Steps).Select(step => Drawn(text, key.Fold("windows").Fold(step)));
    Batch[] unseen = [.. key.Fold("unseen").Split(8).Select(own => Drawn(other, own))];

    var state = device.Place(Training.Begin(net, key, unseen[0].Inputs));
    Console.WriteLine($"{book}\n{state.Parameters.Size} parameters, computed on {device}");
    var step = Training.Step(
        net,
        Network.Loss,
        Network.Optimizer(state.Parameters, options.Steps),
        ("bits", (scores, following) => Network.Loss(scores, following) / Math.Log(2))
    );
    var measure = Training.Evaluate(net, Network.Loss);
    foreach (var part in batches.Chunk(Math.Max(1, options.Steps / 5)))
    {
        state = Training.Run(step, state.Forget(), part);
        var (loss, bits, there) = (state.Averages["loss"], state.Averages["bits"], measure(state, unseen));
        Console.WriteLine(
            $"step {state.Step, 5}: {loss:F3} nats ({bits:F3} bits) a character, unseen {there:F3} ({there / Math.Log(2):F3})"
        );
    }
    Console.WriteLine();
    return state.Parameters;
}
