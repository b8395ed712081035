using Functional;

// 200 points with three features; what is to be found is y = 2 x₀ − x₁ + 0.5 x₂ + 3, under a little noise.
var x = Key.From(1).Normal([200, 3]);
var y = x.MatMul(Tensor.Of([2f, -1f, 0.5f])) + 3 + (0.1 * Key.From(2).Normal([200]));

// The loss is a function of a tuple; so is its gradient, which is a tuple of the same form.
var loss = ((Tensor Weight, Tensor Bias) p) => (x.MatMul(p.Weight) + p.Bias - y).Square().Mean();
var descend = Differentiate.ValueAndGradient(loss);

var line = (Weight: Tensor.Zeros([3]), Bias: Tensor.Zeros([]));
for (var step = 0; step <= 40; step++)
{
    var (error, slope) = descend(line);
    line = (line.Weight - (0.1 * slope.Weight), line.Bias - (0.1 * slope.Bias));
    if (step % 10 == 0)
        Console.WriteLine($"step {step, 2}: mean squared error {error.Item(), 7:F4}");
}
Console.WriteLine($"weight {line.Weight:F3}");
Console.WriteLine($"bias   {line.Bias:F3}");
