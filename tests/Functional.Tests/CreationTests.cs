namespace Functional.Tests;

/// <summary>Tensors from numbers, and numbers from tensors.</summary>
[Trait("Category", "Interpreted")]
public sealed class CreationTests
{
    [Fact]
    public void The_type_of_the_numbers_is_the_element_type()
    {
        Assert.Equal(DType.Bool, Tensor.Of(true).DType);
        Assert.Equal(DType.UInt8, Tensor.Of((byte)1).DType);
        Assert.Equal(DType.Int8, Tensor.Of((sbyte)1).DType);
        Assert.Equal(DType.Int16, Tensor.Of((short)1).DType);
        Assert.Equal(DType.Float16, Tensor.Of((Half)1).DType);
        Assert.Equal(DType.BFloat16, Tensor.Of((BFloat16)1f).DType);
        Assert.Equal(DType.Int32, Tensor.Of(1).DType);
        Assert.Equal(DType.Int64, Tensor.Of(1L).DType);
        Assert.Equal(DType.Float32, Tensor.Of(1f).DType);
        Assert.Equal(DType.Float64, Tensor.Of(1.0).DType);
        Assert.Equal(DType.Float64, Tensor.Of([1.0, 2]).DType);
    }

    [Fact]
    public void Rows_and_rectangles_become_matrices()
    {
        Assert.Equal(
            [2, 3],
            Tensor
                .Of([
                    [1, 2, 3],
                    [4, 5, 6],
                ])
                .Shape
        );
        Assert.Equal(
            [1, 2, 3, 4],
            Tensor
                .Of(
                    new[,]
                    {
                        { 1, 2 },
                        { 3, 4 },
                    }
                )
                .ToArray<int>()
        );
        Assert.Equal([0, 0], Tensor.Of(Array.Empty<int[]>()).Shape);
        Assert.Equal([0, 2], Tensor.Of(new int[0, 2]).Shape);
    }

    [Fact]
    public void Nested_and_rectangular_arrays_have_up_to_four_axes()
    {
        Assert.Equal(
            [2, 1, 3],
            Tensor
                .Of([
                    [
                        [1, 2, 3],
                    ],
                    [
                        [4, 5, 6],
                    ],
                ])
                .Shape
        );
        Assert.Equal(
            [1, 2, 1, 2],
            Tensor
                .Of([
                    [
                        [
                            [1f, 2],
                        ],
                        [
                            [3, 4],
                        ],
                    ],
                ])
                .Shape
        );
        Assert.Equal(
            [1f, 2, 3, 4],
            Tensor
                .Of([
                    [
                        [
                            [1f, 2],
                        ],
                        [
                            [3, 4],
                        ],
                    ],
                ])
                .ToArray<float>()
        );
        Assert.Equal(
            [2, 2, 0],
            Tensor
                .Of(
                    new[]
                    {
                        new int[2][] { [], [] },
                        [
                            [],
                            [],
                        ],
                    }
                )
                .Shape
        );
        Assert.Equal([0, 0, 0], Tensor.Of(Array.Empty<int[][]>()).Shape);
        var cube = new short[2, 3, 4];
        cube[1, 2, 3] = 7;
        Assert.Equal(7, Tensor.Of(cube).Select(0, 1).Select(0, 2).Select(0, 3).Item<short>());
        var four = new bool[1, 2, 1, 2];
        four[0, 1, 0, 0] = true;
        Assert.Equal([false, false, true, false], Tensor.Of(four).ToArray<bool>());
        Assert.Equal([0, 2, 3], Tensor.Of(new BFloat16[0, 2, 3]).Shape);
    }

    [Fact]
    public void Spans_of_every_type_are_copied()
    {
        static void Comes<T>(params T[] values)
            where T : unmanaged
        {
            var x = Tensor.Of(values.AsSpan());
            Assert.Equal(DTypes.Of<T>(), x.DType);
            Assert.Equal(values, x.ToArray<T>());
            Assert.Equal(values, x.AsSpan<T>().ToArray());
            Assert.Equal(values[0], Tensor.Of(values[0]).Item<T>());
            Assert.Equal(values, Tensor.View<T>(values).ToArray<T>());
            Assert.Equal(values[1], (x + Tensor.Zeros([], DType.Bool)).Select(0, 1).Item<T>());
        }
        Comes<byte>(1, 255);
        Comes<sbyte>(-128, 127);
        Comes<short>(-32768, 32767);
        Comes(int.MinValue, int.MaxValue);
        Comes(long.MinValue, long.MaxValue);
        Comes(Half.MinValue, Half.Epsilon);
        Comes((BFloat16)1.5f, (BFloat16)(-2f));
        Comes(float.MinValue, float.Epsilon);
        Comes(double.MinValue, double.Epsilon);
    }

    [Fact]
    public void Reading_as_another_type_names_both()
    {
        var x = Tensor.Of<sbyte>([1, 2]);
        Assert.Equal(
            "[to_array] cannot read int8[2] as float16. Convert with .To(DType.Float16).",
            Assert.Throws<DTypeException>(() => x.ToArray<Half>()).Message
        );
        Assert.Equal(
            "[as_span] cannot read int8[2] as uint8. Convert with .To(DType.UInt8).",
            Assert.Throws<DTypeException>(() => x.AsSpan<byte>().Length).Message
        );
        Assert.Equal(
            "[item] cannot read int8[] as bfloat16. Convert with .To(DType.BFloat16).",
            Assert.Throws<DTypeException>(() => x.Select(0, 0).Item<BFloat16>()).Message
        );
    }

    [Fact]
    public void A_shape_comes_from_an_array() => Assert.Equal(Shape.Of(2, 3), Shape.Of(new[] { 2, 3 }));

    [Fact]
    public void The_numbers_are_copied()
    {
        float[] numbers = [1, 2];
        var x = Tensor.Of(numbers);
        numbers[0] = 9;
        Assert.Equal([1, 2], x.ToArray<float>());
        x.ToArray<float>()[1] = 9;
        Assert.Equal([1, 2], x.ToArray<float>());
    }

    [Fact]
    public void Zeros_ones_and_full_are_of_the_type_asked_for()
    {
        Assert.Equal([0, 0], Tensor.Zeros([2]).ToArray<float>());
        Assert.Equal([1, 1], Tensor.Ones([2], DType.Int64).ToArray<long>());
        Assert.Equal([2.5, 2.5], Tensor.Full([2], 2.5, DType.Float64).ToArray<double>());
        Assert.Equal([2, 2], Tensor.Full([2], 2.9, DType.Int32).ToArray<int>());
        Assert.Equal([true], Tensor.Full([1], 3, DType.Bool).ToArray<bool>());
        Assert.Equal([0, 1, 2], Tensor.Range(3, DType.Float32).ToArray<float>());
        Assert.Empty(Tensor.Range(0).ToArray<long>());
    }

    [Fact]
    public void A_literal_takes_the_type_beside_it()
    {
        Assert.Equal(DType.Float64, (Tensor.Of(1.0) + 0.1).DType);
        Assert.Equal(0.1, (Tensor.Of(0.0) + 0.1).Item());
        Assert.Equal(DType.Float32, (Tensor.Of(1f) * 3).DType);
        Assert.Equal(DType.Int32, (Tensor.Of(1) * 3).DType);
        Assert.Equal(DType.Float32, (Tensor.Of(1) * 0.5).DType);
        Assert.Equal(DType.Int64, (Tensor.Of(true) + 1).DType);
    }

    [Fact]
    public void Arithmetic_on_literals_keeps_all_bits_until_its_type_is_known()
    {
        Tensor third = (Tensor)1.0 / 3;
        Assert.Equal(1.0 / 3, (Tensor.Of(0.0) + third).Item());
        Assert.Equal(1f / 3, third.Item<float>());
    }

    [Fact]
    public void Whole_numbers_divide_as_floats() => Assert.Equal(0.5f, (Tensor.Of(1) / Tensor.Of(2)).Item<float>());

    [Fact]
    public void Whole_numbers_wrap_around()
    {
        Assert.Equal(int.MinValue, (Tensor.Of(int.MaxValue) + 1).Item<int>());
        Assert.Equal(long.MinValue, (Tensor.Of(long.MaxValue) + 1).Item<long>());
    }

    [Fact]
    public void Casts_truncate_and_saturate()
    {
        var x = Tensor.Of([1.9, -1.9, 1e300, -1e300, double.NaN]);
        Assert.Equal([1, -1, int.MaxValue, int.MinValue, 0], x.To(DType.Int32).ToArray<int>());
        Assert.Equal([1, -1, long.MaxValue, long.MinValue, 0], x.To(DType.Int64).ToArray<long>());
        Assert.Equal([true, true, true, true, true], x.To(DType.Bool).ToArray<bool>());
        Assert.Equal([1, 0], Tensor.Of([true, false]).To(DType.Float32).ToArray<float>());
        Assert.Equal([1, -1], Tensor.Of([4294967297L, -1]).To(DType.Int32).ToArray<int>());
    }

    [Fact]
    public void Casts_of_single_numbers_are_those_of_vectors()
    {
        double[] values = [1.9, -1.9, 1e300, -1e300, double.NaN, 3e9, 300, -40_000, 0.1, 65520, 1e-7];
        foreach (var type in DTypes.All)
        {
            var vector = Tensor.Of(values).To(type).To(DType.Float64).ToArray<double>();
            Assert.Equal(vector, values.Select(value => Tensor.Of(value).To(type).To(DType.Float64).Item()));
        }
    }

    [Fact]
    public void An_item_is_read_as_a_double_or_as_its_own_type()
    {
        Assert.Equal(2.5, Tensor.Of(2.5f).Item());
        Assert.Equal(
            2.5f,
            Tensor
                .Of([
                    [2.5f],
                ])
                .Item<float>()
        );
        Assert.Equal(long.MaxValue, Tensor.Of(long.MaxValue).Item<long>());
        Assert.True(Tensor.Of(true).Item<bool>());
    }

    [Fact]
    public void A_span_is_the_memory_itself()
    {
        var x = Tensor.Of([1f, 2, 3]);
        Assert.True(x.AsSpan<float>() == x.AsSpan<float>());
        Assert.Equal([1, 2, 3], x.AsSpan<float>().ToArray());
        Assert.Equal(0, Tensor.Zeros([0]).AsSpan<float>().Length);
    }

    [Fact]
    public void A_pipeline_reads_from_left_to_right()
    {
        var y =
            Tensor.Of([
                [0f, 0],
                [0, 0],
            ])
            | Operations.Exp
            | Operations.Sum(axis: 1)
            | Operations.Log;
        Assert.Equal([MathF.Log(2), MathF.Log(2)], y.ToArray<float>());
    }
}
