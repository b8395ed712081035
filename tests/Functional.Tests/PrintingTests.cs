namespace Functional.Tests;

/// <summary>Tensors as text, as NumPy prints arrays.</summary>
public sealed class PrintingTests
{
    [Fact]
    public void A_scalar_prints_as_its_number()
    {
        Assert.Equal("3", $"{Tensor.Of(3)}");
        Assert.Equal("0.1", $"{Tensor.Of(0.1f)}");
        Assert.Equal("0.1", $"{Tensor.Of(0.1)}");
        Assert.Equal("true", $"{Tensor.Of(true)}");
        Assert.Equal("nan", $"{Tensor.Of(float.NaN)}");
        Assert.Equal("-inf", $"{Tensor.Of(double.NegativeInfinity)}");
    }

    [Fact]
    public void A_vector_prints_with_its_type_and_shape()
    {
        Assert.Equal("[1.0, 2.0, 3.0] float32[3]", $"{Tensor.Of([1f, 2, 3])}");
        Assert.Equal("[ 1, -2, 30] int64[3]", $"{Tensor.Of([1L, -2, 30])}");
        Assert.Equal("[ true, false] bool[2]", $"{Tensor.Of([true, false])}");
    }

    [Fact]
    public void Columns_are_aligned() =>
        Assert.Equal("[[  1.5000,  -2.0000],\n [100.0000,   0.2500]] float32[2,2]", $"{Tensor.Of([ [1.5f, -2], [100, 0.25f] ])}");

    [Fact]
    public void Blocks_are_separated_by_empty_lines() =>
        Assert.Equal("[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]] int64[2,2,2]", $"{Tensor.Range(8).Reshape(2, 2, 2)}");

    [Fact]
    public void Large_and_small_numbers_print_with_exponents() =>
        Assert.Equal("[1.0000e-05, 1.0000e+00] float64[2]", $"{Tensor.Of([1e-5, 1])}");

    [Fact]
    public void Values_that_are_no_numbers_stand_in_line() =>
        Assert.Equal("[ 1.0,  nan, -inf] float32[3]", $"{Tensor.Of([1f, float.NaN, float.NegativeInfinity])}");

    [Fact]
    public void Long_axes_are_summarised()
    {
        Assert.Equal("[   0,    1,    2, …, 1997, 1998, 1999] int64[2000]", $"{Tensor.Range(2000)}");
        var lines = $"{Tensor.Range(10_000).Reshape(100, 100)}".Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.Equal(" …,", lines[3]);
    }

    [Fact]
    public void Empty_tensors_print_their_brackets()
    {
        Assert.Equal("[] float32[0]", $"{Tensor.Zeros([0])}");
        Assert.Equal("[[],\n []] float32[2,0]", $"{Tensor.Zeros([2, 0])}");
    }

    [Fact]
    public void Large_whole_numbers_print_all_their_digits()
    {
        Assert.Equal("9223372036854775807", $"{Tensor.Of(long.MaxValue)}");
        Assert.Equal("[9007199254740993, 9007199254740995] int64[2]", $"{Tensor.Of([9007199254740993, 9007199254740995])}");
        Assert.Equal("[-2147483648,  2147483647] int32[2]", $"{Tensor.Of([int.MinValue, int.MaxValue])}");
    }

    [Fact]
    public void Narrow_types_print_the_digits_that_they_have()
    {
        Assert.Equal("0.1", $"{Tensor.Of((Half)0.1)}");
        Assert.Equal("0.1", $"{Tensor.Of((BFloat16)0.1f)}");
        Assert.Equal("6E-08", $"{Tensor.Of(Half.Epsilon)}");
        Assert.Equal("[0.1001, 3.1406] bfloat16[2]", $"{Tensor.Of([(BFloat16)0.1f, (BFloat16)3.14159f])}");
        Assert.Equal("[65504.0,     inf] float16[2]", $"{Tensor.Of([Half.MaxValue, Half.PositiveInfinity])}");
        Assert.Equal("[  0, 255] uint8[2]", $"{Tensor.Of<byte>([0, 255])}");
        Assert.Equal("[-128,  127] int8[2]", $"{Tensor.Of<sbyte>([-128, 127])}");
        Assert.Equal("-7", $"{Tensor.Of((short)-7)}");
    }

    [Fact]
    public void Long_rows_are_wrapped_under_their_first_number()
    {
        var lines = $"{Tensor.Range(100, 150)}".Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("[100, 101, ", lines[0]);
        Assert.StartsWith(" 115, 116, ", lines[1]);
        Assert.EndsWith(" 149] int64[50]", lines[3]);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 90));
        var matrix = $"{Tensor.Range(100, 140).Reshape(2, 20)}".Split('\n');
        Assert.Equal(["[[100", "  115", " [120", "  135"], matrix.Select(line => line[..5]));
    }

    [Fact]
    public void A_format_is_the_numbers()
    {
        var x = Tensor.Of([1f / 3, 20, float.NaN]);
        Assert.Equal("[ 0.33, 20.00,   nan] float32[3]", $"{x:F2}");
        Assert.Equal(
            "0,3",
            Tensor.Of(1.0 / 3).ToString("F1", new System.Globalization.NumberFormatInfo { NumberDecimalSeparator = "," })
        );
        Assert.Equal("[ff, 0a] int32[2]", $"{Tensor.Of([255, 10]):x2}");
    }

    [Fact]
    public void What_a_debugger_shows_computes_nothing()
    {
        var x =
            Tensor
                .Of([
                    [1f, 2f],
                ])
                .Tanh() + 1;
        var display = typeof(Tensor).GetProperty(
            "DebuggerText",
            System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance
        )!;
        Assert.Equal("float32[1,2] = add", display.GetValue(x));
        // What it shows when the value is opened: every property.
        foreach (var property in typeof(Tensor).GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            property.GetValue(property.GetMethod!.IsStatic ? null : x);
        _ = x.ToTree();
        Assert.False(x.IsComputed);
        Assert.False(x.Operands[0].IsComputed);
        // It would list the elements of what is enumerable, each of them a new tensor.
        Assert.False(typeof(System.Collections.IEnumerable).IsAssignableFrom(typeof(Tensor)));
        Assert.Equal("float32[1,2]", display.GetValue(x.Evaluate()));
    }

    [Fact]
    public void Negative_zero_prints_its_sign() => Assert.Equal("[-0.0,  0.0] float32[2]", $"{Tensor.Of([-0f, 0])}");

    [Fact]
    public void A_tree_prints_a_node_a_line()
    {
        var x = Tensor.Of([1f, 2]) * 3;
        Assert.Equal(
            """
            %0 = stored float32[2]
            %1 = multiply(%0, 3) float32[2]
            %2 = tanh(%1) float32[2]
            %3 = add(%2, %1) float32[2]
            %4 = sum[axes=0](%3) float32[]
            """,
            (x.Tanh() + x).Sum().ToTree()
        );
    }

    [Fact]
    public void The_middle_of_a_large_tree_is_left_out()
    {
        var x = Tensor.Of([1f, 2]);
        for (var i = 0; i < 100; i++)
            x = x.Tanh();
        var lines = x.ToTree(lines: 5).Split('\n');
        Assert.Equal(
            [
                "%0 = stored float32[2]",
                "%1 = tanh(%0) float32[2]",
                "… 97 more",
                "%99 = tanh(%98) float32[2]",
                "%100 = tanh(%99) float32[2]",
            ],
            lines
        );
    }

    [Fact]
    public void A_computed_tensor_is_a_leaf_of_its_tree() =>
        Assert.Equal("%0 = stored float32[2]", Tensor.Of([1f, 2]).Tanh().Evaluate().ToTree());

    [Fact]
    public void A_scalar_alone_has_a_line() => Assert.Equal("%0 = 2.5 float32[]", ((Tensor)2.5).ToTree());
}
