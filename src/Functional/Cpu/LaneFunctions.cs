using System.Runtime.Intrinsics;

namespace Functional;

/// <summary>What emitted kernels call where vectors have no single method: conversions between lane sizes, bytes as masks, integer division.</summary>
/// <remarks>The number at the end of a name is the number of lanes. Found by name, so that the emitter needs no table.</remarks>
internal static unsafe partial class LaneFunctions
{
    private static Vector64<int> LoadBool2(byte* from)
    {
        var lanes = Vector64<int>.Zero;
        for (var k = 0; k < 2; k++)
            ((int*)&lanes)[k] = -(from[k] & 1);
        return lanes;
    }

    private static Vector64<int> SplatBool2(byte* from) => Vector64.Create(-(*from & 1));

    private static void StoreBool2(Vector64<int> mask, byte* to)
    {
        for (var k = 0; k < 2; k++)
            to[k] = (byte)(((int*)&mask)[k] & 1);
    }

    private static Vector64<int> DivideInt322(Vector64<int> a, Vector64<int> b)
    {
        for (var k = 0; k < 2; k++)
            ((int*)&a)[k] = (int)
                ScalarReader.Apply(Instruction.Divide, DType.Int32, DType.Int32, ((int*)&a)[k], ((int*)&b)[k], 0, 0);
        return a;
    }

    private static Vector64<int> Float32ToInt322(Vector64<float> x) => Vector64.ConvertToInt32(x);

    private static Vector64<float> Int32ToFloat322(Vector64<int> x) => Vector64.ConvertToSingle(x);

    private static Vector128<int> LoadBool4(byte* from)
    {
        var lanes = Vector128<int>.Zero;
        for (var k = 0; k < 4; k++)
            ((int*)&lanes)[k] = -(from[k] & 1);
        return lanes;
    }

    private static Vector128<int> SplatBool4(byte* from) => Vector128.Create(-(*from & 1));

    private static void StoreBool4(Vector128<int> mask, byte* to)
    {
        for (var k = 0; k < 4; k++)
            to[k] = (byte)(((int*)&mask)[k] & 1);
    }

    private static Vector128<int> DivideInt324(Vector128<int> a, Vector128<int> b)
    {
        for (var k = 0; k < 4; k++)
            ((int*)&a)[k] = (int)
                ScalarReader.Apply(Instruction.Divide, DType.Int32, DType.Int32, ((int*)&a)[k], ((int*)&b)[k], 0, 0);
        return a;
    }

    private static Vector128<int> Float32ToInt324(Vector128<float> x) => Vector128.ConvertToInt32(x);

    private static Vector128<float> Int32ToFloat324(Vector128<int> x) => Vector128.ConvertToSingle(x);

    private static Vector256<int> LoadBool8(byte* from)
    {
        var lanes = Vector256<int>.Zero;
        for (var k = 0; k < 8; k++)
            ((int*)&lanes)[k] = -(from[k] & 1);
        return lanes;
    }

    private static Vector256<int> SplatBool8(byte* from) => Vector256.Create(-(*from & 1));

    private static void StoreBool8(Vector256<int> mask, byte* to)
    {
        for (var k = 0; k < 8; k++)
            to[k] = (byte)(((int*)&mask)[k] & 1);
    }

    private static Vector256<int> DivideInt328(Vector256<int> a, Vector256<int> b)
    {
        for (var k = 0; k < 8; k++)
            ((int*)&a)[k] = (int)
                ScalarReader.Apply(Instruction.Divide, DType.Int32, DType.Int32, ((int*)&a)[k], ((int*)&b)[k], 0, 0);
        return a;
    }

    private static Vector256<int> Float32ToInt328(Vector256<float> x) => Vector256.ConvertToInt32(x);

    private static Vector256<float> Int32ToFloat328(Vector256<int> x) => Vector256.ConvertToSingle(x);

    private static Vector512<int> LoadBool16(byte* from)
    {
        var lanes = Vector512<int>.Zero;
        for (var k = 0; k < 16; k++)
            ((int*)&lanes)[k] = -(from[k] & 1);
        return lanes;
    }

    private static Vector512<int> SplatBool16(byte* from) => Vector512.Create(-(*from & 1));

    private static void StoreBool16(Vector512<int> mask, byte* to)
    {
        for (var k = 0; k < 16; k++)
            to[k] = (byte)(((int*)&mask)[k] & 1);
    }

    private static Vector512<int> DivideInt3216(Vector512<int> a, Vector512<int> b)
    {
        for (var k = 0; k < 16; k++)
            ((int*)&a)[k] = (int)
                ScalarReader.Apply(Instruction.Divide, DType.Int32, DType.Int32, ((int*)&a)[k], ((int*)&b)[k], 0, 0);
        return a;
    }

    private static Vector512<int> Float32ToInt3216(Vector512<float> x) => Vector512.ConvertToInt32(x);

    private static Vector512<float> Int32ToFloat3216(Vector512<int> x) => Vector512.ConvertToSingle(x);

    private static Vector128<long> DivideInt642(Vector128<long> a, Vector128<long> b)
    {
        for (var k = 0; k < 2; k++)
            ((long*)&a)[k] = ScalarReader.Apply(
                Instruction.Divide,
                DType.Int64,
                DType.Int64,
                ((long*)&a)[k],
                ((long*)&b)[k],
                0,
                0
            );
        return a;
    }

    private static Vector128<long> Int32ToInt642(Vector64<int> x) => Vector128.WidenLower(x.ToVector128());

    private static Vector64<int> Int64ToInt322(Vector128<long> x) => Vector128.Narrow(x, x).GetLower();

    private static Vector128<double> Float32ToFloat642(Vector64<float> x) => Vector128.WidenLower(x.ToVector128());

    private static Vector64<float> Float64ToFloat322(Vector128<double> x) => Vector128.Narrow(x, x).GetLower();

    private static Vector128<double> Int64ToFloat642(Vector128<long> x) => Vector128.ConvertToDouble(x);

    private static Vector128<long> Float64ToInt642(Vector128<double> x) => Vector128.ConvertToInt64(x);

    private static Vector128<double> Int32ToFloat642(Vector64<int> x) => Int64ToFloat642(Int32ToInt642(x));

    private static Vector128<long> Float32ToInt642(Vector64<float> x) => Float64ToInt642(Float32ToFloat642(x));

    private static Vector64<float> Int64ToFloat322(Vector128<long> x)
    {
        var lanes = Vector64<float>.Zero;
        for (var k = 0; k < 2; k++)
            ((float*)&lanes)[k] = ((long*)&x)[k];
        return lanes;
    }

    private static Vector64<int> Float64ToInt322(Vector128<double> x)
    {
        var lanes = Vector64<int>.Zero;
        for (var k = 0; k < 2; k++)
            ((int*)&lanes)[k] = (int)((double*)&x)[k];
        return lanes;
    }

    private static Vector256<long> DivideInt644(Vector256<long> a, Vector256<long> b)
    {
        for (var k = 0; k < 4; k++)
            ((long*)&a)[k] = ScalarReader.Apply(
                Instruction.Divide,
                DType.Int64,
                DType.Int64,
                ((long*)&a)[k],
                ((long*)&b)[k],
                0,
                0
            );
        return a;
    }

    private static Vector256<long> Int32ToInt644(Vector128<int> x) =>
        Vector256.Create(Vector128.WidenLower(x), Vector128.WidenUpper(x));

    private static Vector128<int> Int64ToInt324(Vector256<long> x) => Vector128.Narrow(x.GetLower(), x.GetUpper());

    private static Vector256<double> Float32ToFloat644(Vector128<float> x) =>
        Vector256.Create(Vector128.WidenLower(x), Vector128.WidenUpper(x));

    private static Vector128<float> Float64ToFloat324(Vector256<double> x) => Vector128.Narrow(x.GetLower(), x.GetUpper());

    private static Vector256<double> Int64ToFloat644(Vector256<long> x) => Vector256.ConvertToDouble(x);

    private static Vector256<long> Float64ToInt644(Vector256<double> x) => Vector256.ConvertToInt64(x);

    private static Vector256<double> Int32ToFloat644(Vector128<int> x) => Int64ToFloat644(Int32ToInt644(x));

    private static Vector256<long> Float32ToInt644(Vector128<float> x) => Float64ToInt644(Float32ToFloat644(x));

    private static Vector128<float> Int64ToFloat324(Vector256<long> x)
    {
        var lanes = Vector128<float>.Zero;
        for (var k = 0; k < 4; k++)
            ((float*)&lanes)[k] = ((long*)&x)[k];
        return lanes;
    }

    private static Vector128<int> Float64ToInt324(Vector256<double> x)
    {
        var lanes = Vector128<int>.Zero;
        for (var k = 0; k < 4; k++)
            ((int*)&lanes)[k] = (int)((double*)&x)[k];
        return lanes;
    }

    private static Vector512<long> DivideInt648(Vector512<long> a, Vector512<long> b)
    {
        for (var k = 0; k < 8; k++)
            ((long*)&a)[k] = ScalarReader.Apply(
                Instruction.Divide,
                DType.Int64,
                DType.Int64,
                ((long*)&a)[k],
                ((long*)&b)[k],
                0,
                0
            );
        return a;
    }

    private static Vector512<long> Int32ToInt648(Vector256<int> x) =>
        Vector512.Create(Vector256.WidenLower(x), Vector256.WidenUpper(x));

    private static Vector256<int> Int64ToInt328(Vector512<long> x) => Vector256.Narrow(x.GetLower(), x.GetUpper());

    private static Vector512<double> Float32ToFloat648(Vector256<float> x) =>
        Vector512.Create(Vector256.WidenLower(x), Vector256.WidenUpper(x));

    private static Vector256<float> Float64ToFloat328(Vector512<double> x) => Vector256.Narrow(x.GetLower(), x.GetUpper());

    private static Vector512<double> Int64ToFloat648(Vector512<long> x) => Vector512.ConvertToDouble(x);

    private static Vector512<long> Float64ToInt648(Vector512<double> x) => Vector512.ConvertToInt64(x);

    private static Vector512<double> Int32ToFloat648(Vector256<int> x) => Int64ToFloat648(Int32ToInt648(x));

    private static Vector512<long> Float32ToInt648(Vector256<float> x) => Float64ToInt648(Float32ToFloat648(x));

    private static Vector256<float> Int64ToFloat328(Vector512<long> x)
    {
        var lanes = Vector256<float>.Zero;
        for (var k = 0; k < 8; k++)
            ((float*)&lanes)[k] = ((long*)&x)[k];
        return lanes;
    }

    private static Vector256<int> Float64ToInt328(Vector512<double> x)
    {
        var lanes = Vector256<int>.Zero;
        for (var k = 0; k < 8; k++)
            ((int*)&lanes)[k] = (int)((double*)&x)[k];
        return lanes;
    }
}
