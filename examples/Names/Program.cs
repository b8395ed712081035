using Functional;
using Functional.Vulkan;
using Names;
using static Functional.Operations;

try
{
    Run(Options.Parse(args));
    return 0;
}
catch (Exception error)
    when (error is FunctionalException or ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"names: {error.Message}");
    return 1;
}

static void Run(Options options)
{
    var corpus = Corpus.Read(options.Data);
    using var vulkan = options.Device == "cpu" ? null : VulkanDevice.Create(options.Device == "vulkan" ? null : options.Device);
    var device = vulkan ?? Device.Cpu;
    var (contexts, following) = corpus.Examples(Options.Context);
    Console.WriteLine($"{corpus.Names.Count} names, {following.Size} letters, an alphabet of {corpus.Alphabet.Length}");
    Console.WriteLine($"computed on {device}");

    // A context of letters, each embedded, then a hidden layer: Bengio et al. 2003, "A neural probabilistic language model".
    Layer net =
        Embedding(corpus.Alphabet.Length, 16)
        >> (x => x.Flatten(1))
        >> Linear(16 * Options.Context, 128)
        >> Tanh
        >> Linear(128, corpus.Alphabet.Length);

    var key = Key.From(options.Seed);
    var step = Training.Step(net, Losses.CrossEntropy, Optimizers.AdamW(3e-3), ("accuracy", Metrics.Accuracy));
    // Placed once: what is computed of them, the whole training and the names, is computed there.
    var (state, inputs, targets) = device.Place((Training.Begin(net, key.Fold("weights"), contexts), contexts, following));
    IEnumerable<Batch> Shuffled(int epoch) => Batches.Shuffled(inputs, targets, 32, key.Fold("order").Fold(epoch));
    foreach (var (epoch, after) in Training.Epochs(step, state, Shuffled, options.Epochs).Index())
    {
        state = after;
        if ((epoch + 1) % Math.Max(1, options.Epochs / 5) == 0)
            Console.WriteLine(
                $"epoch {epoch + 1, 3}: loss {state.Averages["loss"]:F3} nats a letter, right in {100 * state.Averages["accuracy"]:F1} %"
            );
    }

    var next = Training.Evaluate(net);
    foreach (var own in key.Fold("names").Split(options.Count))
        Console.WriteLine(Sample(corpus, context => next(state, context), own));
}

// Letter by letter until the end of a name is drawn.
static string Sample(Corpus corpus, Func<Tensor, Tensor> next, Key key)
{
    var all = Tensor.Range(corpus.Alphabet.Length, DType.Int32);
    var context = new int[Options.Context];
    var letters = new List<char>();
    while (letters.Count < 20)
    {
        var probabilities = next(Tensor.Of([context])).Softmax(1).Squeeze();
        var letter = key.Fold(letters.Count).Choice(all, [], probabilities: probabilities).Item<int>();
        if (letter == 0)
            break;
        letters.Add(corpus.Alphabet[letter]);
        context = [.. context[1..], letter];
    }
    return string.Concat(letters);
}
