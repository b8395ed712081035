namespace Functional.Tests;

/// <summary>Which type an operation on two types has: PyTorch's table.</summary>
public sealed class PromotionTests
{
    // The table of promoteTypes in PyTorch's c10/core/ScalarType.h.
    private const string Table = """
             b1   u1   i1   i2   i4   i8   f2   bf   f4   f8
        b1   b1   u1   i1   i2   i4   i8   f2   bf   f4   f8
        u1   u1   u1   i2   i2   i4   i8   f2   bf   f4   f8
        i1   i1   i2   i1   i2   i4   i8   f2   bf   f4   f8
        i2   i2   i2   i2   i2   i4   i8   f2   bf   f4   f8
        i4   i4   i4   i4   i4   i4   i8   f2   bf   f4   f8
        i8   i8   i8   i8   i8   i8   i8   f2   bf   f4   f8
        f2   f2   f2   f2   f2   f2   f2   f2   f4   f4   f8
        bf   bf   bf   bf   bf   bf   bf   f4   bf   f4   f8
        f4   f4   f4   f4   f4   f4   f4   f4   f4   f4   f8
        f8   f8   f8   f8   f8   f8   f8   f8   f8   f8   f8
        """;

    private static readonly Dictionary<string, DType> Short = new()
    {
        ["b1"] = DType.Bool,
        ["u1"] = DType.UInt8,
        ["i1"] = DType.Int8,
        ["i2"] = DType.Int16,
        ["i4"] = DType.Int32,
        ["i8"] = DType.Int64,
        ["f2"] = DType.Float16,
        ["bf"] = DType.BFloat16,
        ["f4"] = DType.Float32,
        ["f8"] = DType.Float64,
    };

    [Fact]
    public void All_hundred_pairs_promote_as_in_PyTorch()
    {
        var rows = Table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var columns = rows[0];
        var pairs = 0;
        foreach (var row in rows[1..])
            for (var k = 0; k < columns.Length; k++, pairs++)
            {
                var (x, y, expected) = (Short[row[0]], Short[columns[k]], Short[row[k + 1]]);
                Assert.Equal(expected, DTypes.Promote(x, y));
                // As operations see it.
                Assert.Equal(expected, Operations.Where(true, Tensor.Zeros([1], x), Tensor.Zeros([1], y)).DType);
            }
        Assert.Equal(100, pairs);
    }

    [Fact]
    public void A_literal_widens_nothing_of_its_own_category()
    {
        foreach (var type in DTypes.All)
        {
            var x = Tensor.Ones([1], type);
            Assert.Equal(type.IsFloating ? type : DType.Float32, (x * 0.5).DType);
            Assert.Equal(type == DType.Bool ? DType.Int64 : type, (x + 1).DType);
            Assert.Equal(type, Operations.Where(true, x, true).DType);
        }
        Assert.Equal((sbyte)44, (Tensor.Of((sbyte)0) + 300).Item<sbyte>());
    }

    [Fact]
    public void A_function_of_whole_numbers_is_float32()
    {
        foreach (var type in DTypes.All.Where(type => !type.IsFloating))
            Assert.Equal(DType.Float32, Tensor.Ones([1], type).Exp().DType);
        Assert.Equal(DType.BFloat16, Tensor.Ones([1], DType.BFloat16).Exp().DType);
    }

    [Fact]
    public void Sizes_categories_and_lanes_are_consistent()
    {
        foreach (var type in DTypes.All)
        {
            Assert.Equal(1, new[] { type == DType.Bool, type.IsInteger, type.IsFloating }.Count(holds => holds));
            Assert.Equal(type.IsNarrow, type.Lane != type);
            Assert.False(type.Lane.IsNarrow);
            Assert.Equal(
                type.ByteSize * 8,
                type == DType.Bool ? 8 : int.Parse(type.Name[^(char.IsDigit(type.Name[^2]) ? 2 : 1)..])
            );
        }
    }
}
