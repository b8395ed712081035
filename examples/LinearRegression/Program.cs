using Functional;
using static Functional.Operations;

var x = Key.From(1).Normal([200, 3]); // 200 points with three features
var y = x.MatMul(Tensor.Of([2f, -1f, 0.5f])) + 3 + (0.1 * Key.From(2).Normal([200]));
var loss = ((Tensor Weight, Tensor Bias) p) => (x.MatMul(p.Weight) + p.Bias - y).Square().Mean();
var descend = Differentiate.ValueAndGradient(loss);

var line = (Weight: Tensor.Zeros([3]), Bias: Tensor.Of(0f));
for (var step = 0; step <= 100; step++)
{
    var (error, slope) = descend(line);
    line = (line.Weight - (0.1 * slope.Weight), line.Bias - (0.1 * slope.Bias));
    if (step % 20 == 0)
        Console.WriteLine($"step {step, 3}: mean squared error {error.Item():F4}");
}
Console.WriteLine($"weight {line.Weight}, bias {line.Bias}");
