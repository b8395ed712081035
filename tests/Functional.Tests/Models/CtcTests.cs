namespace Functional.Tests.Models;

/// <summary>Connectionist temporal classification beside the sum over all alignments.</summary>
public sealed class CtcTests
{
    private static readonly Tensor Output = Key.From(4).Normal([4, 3], DType.Float64);

    public static TheoryData<string> Targets => ["", "1", "2", "11", "12", "21", "212", "111", "1212"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_loss_is_the_sum_over_all_alignments(string target)
    {
        foreach (var (blank, names) in new[] { (0, "012"), (2, "210") })
        {
            long[] classes = [.. target.Select(letter => names.IndexOf(letter))];
            var expected = -Math.Log(Alignments(Output.Softmax(1), classes, blank));
            var loss = Losses.Ctc(Output, Tensor.Of(classes), blank: blank, reduction: Reduction.None);
            Assert.Equal(expected, loss.Item(), 1e-12);
            var gradient = Differentiate.Gradient(
                (Tensor x) => Losses.Ctc(x, Tensor.Of(classes), blank: blank, reduction: Reduction.None)
            )(Output);
            Assert.All(gradient.ToArray<double>(), number => Assert.True(double.IsFinite(number)));
            // A probability's logits: each step's derivatives add up to nothing.
            Assert.All(gradient.Sum(1).ToArray<double>(), number => Assert.Equal(0, number, 1e-13));
        }
    }

    [Fact]
    public void What_cannot_be_aligned_costs_everything_and_teaches_nothing()
    {
        // Three equal classes need blanks between them: five steps.
        var (target, short_) = (Tensor.Of([1L, 1, 1]), Output);
        Assert.Equal(double.PositiveInfinity, Losses.Ctc(short_, target).Item());
        Assert.Equal(0, Losses.Ctc(short_, target, zeroInfinity: true).Item());
        foreach (var zero in new[] { true, false })
            Assert.All(
                Differentiate.Gradient((Tensor x) => Losses.Ctc(x, target, zeroInfinity: zero))(short_).ToArray<double>(),
                number => Assert.Equal(0, number)
            );
    }

    [Fact]
    public void Lengths_cut_series_and_targets()
    {
        var x = Key.From(5).Normal([6, 3, 4], DType.Float64);
        var y = Tensor.Of([1L, 2, 3, 3, 3, -7, 2, -100, 99]).Reshape(3, 3);
        var (steps, sizes) = (Tensor.Of([6, 5, 0]), Tensor.Of([3, 2, 0]));
        var losses = Losses.Ctc(x, y, steps, sizes, reduction: Reduction.None).ToArray<double>();
        double Alone(int i, int length, params long[] target) =>
            Losses.Ctc(x.Select(1, i).Slice(0, 0, length), Tensor.Of(target), reduction: Reduction.None).Item();
        Assert.Equal(Alone(0, 6, 1, 2, 3), losses[0], 1e-13);
        Assert.Equal(Alone(1, 5, 3, 3), losses[1], 1e-13);
        Assert.Equal(0, losses[2]);
        Assert.Equal((losses[0] / 3 + losses[1] / 2) / 3, Losses.Ctc(x, y, steps, sizes).Item(), 1e-13);
        Assert.Equal(losses.Sum(), Losses.Ctc(x, y, steps, sizes, reduction: Reduction.Sum).Item(), 1e-13);
    }

    [Fact]
    public void Certainty_in_both_directions_is_no_number_apart()
    {
        // Logarithms of probabilities 1 and 0: one way is left, or none.
        var certain = Tensor.Of([0.0, double.NegativeInfinity, double.NegativeInfinity, 0]).Reshape(2, 2);
        Assert.Equal(0, Losses.Ctc(certain, Tensor.Of([1L])).Item(), 1e-12);
        Assert.Equal(double.PositiveInfinity, Losses.Ctc(certain, Tensor.Of([1L, 1])).Item());
    }

    [Fact]
    public void Logarithms_of_probabilities_are_logits_too() =>
        Assert.Equal(
            Losses.Ctc(Output, Tensor.Of([1L, 2])).Item(),
            Losses.Ctc(Output.LogSoftmax(1), Tensor.Of([1L, 2])).Item(),
            1e-13
        );

    // Every way to name a class at each step, of which those count that read as the target.
    private static double Alignments(Tensor probabilities, long[] target, int blank)
    {
        var (steps, classes) = (probabilities.Shape[0], probabilities.Shape[1]);
        var p = probabilities.ToArray<double>();
        var sum = 0.0;
        for (var way = 0; way < (int)Math.Pow(classes, steps); way++)
        {
            var (product, read, before) = (1.0, new List<long>(), -1);
            for (var (step, rest) = (0, way); step < steps; step++, rest /= classes)
            {
                var name = rest % classes;
                product *= p[(step * classes) + name];
                if (name != before && name != blank)
                    read.Add(name);
                before = name;
            }
            if (read.SequenceEqual(target))
                sum += product;
        }
        return sum;
    }

    [Fact]
    public void Targets_one_behind_the_other_are_as_those_in_rows()
    {
        var output = Key.From(6).Normal([6, 3, 4], DType.Float64);
        var lengths = Tensor.Of([2L, 0, 3]);
        var rows = Tensor.Of([
            [1L, 2, 0],
            [0, 0, 0],
            [3, 3, 1],
        ]);
        var together = Tensor.Of([1L, 2, 3, 3, 1]);
        var expected = Losses.Ctc(output, rows, null, lengths, reduction: Reduction.None).ToArray<double>();
        Assert.Equal(expected, Losses.Ctc(output, together, null, lengths, reduction: Reduction.None).ToArray<double>());
        var compiled = Compile.Function((Tensor sizes) => Losses.Ctc(output, together, null, sizes, reduction: Reduction.None));
        Assert.Equal(
            expected,
            compiled(lengths).ToArray<double>().Select((loss, i) => Math.Abs(loss - expected[i]) < 1e-13 ? expected[i] : loss)
        );
        Assert.Throws<ShapeException>(() => Losses.Ctc(output, together, null, Tensor.Of([2L, 0, 2])));
        Assert.Throws<ShapeException>(() => Losses.Ctc(output, together));
    }
}
