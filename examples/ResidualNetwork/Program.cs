using Functional;
using static Functional.Operations;

// A layer is a function from a tensor to a Model<Tensor>; models bind in LINQ, so a new kind of layer is one expression.
Layer Residual(Layer inner) => x => from y in inner(x) select x + y;
Layer Gated(Layer value, Layer gate) => x => from v in value(x) from g in gate(x) select v * Sigmoid(g);

Layer Block(int width) => LayerNorm(width) >> Gated(Linear(width, width), Linear(width, width)) >> Linear(width, width);
Layer net =
    Linear(2, 32)
    >> Scope("first", Residual(Block(32)))
    >> Scope("second", Residual(Block(32)))
    >> LayerNorm(32)
    >> Linear(32, 2);

var (points, classes) = Spirals(Key.From(1), 500);
var step = Training.Step(net, Losses.CrossEntropy, Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(5e-3));
var begin = Training.Begin(net, Key.From(2), points);
Console.WriteLine($"{begin.Parameters.Size} parameters: {string.Join(", ", begin.Parameters.Paths.Take(4))}, …");

var epochs = int.Parse(args.FirstOrDefault() ?? "60");
var batches = Enumerable.Range(0, epochs).SelectMany(e => Batches.Shuffled(points, classes, 100, Key.From(e)));
var final = Training.Run(step, begin, batches);

var right = Equal(net.Apply(final.Parameters, points).ArgMax(axis: 1), classes).To(DType.Float32).Mean();
Console.WriteLine($"after {final.Step} steps: loss {final.Loss.Item():F4}, right in {100 * right.Item():F1} %");

// Two spirals that wind round each other one and a half times.
static (Tensor Points, Tensor Classes) Spirals(Key key, int count)
{
    var (turn, noise) = key.Split();
    var angle = (turn.Uniform([count]) * 3 * Math.PI) + 0.5;
    var classes = (Tensor.Range(count) > (count / 2) - 1).To(DType.Int64);
    var sign = 1 - (2 * classes.To(DType.Float32));
    var arm = Tensor.Stack(1, angle * Cos(angle) * sign, angle * Sin(angle) * sign) / 5;
    return (arm + (0.03 * noise.Normal([count, 2])), classes);
}
