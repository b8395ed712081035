using Functional;
using static Functional.Operations;

var epochs = 60;
if (args.Length > 1 || (args.Length == 1 && (!int.TryParse(args[0], out epochs) || epochs < 1)))
{
    Console.Error.WriteLine($"residual network: needs one number of epochs, at least 1, got '{string.Join(' ', args)}'.");
    return 1;
}

// A layer is a function from a tensor to a Model<Tensor>; models bind in LINQ, so a new kind of layer is one expression.
Layer Around(Layer inner) => x => from y in inner(x) select x + y;
Layer Gated(Layer value, Layer gate) => x => from v in value(x) from g in gate(x) select v * Sigmoid(g);

Layer Block(int width) => LayerNorm(width) >> Gated(Linear(width, width), Linear(width, width)) >> Linear(width, width);
Layer net =
    Linear(2, 32) >> Scope("first", Around(Block(32))) >> Scope("second", Around(Block(32))) >> LayerNorm(32) >> Linear(32, 2);

var (points, classes) = Spirals(Key.From(1), 500);
var begin = Training.Begin(net, Key.From(2), points);
Console.WriteLine($"{begin.Parameters.Size} parameters, of which the first block has:");
Console.WriteLine(begin.Parameters.Filter(path => path.StartsWith("first.", StringComparison.Ordinal)));

var step = Training.Step(
    net,
    Losses.CrossEntropy,
    Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(5e-3),
    ("accuracy", Metrics.Accuracy)
);
IEnumerable<Batch> Shuffled(int epoch) => Batches.Shuffled(points, classes, 100, Key.From(epoch));
var state = begin;
foreach (var (epoch, after) in Training.Epochs(step, begin, Shuffled, epochs).Index())
{
    state = after;
    if ((epoch + 1) % Math.Max(1, epochs / 6) == 0)
        Console.WriteLine(
            $"epoch {epoch + 1, 3}: loss {state.Averages["loss"]:F4}, right in {100 * state.Averages["accuracy"].Item(), 5:F1} %"
        );
}

// Points that it has not seen.
var (others, truth) = Spirals(Key.From(3), 1000);
var accuracy = Training.Evaluate(net, Metrics.Accuracy)(state, [new(others, truth)]);
Console.WriteLine($"of 1000 other points, right in {100 * accuracy:F1} %");
return 0;

// Two spirals that wind round each other one and a half times.
static (Tensor Points, Tensor Classes) Spirals(Key key, int count)
{
    var (turn, noise) = key.Split();
    var angle = (turn.Uniform([count]) * 3 * Math.PI) + 0.5;
    var classes = (Tensor.Range(count) >= count / 2).To(DType.Int64);
    var sign = 1 - (2 * classes.To(DType.Float32));
    var arm = Tensor.Stack(1, angle * Cos(angle) * sign, angle * Sin(angle) * sign) / 5;
    return (arm + (0.03 * noise.Normal([count, 2])), classes);
}
