using static Functional.Operations;

namespace Functional.Tests;

/// <summary>What becomes one kernel, as the plan reports it.</summary>
public sealed class FusionTests
{
    private const int Rows = 64;
    private const int Columns = 48;
    private const long Whole = Rows * Columns * sizeof(float);

    private static readonly Tensor X = Key.From(1).Normal([Rows, Columns]).Evaluate();
    private static readonly Tensor W = Key.From(2).Normal([Columns]).Evaluate();
    private static readonly Tensor B = Key.From(3).Normal([Columns]).Evaluate();

    [Fact]
    public void An_elementwise_expression_is_one_kernel_that_reads_inputs_and_writes_outputs()
    {
        var kernel = Assert.Single(Plan.Report(Tanh((X * W) + B) * Sigmoid(X)).Kernels);
        Assert.Equal("loop", kernel.Kind);
        Assert.Equal(Whole + (2 * Columns * sizeof(float)), kernel.BytesRead);
        Assert.Equal(Whole, kernel.BytesWritten);
    }

    [Fact]
    public void Movements_cost_no_kernel()
    {
        var y = (X.Transpose().Flip(0).Slice(0, 1, Columns, 2) * 2).Transpose().Reshape(Rows * Columns / 2) + 1;
        var report = Plan.Report(y);
        Assert.Single(report.Kernels);
        Assert.Equal(Whole, report.BytesMoved);
    }

    [Fact]
    public void A_reduction_takes_its_operand_in()
    {
        var report = Plan.Report(Tanh(X * 2).Sum(axis: 1));
        var kernel = Assert.Single(report.Kernels);
        Assert.Equal(Whole + (Rows * sizeof(float)), kernel.BytesRead + kernel.BytesWritten);
        Assert.Equal(0, report.TemporaryBytes);
    }

    [Fact]
    public void Softmax_is_at_most_four_kernels()
    {
        var report = Plan.Report(X.Softmax(axis: 1));
        Assert.InRange(report.Kernels.Count, 1, 4);
        // Largest, shifted powers, their sum, quotient; and a number a row from each of the reductions.
        Assert.InRange(report.BytesMoved, 2 * Whole, (6 * Whole) + (4 * Rows * sizeof(float)));
    }

    [Fact]
    public void What_several_results_share_is_computed_once()
    {
        var shared = Tanh((X * W) + B);
        var report = Plan.Report(shared + 1, shared * 2, Exp(shared));
        Assert.Equal(6 * Rows * Columns, report.Operations);
        Assert.InRange(report.Kernels.Count, 1, 3);
    }

    [Fact]
    public void A_subexpression_that_comes_twice_is_computed_once()
    {
        var once = Plan.Report(Exp(Tanh(X)) * 2);
        var twice = Plan.Report((Exp(Tanh(X)) * 2) + (Exp(Tanh(X)) * 2));
        Assert.Equal(once.Operations + (Rows * Columns), twice.Operations);
    }

    [Fact]
    public void A_bias_and_an_activation_after_a_product_are_one_kernel()
    {
        var report = Plan.Report(Relu(X.MatMul(X.Transpose()) + Tensor.Of([.. Enumerable.Range(0, Rows).Select(i => (float)i)])));
        Assert.Equal(["product", "loop"], report.Kernels.Select(kernel => kernel.Kind));
    }

    [Fact]
    public void What_follows_a_product_takes_over_its_memory()
    {
        var square = X.MatMul(X.Transpose());
        var report = Plan.Report(Tanh(square + 0.5).MatMul(X));
        Assert.Equal(1, report.Kernels.Sum(kernel => kernel.InPlace));
        Assert.Equal(Rows * Rows * sizeof(float), report.TemporaryBytes);
    }

    [Fact]
    public void A_long_expression_is_split_into_few_kernels()
    {
        var y = X;
        for (var i = 0; i < 300; i++)
            y = Tanh(y + (i * 0.01)) * X;
        var report = Plan.Report(y);
        Assert.InRange(report.Kernels.Count, 1, 60);
        Assert.InRange(report.BytesMoved, 2 * Whole, 3L * Whole * report.Kernels.Count);
    }

    [Fact]
    public void Numbers_that_follow_from_the_shape_are_not_read()
    {
        var report = Plan.Report(Tensor.Range(1000, DType.Float32) * 0.25 + Tensor.Full([1000], 3));
        Assert.Equal(1000 * sizeof(float), Assert.Single(report.Kernels).BytesWritten);
        Assert.InRange(report.Kernels[0].BytesRead, 0, 16);
    }

    [Fact]
    public void The_report_prints_a_line_a_kernel()
    {
        var lines = Plan.Report(Tanh(X)).ToString().Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("tanh", lines[1]);
        Assert.Equal($"1 kernels, {2 * Whole} bytes moved, {Rows * Columns} operations, peak {2 * Whole} bytes", lines[2]);
    }
}
