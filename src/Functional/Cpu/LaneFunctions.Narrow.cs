using System.Runtime.Intrinsics;

namespace Functional;

// Narrow integers in memory as int32 lanes, and the low bytes of int32 lanes in memory.
internal static unsafe partial class LaneFunctions
{
    private static Vector64<int> LoadUInt82(byte* from) => Vector64.Create(from[0], (int)from[1]);

    private static Vector64<int> LoadInt82(byte* from) => Vector64.Create((sbyte)from[0], (int)(sbyte)from[1]);

    private static Vector64<int> LoadInt162(byte* from) => Vector64.Create(((short*)from)[0], (int)((short*)from)[1]);

    private static void Store1Of2(Vector64<int> lanes, byte* to) => (to[0], to[1]) = ((byte)lanes[0], (byte)lanes[1]);

    private static void Store2Of2(Vector64<int> lanes, byte* to) =>
        (((short*)to)[0], ((short*)to)[1]) = ((short)lanes[0], (short)lanes[1]);

    private static Vector128<int> LoadUInt84(byte* from) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(*(int*)from).AsByte()).AsInt16());

    private static Vector128<int> LoadInt84(byte* from) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(*(int*)from).AsSByte()));

    private static Vector128<int> LoadInt164(byte* from) => Vector128.WidenLower(Vector128.CreateScalar(*(long*)from).AsInt16());

    private static void Store1Of4(Vector128<int> lanes, byte* to)
    {
        var words = Vector128.Narrow(lanes, lanes);
        *(int*)to = Vector128.Narrow(words, words).AsInt32().ToScalar();
    }

    private static void Store2Of4(Vector128<int> lanes, byte* to) =>
        *(long*)to = Vector128.Narrow(lanes, lanes).AsInt64().ToScalar();

    private static Vector256<int> LoadUInt88(byte* from) =>
        Widen(Vector128.WidenLower(Vector128.CreateScalar(*(long*)from).AsByte()).AsInt16());

    private static Vector256<int> LoadInt88(byte* from) =>
        Widen(Vector128.WidenLower(Vector128.CreateScalar(*(long*)from).AsSByte()));

    private static Vector256<int> LoadInt168(byte* from) => Widen(Vector128.Load((short*)from));

    private static void Store1Of8(Vector256<int> lanes, byte* to)
    {
        var words = Vector128.Narrow(lanes.GetLower(), lanes.GetUpper());
        *(long*)to = Vector128.Narrow(words, words).AsInt64().ToScalar();
    }

    private static void Store2Of8(Vector256<int> lanes, byte* to) =>
        Vector128.Narrow(lanes.GetLower(), lanes.GetUpper()).Store((short*)to);

    private static Vector512<int> LoadUInt816(byte* from)
    {
        var bytes = Vector128.Load(from);
        return Widen(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16());
    }

    private static Vector512<int> LoadInt816(byte* from)
    {
        var bytes = Vector128.Load((sbyte*)from);
        return Widen(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)));
    }

    private static Vector512<int> LoadInt1616(byte* from) => Widen(Vector256.Load((short*)from));

    private static void Store1Of16(Vector512<int> lanes, byte* to)
    {
        var words = Vector256.Narrow(lanes.GetLower(), lanes.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).Store((sbyte*)to);
    }

    private static void Store2Of16(Vector512<int> lanes, byte* to) =>
        Vector256.Narrow(lanes.GetLower(), lanes.GetUpper()).Store((short*)to);

    private static Vector256<int> Widen(Vector128<short> words) =>
        Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));

    private static Vector512<int> Widen(Vector256<short> words) =>
        Vector512.Create(Vector256.WidenLower(words), Vector256.WidenUpper(words));
}
