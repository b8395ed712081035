namespace Functional.Benchmarks;

/// <summary>A network of affine layers with one activation between them, and a step of Adam, in plain loops and double precision.</summary>
/// <param name="activation">From a number to its value and slope.</param>
/// <param name="loss">From outputs, their number a row, and targets to the loss and its derivative by the outputs.</param>
internal sealed class PlainNetwork(
    Func<double, (double Value, double Slope)> activation,
    Func<double[], int, Tensor, (double Loss, double[] Slopes)> loss
)
{
    public static (double Value, double Slope) Relu(double x) => x > 0 ? (x, 1) : (0, 0);

    public static (double Value, double Slope) Tanh(double x) => (Math.Tanh(x), 1 - (Math.Tanh(x) * Math.Tanh(x)));

    public static (double Loss, double[] Slopes) MeanSquaredError(double[] outputs, int width, Tensor target)
    {
        var differences = outputs.Zip(target.ToArray<float>(), (x, y) => x - y).ToArray();
        return (differences.Sum(d => d * d) / outputs.Length, Array.ConvertAll(differences, d => 2 * d / outputs.Length));
    }

    public static (double Loss, double[] Slopes) CrossEntropy(double[] outputs, int width, Tensor target)
    {
        var (classes, slopes, sum) = (target.ToArray<long>(), new double[outputs.Length], 0.0);
        for (var row = 0; row < classes.Length; row++)
        {
            var logits = outputs.AsSpan(row * width, width).ToArray();
            var (largest, right) = (logits.Max(), (int)classes[row]);
            var total = logits.Sum(x => Math.Exp(x - largest));
            sum += Math.Log(total) + largest - logits[right];
            for (var i = 0; i < width; i++)
                slopes[(row * width) + i] = ((Math.Exp(logits[i] - largest) / total) - (i == right ? 1 : 0)) / classes.Length;
        }
        return (sum / classes.Length, slopes);
    }

    /// <summary>Compares a step of Adam with the same step here.</summary>
    /// <exception cref="WrongResultException">Loss or parameters differ.</exception>
    public void CheckStep(TrainingState before, Batch batch, TrainingState after, double learningRate)
    {
        var (value, gradients) = Gradients(before.Parameters, batch);
        Check.Near("the loss", value, after.Loss.Item(), 1e-5 * (1 + value));
        var step = after.Step.Item<long>();
        foreach (var (path, gradient) in gradients)
        {
            var (x, next) = (before.Parameters[path].ToArray<float>(), after.Parameters[path].ToArray<float>());
            var (m, v) = (Memory(before, "average", path), Memory(before, "square", path));
            for (var i = 0; i < x.Length; i++)
            {
                var average = ((0.9 * m[i]) + (0.1 * gradient[i])) / (1 - Math.Pow(0.9, step));
                var square = ((0.999 * v[i]) + (0.001 * gradient[i] * gradient[i])) / (1 - Math.Pow(0.999, step));
                var update = learningRate * average / (Math.Sqrt(square) + 1e-8);
                // Where gradients are little more than rounding, Adam makes it large.
                var allowed = (1e-3 * learningRate) + (0.02 * Math.Abs(update)) + (2e-7 * Math.Abs(x[i]));
                Check.Near($"{path}[{i}] after step {step}", x[i] - update, next[i], allowed);
            }
        }
    }

    private static float[] Memory(TrainingState state, string slot, string path) =>
        state.OptimizerState!.Slot(slot)[path].ToArray<float>();

    private (double Loss, List<(string Path, double[] Gradient)> Gradients) Gradients(Parameters parameters, Batch batch)
    {
        var layers = parameters.Count / 2;
        var rows = batch.Inputs.Shape[0];
        var values = new List<double[]> { Array.ConvertAll(batch.Inputs.ToArray<float>(), x => (double)x) };
        var slopes = new List<double[]>();
        for (var layer = 0; layer < layers; layer++)
        {
            var sums = Affine(values[layer], rows, parameters[$"{layer}.weight"], parameters[$"{layer}.bias"]);
            var isLast = layer == layers - 1;
            slopes.Add(isLast ? [] : Array.ConvertAll(sums, x => activation(x).Slope));
            values.Add(isLast ? sums : Array.ConvertAll(sums, x => activation(x).Value));
        }
        var (value, g) = loss(values[layers], values[layers].Length / rows, batch.Targets);
        var gradients = new List<(string, double[])>();
        for (var layer = layers - 1; layer >= 0; layer--)
        {
            var weight = parameters[$"{layer}.weight"];
            gradients.Add(($"{layer}.weight", WeightGradient(g, values[layer], rows, weight.Shape)));
            gradients.Add(($"{layer}.bias", BiasGradient(g, rows)));
            if (layer > 0)
                g = [.. InputGradient(g, rows, weight).Zip(slopes[layer - 1], (x, slope) => x * slope)];
        }
        return (value, gradients);
    }

    private static double[] Affine(double[] x, int rows, Tensor weight, Tensor bias)
    {
        var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
        var (w, b, y) = (weight.ToArray<float>(), bias.ToArray<float>(), new double[rows * outputs]);
        for (var row = 0; row < rows; row++)
        for (var o = 0; o < outputs; o++)
        {
            double sum = b[o];
            for (var i = 0; i < inputs; i++)
                sum += x[(row * inputs) + i] * w[(o * inputs) + i];
            y[(row * outputs) + o] = sum;
        }
        return y;
    }

    private static double[] WeightGradient(double[] g, double[] x, int rows, Shape shape)
    {
        var (outputs, inputs) = (shape[0], shape[1]);
        var gradient = new double[outputs * inputs];
        for (var row = 0; row < rows; row++)
        for (var o = 0; o < outputs; o++)
        for (var i = 0; i < inputs; i++)
            gradient[(o * inputs) + i] += g[(row * outputs) + o] * x[(row * inputs) + i];
        return gradient;
    }

    private static double[] BiasGradient(double[] g, int rows)
    {
        var gradient = new double[g.Length / rows];
        for (var i = 0; i < g.Length; i++)
            gradient[i % gradient.Length] += g[i];
        return gradient;
    }

    private static double[] InputGradient(double[] g, int rows, Tensor weight)
    {
        var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
        var (w, gradient) = (weight.ToArray<float>(), new double[rows * inputs]);
        for (var row = 0; row < rows; row++)
        for (var o = 0; o < outputs; o++)
        for (var i = 0; i < inputs; i++)
            gradient[(row * inputs) + i] += g[(row * outputs) + o] * w[(o * inputs) + i];
        return gradient;
    }
}
