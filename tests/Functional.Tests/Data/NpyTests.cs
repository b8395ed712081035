using System.Text;

namespace Functional.Tests.Data;

/// <summary>Arrays as NumPy writes them. What damaged files say stands in Errors.golden.txt.</summary>
[Trait("Category", "Interpreted")]
public sealed class NpyTests : OwnFolder
{
    private static readonly double[] Eighths = [-0.5, -0.375, -0.25, -0.125, 0, 0.125];
    private static readonly float[] Quarters = [0, 0.25f, 0.5f, 0.75f, 1, 1.25f];

    [Fact]
    public void Every_type_is_read()
    {
        Assert.Equal([true, false, true], Read(NumpyFiles.Bool, [3]).ToArray<bool>());
        Assert.Equal([-3, -2, -1, 0, 1, 2], Read(NumpyFiles.Int32, [2, 3]).ToArray<int>());
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(NumpyFiles.Int64, [2, 3]).ToArray<long>().Select(x => x / 1_000_000_000_000));
        Assert.Equal(Quarters, Read(NumpyFiles.Float32, [2, 3]).ToArray<float>());
        Assert.Equal(Eighths, Read(NumpyFiles.Float64, [2, 3]).ToArray<double>());
    }

    [Fact]
    public void Narrow_types_are_read()
    {
        Assert.Equal([-128, 127], Read(NumpyFiles.Int8, [2]).ToArray<sbyte>());
        Assert.Equal([0, 255], Read(NumpyFiles.UInt8, [2]).ToArray<byte>());
        Assert.Equal([-32768, 32767], Read(NumpyFiles.Int16, [2]).ToArray<short>());
        Assert.Equal([(Half)1.5, (Half)(-0.1), Half.MaxValue], Read(NumpyFiles.Float16, [3]).ToArray<Half>());
        Assert.Equal([(Half)1.5, (Half)(-0.1)], Read(NumpyFiles.BigFloat16, [2]).ToArray<Half>());
    }

    [Fact]
    public void The_highest_byte_may_come_first()
    {
        Assert.Equal([-3, -2, -1, 0, 1, 2], Read(NumpyFiles.BigInt32, [2, 3]).ToArray<int>());
        Assert.Equal(Eighths, Read(NumpyFiles.BigFloat64, [2, 3]).ToArray<double>());
    }

    [Fact]
    public void The_first_axis_may_be_the_fastest()
    {
        var array = Read(NumpyFiles.Fortran, [2, 3, 4]);
        Assert.Equal(Enumerable.Range(0, 24), array.ToArray<int>());
        Assert.Equal(6, array.Select(0, 0).Select(0, 1).Select(0, 2).Item<int>());
    }

    [Fact]
    public void Scalars_and_empty_arrays_are_read()
    {
        Assert.Equal(2.5, Read(NumpyFiles.Scalar, []).Item<double>());
        Assert.Equal(DType.Float32, Read(NumpyFiles.Empty, [0, 3]).DType);
    }

    [Fact]
    public void All_versions_of_the_header_are_read()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(NumpyFiles.Version2, [2, 3]).ToArray<float>());
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(NumpyFiles.Version3, [2, 3]).ToArray<float>());
    }

    [Fact]
    public void What_is_written_is_what_NumPy_writes()
    {
        Assert.Equal(NumpyFiles.Bool, Written(Tensor.Of([true, false, true])));
        Assert.Equal(NumpyFiles.Int8, Written(Tensor.Of<sbyte>([-128, 127])));
        Assert.Equal(NumpyFiles.UInt8, Written(Tensor.Of<byte>([0, 255])));
        Assert.Equal(NumpyFiles.Int16, Written(Tensor.Of<short>([-32768, 32767])));
        Assert.Equal(NumpyFiles.Float16, Written(Tensor.Of([(Half)1.5, (Half)(-0.1), Half.MaxValue])));
        Assert.Equal(NumpyFiles.Int64, Written((Tensor.Range(6) * 1_000_000_000_000).Reshape(2, 3)));
        Assert.Equal(NumpyFiles.Float64, Written(((Tensor.Range(6, DType.Float64) / 8) - 0.5).Reshape(2, 3)));
        Assert.Equal(NumpyFiles.Scalar, Written(Tensor.Of(2.5)));
        Assert.Equal(NumpyFiles.Empty, Written(Tensor.Zeros([0, 3])));
    }

    [Fact]
    public void What_is_written_comes_back_bit_by_bit()
    {
        Tensor[] tensors =
        [
            Tensor.Of([-0f, float.NaN, float.Epsilon, float.NegativeInfinity]),
            Tensor.Of([int.MinValue, int.MaxValue]),
            Tensor.Range(6, DType.Float32).Reshape(2, 3).Transpose(),
            Tensor.Ones([1, 2, 1, 2, 1, 2, 1]),
            Key.From(1).Normal([300, 700], DType.Float64),
        ];
        foreach (var tensor in tensors)
        {
            Npy.Save(PathOf("x.npy"), tensor);
            var loaded = Npy.Load(PathOf("x.npy"));
            Assert.Equal((tensor.Shape, tensor.DType), (loaded.Shape, loaded.DType));
            Assert.Equal(Bits.Of(tensor), Bits.Of(loaded));
        }
    }

    [Fact]
    public void Python_2_marks_long_numbers() =>
        Assert.Equal(
            [2, 1],
            Npy.Load(Write("x.npy", Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L)}", new byte[8]))).Shape
        );

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.True(Npy.TryLoad(PathOf("nothing.npy")).IsLeft);
        Assert.Contains("its header ends 5 bytes early", Npy.TryLoad(Write("x.npy", [1, 2, 3])).LeftToSeq()[0].Message);
        Assert.True(Npy.TryLoad(Write("x.npy", NumpyFiles.Scalar)).IsRight);
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_throw_the_librarys_exception()
    {
        var random = new Random(7);
        byte[][] files = [NumpyFiles.Float32, NumpyFiles.Fortran, NumpyFiles.Version3, NumpyFiles.Records];
        for (var round = 0; round < 1000; round++)
        {
            var bytes = files[round % files.Length];
            var changed = bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)].ToArray();
            for (var i = random.Next(4); i > 0; i--)
                changed[random.Next(Math.Min(changed.Length, 80))] = (byte)random.Next(256);
            var error = Record.Exception(() => Npy.Load(Write("x.npy", changed)));
            Assert.True(error is null or FormatException, $"{error}");
        }
    }

    internal static byte[] Header(string text, params byte[] numbers) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.Latin1.GetBytes(text), .. numbers];

    private Tensor Read(byte[] bytes, Shape shape)
    {
        var tensor = Npy.Load(Write("x.npy", bytes));
        Assert.Equal(shape, tensor.Shape);
        return tensor;
    }

    private byte[] Written(Tensor tensor)
    {
        Npy.Save(PathOf("x.npy"), tensor);
        return File.ReadAllBytes(PathOf("x.npy"));
    }
}
