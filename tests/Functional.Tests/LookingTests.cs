using System.Runtime.CompilerServices;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Looking at a value is safe: it changes no result, and where there is no value it says where it was looked.</summary>
[Trait("Category", "Interpreted")]
public sealed class LookingTests
{
    private static readonly Tensor Two = Tensor.Of(2.0);
    private static readonly Tensor MinusOne = Tensor.Of(-1.0);

    // Each look with the line on which it stands.
    private static readonly (Action<Tensor> Look, int Line)[] Looks =
    [
        (x => x.Item(), Line()),
        (x => x.Item<double>(), Line()),
        (x => x.ToArray<double>(), Line()),
        (x => x.AsSpan<double>(), Line()),
        (x => x.Evaluate(), Line()),
    ];

    public static TheoryData<int> LookNumbers => [.. Enumerable.Range(0, Looks.Length)];

    [Fact]
    public void A_derivative_of_a_function_that_branches_is_right()
    {
        var slope = Differentiate.Gradient<Tensor>(Branch);
        Assert.Equal(4, slope(Two).Item());
        Assert.Equal(3, slope(MinusOne).Item());
    }

    [Fact]
    public void Nested_derivatives_of_a_function_that_branches_are_right()
    {
        // x⁴ where x > 0, else x³.
        static Tensor F(Tensor x)
        {
            var cube = x * x * x;
            return cube.Item() > 0 ? cube * x : cube;
        }
        var second = Differentiate.Gradient(Differentiate.Gradient<Tensor>(F));
        var third = Differentiate.Gradient(second);
        Assert.Equal([48, -6], [second(Two).Item(), second(MinusOne).Item()]);
        Assert.Equal([48, 6], [third(Two).Item(), third(MinusOne).Item()]);
    }

    [Fact]
    public void An_inner_derivative_that_looks_keeps_the_outer_one_right()
    {
        // x · d/dt |x t²| at t = x is 2 x³ for positive x.
        static Tensor F(Tensor x) =>
            x
            * Differentiate.Gradient<Tensor>(t =>
            {
                var u = t * t * x;
                return u.Item() > 0 ? u : -u;
            })(x);
        Assert.Equal(24, Differentiate.Gradient<Tensor>(F)(Two).Item());
    }

    [Fact]
    public void A_derivative_of_a_loop_that_stops_by_a_value_is_right()
    {
        // Doubles until above 10: eight times x.
        static Tensor F(Tensor x)
        {
            while (x.Item() <= 10)
                x = x + x;
            return x;
        }
        Assert.Equal(8, Differentiate.Gradient<Tensor>(F)(Two).Item());
    }

    [Theory]
    [MemberData(nameof(LookNumbers))]
    public void Looking_under_Compile_names_the_line(int look) =>
        AssertNames(look, () => Compile.Function((Tensor x) => Looking(look, x * 2))(Two));

    [Theory]
    [MemberData(nameof(LookNumbers))]
    public void Looking_under_Vectorize_names_the_line(int look) =>
        AssertNames(look, () => Vectorize.Map((Tensor x) => Looking(look, x * 2))(Tensor.Of([1.0, 2])));

    [Theory]
    [MemberData(nameof(LookNumbers))]
    public void Looking_in_a_scan_names_the_line(int look) =>
        AssertNames(look, () => Loop.Scan((Tensor c, Tensor x) => (Looking(look, c + x), c), Two, Tensor.Of([1.0, 2])));

    [Theory]
    [MemberData(nameof(LookNumbers))]
    public void Looking_in_a_derivative_under_Compile_names_the_line(int look) =>
        AssertNames(look, () => Compile.Function(Differentiate.Gradient((Tensor x) => Looking(look, x * x)))(Two));

    [Fact]
    public void Evaluating_several_under_Compile_is_refused()
    {
        var f = Compile.Function(
            (Tensor x) =>
            {
                Tensor.Evaluate(x, x * 2);
                return x;
            }
        );
        Assert.Throws<TracingException>(() => f(Two));
    }

    [Fact]
    public void A_symbol_prints_as_what_it_stands_for()
    {
        var seen = new List<string>();
        Tensor See(Tensor x)
        {
            seen.Add($"{x}");
            return x * 2;
        }
        Compile.Function<Tensor, Tensor>(See)(Tensor.Ones([2, 3]));
        Vectorize.Map<Tensor, Tensor>(See)(Tensor.Ones([2, 3]));
        Loop.Repeat(See, Tensor.Of(1), 2);
        Assert.Equal(["float32[2,3] = argument", "float32[3] = element", "int32[] = carry"], seen);
    }

    [Fact]
    public void What_depends_on_a_symbol_prints_its_operation()
    {
        var seen = "";
        Compile.Function(
            (Tensor x) =>
            {
                seen = Tanh(x * 3).ToString();
                return x;
            }
        )(Tensor.Ones([2]));
        Assert.Equal("float32[2] = tanh", seen);
    }

    [Fact]
    public void A_shape_is_known_where_a_value_is_not()
    {
        var f = Vectorize.Map((Tensor x) => x.Rank == 1 ? x.Sum() : x);
        Assert.Equal([3, 3], f(Tensor.Ones([2, 3])).ToArray<float>());
    }

    [Fact]
    public void A_tensor_from_outside_may_be_looked_at_under_Compile()
    {
        var factor = Two * 3;
        var f = Compile.Function((Tensor x) => factor.Item() > 5 ? x * factor : x);
        Assert.Equal(12, f(Two).Item());
    }

    private static Tensor Branch(Tensor x)
    {
        var y = x * x;
        return x.Item() > 0 ? y : 3 * x;
    }

    private static Tensor Looking(int look, Tensor x)
    {
        Looks[look].Look(x);
        return x;
    }

    private static void AssertNames(int look, Action use)
    {
        var message = Assert.Throws<TracingException>(use).Message;
        Assert.Contains($"LookingTests.cs:{Looks[look].Line}", message);
    }

    private static int Line([CallerLineNumber] int line = 0) => line;
}
