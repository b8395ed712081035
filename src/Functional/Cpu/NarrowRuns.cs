namespace Functional;

/// <summary>Runs of narrow integers in memory, and of the int32 that kernels compute with.</summary>
internal static unsafe class NarrowRuns
{
    public static void Load(DType stored, byte* from, int* to, int count)
    {
        switch (stored)
        {
            case DType.UInt8:
                for (var i = 0; i < count; i++)
                    to[i] = from[i];
                break;
            case DType.Int8:
                for (var i = 0; i < count; i++)
                    to[i] = ((sbyte*)from)[i];
                break;
            default:
                for (var i = 0; i < count; i++)
                    to[i] = ((short*)from)[i];
                break;
        }
    }

    /// <summary>The low bytes.</summary>
    public static void Store(int size, int* from, byte* to, int count)
    {
        if (size == 1)
            for (var i = 0; i < count; i++)
                to[i] = (byte)from[i];
        else
            for (var i = 0; i < count; i++)
                ((short*)to)[i] = (short)from[i];
    }
}
