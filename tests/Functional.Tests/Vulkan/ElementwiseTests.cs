using static Functional.Operations;

namespace Functional.Tests.Vulkan;

/// <summary>Fused elementwise groups on the device give the CPU's numbers.</summary>
public sealed class ElementwiseTests
{
    private static readonly double[] Special =
    [
        0,
        -0.0,
        1e-30,
        -1e-30,
        0.5,
        -0.5,
        1,
        -1,
        1.5,
        2.5,
        -2.5,
        3.999,
        15,
        -15,
        88,
        -88,
        1e4,
        -1e4,
        1e19,
        -1e19,
        double.MaxValue,
        double.MinValue,
        double.PositiveInfinity,
        double.NegativeInfinity,
        double.NaN,
    ];

    public static TheoryData<string, DType> Operations()
    {
        var rows = new TheoryData<string, DType>();
        foreach (var op in OpTable.All)
        foreach (var type in DTypes.All)
            if (
                op.Types switch
                {
                    TypeRule.Bitwise => !type.IsFloating,
                    TypeRule.Whole => type.IsInteger,
                    TypeRule.Floating => type.IsFloating,
                    TypeRule.Number => type != DType.Bool,
                    _ => true,
                }
            )
                rows.Add(op.Name, type);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation_gives_the_same_on_special_values(string name, DType type)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        // Every value against every other, and for choices both ways.
        var (x, y) = (Specials(type).Reshape(Special.Length, 1), Specials(type));
        var result = op.Arity switch
        {
            1 => op.Apply(y),
            2 => op.Apply(x, y),
            _ => op.Apply(Specials(DType.Float32).Reshape(Special.Length, 1, 1) > 0, x, y),
        };
        OnBoth.AssertClose(0.5, result);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Floats_become_integers_by_truncation_and_saturation(DType type)
    {
        var x = Specials(type);
        OnBoth.AssertEqual(x.To(DType.Int32), x.To(DType.Int64), x.To(DType.Bool));
    }

    // A driver once compared 0 < 1 wrongly where both had been widened.
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Arithmetic_with_literal_zeros_is_arithmetic(DType type)
    {
        var x = Tensor.Of([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, -1, 3]).To(type).Evaluate();
        foreach (var zero in (Tensor[])[Tensor.Zeros([7], type), Tensor.Full([7], -0.0, type)])
            OnBoth.AssertEqual(x * zero, zero * x, zero / x, x + zero, zero + x, x - zero, zero - x, x - x, x / zero);
    }

    [Fact]
    public void Widened_numbers_compare_as_they_did()
    {
        var numbers = (Tensor.Range(9, DType.Int32) - 4).Evaluate().To(DType.Int64);
        foreach (var literal in (long[])[-3, -1, 0, 1, 2, 5, 1L << 40, -(1L << 40)])
            OnBoth.AssertEqual(
                numbers < literal,
                numbers <= literal,
                numbers > literal,
                Tensor.Iota([7]) >= literal,
                Functional.Operations.Equal(numbers, Tensor.Of(literal)),
                Functional.Operations.NotEqual(Tensor.Iota([7]), Tensor.Of(literal))
            );
        OnBoth.AssertEqual(Tensor.Iota([6, 6]) < Tensor.Iota([6, 6]).Transpose(), numbers < Tensor.Iota([9]) - 2);
    }

    [Fact]
    public void Integers_become_floats_of_the_nearest_value()
    {
        var x = Tensor.Of([
            0L,
            1,
            -1,
            int.MaxValue,
            int.MinValue,
            long.MaxValue,
            long.MinValue,
            16777217,
            -16777219,
            9007199254740993,
            (1L << 53) + (1L << 29) + 1,
        ]);
        OnBoth.AssertEqual(
            x.To(DType.Float32),
            x.To(DType.Float64),
            x.To(DType.Int32),
            x.To(DType.Bool),
            x.To(DType.Int32).To(DType.Float32)
        );
    }

    private static Tensor Specials(DType type) =>
        type switch
        {
            DType.Bool => Tensor.Of(Array.ConvertAll(Special, value => value > 0)),
            DType.Int32 => Tensor.Of(Array.ConvertAll(Special, value => (int)value)),
            DType.Int64 => Tensor.Of(Array.ConvertAll(Special, value => (long)value)),
            DType.Float32 => Tensor.Of(
                Array.ConvertAll(
                    Special,
                    value =>
                        value == double.MaxValue ? float.MaxValue
                        : value == double.MinValue ? float.MinValue
                        : (float)value
                )
            ),
            DType.Float64 => Tensor.Of(Special),
            _ => Specials(type.Lane).To(type).Evaluate(),
        };
}
