using Functional;
using Names;
using static Functional.Operations;

var options = Options.Parse(args);
var text = Corpus.Read(options.Data);
var (contexts, following) = text.Examples(Options.Context);
Console.WriteLine($"{text.Names.Count} names, {following.Size} letters, an alphabet of {text.Alphabet.Length}");

// A context of letters, each embedded, then a hidden layer: Bengio et al. 2003, "A neural probabilistic language model".
Layer net =
    Embedding(text.Alphabet.Length, 16)
    >> (x => x.Flatten(1))
    >> Linear(16 * Options.Context, 128)
    >> Tanh
    >> Linear(128, text.Alphabet.Length);

var step = Training.Step(net, Losses.CrossEntropy, Optimizers.AdamW(3e-3));
var state = Training.Begin(net, Key.From(options.Seed), contexts);
for (var epoch = 1; epoch <= options.Epochs; epoch++)
{
    state = Training.Run(step, state, Batches.Shuffled(contexts, following, 256, Key.From(options.Seed + epoch)));
    Console.WriteLine($"epoch {epoch}: loss {state.Loss.Item():F3} nats a letter");
}

var next = Training.Evaluate(net);
foreach (var key in Key.From(options.Seed).Fold("sampling").Split(options.Count))
    Console.WriteLine(Sample(key));

// Letter by letter until the end of a name is drawn.
string Sample(Key key)
{
    var context = new int[Options.Context];
    var letters = new List<char>();
    while (letters.Count < 20)
    {
        var logits = next(state, Tensor.Of(context).ExpandDims(0));
        var letter = (int)Draw(key.Fold(letters.Count), logits).Item<long>();
        if (letter == 0)
            break;
        letters.Add(text.Alphabet[letter]);
        context = [.. context[1..], letter];
    }
    return string.Concat(letters);
}

// The largest of logits plus Gumbel noise has the probabilities of the softmax (Gumbel 1954).
static Tensor Draw(Key key, Tensor logits) => (logits - Log(-Log(key.Uniform(logits.Shape, 1e-7, 1)))).ArgMax(axis: 1).Squeeze();
