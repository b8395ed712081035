using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>
/// A row of one to three vectors side by side. The rows of a tile of C are locals of this kind, which the JIT keeps in registers.
/// </summary>
internal unsafe interface IStrip<T, TStrip>
    where T : unmanaged
    where TStrip : struct, IStrip<T, TStrip>
{
    static abstract TStrip Load(T* source);

    /// <summary>Adds <c>scale · row</c> to this row.</summary>
    void MultiplyAdd(T scale, TStrip row);

    /// <summary>Writes this row to memory, or adds it to what is there.</summary>
    void Write(T* target, bool add);
}

/// <summary>One vector of a row.</summary>
internal unsafe struct Strip1<T, V, TLanes> : IStrip<T, Strip1<T, V, TLanes>>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    private V _x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip1<T, V, TLanes> Load(T* source)
    {
        Strip1<T, V, TLanes> strip;
        strip._x = TLanes.Load(source);
        return strip;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(T scale, Strip1<T, V, TLanes> row)
    {
        V factor = TLanes.Broadcast(scale);
        _x = TLanes.MultiplyAdd(factor, row._x, _x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T* target, bool add)
    {
        if (add)
        {
            _x = TLanes.Add(_x, TLanes.Load(target));
        }
        TLanes.Store(target, _x);
    }
}

/// <summary>Two vectors of a row.</summary>
internal unsafe struct Strip2<T, V, TLanes> : IStrip<T, Strip2<T, V, TLanes>>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    private V _x,
        _y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip2<T, V, TLanes> Load(T* source)
    {
        Strip2<T, V, TLanes> strip;
        strip._x = TLanes.Load(source);
        strip._y = TLanes.Load(source + TLanes.Count);
        return strip;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(T scale, Strip2<T, V, TLanes> row)
    {
        V factor = TLanes.Broadcast(scale);
        _x = TLanes.MultiplyAdd(factor, row._x, _x);
        _y = TLanes.MultiplyAdd(factor, row._y, _y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T* target, bool add)
    {
        if (add)
        {
            _x = TLanes.Add(_x, TLanes.Load(target));
            _y = TLanes.Add(_y, TLanes.Load(target + TLanes.Count));
        }
        TLanes.Store(target, _x);
        TLanes.Store(target + TLanes.Count, _y);
    }
}

/// <summary>Three vectors of a row.</summary>
internal unsafe struct Strip3<T, V, TLanes> : IStrip<T, Strip3<T, V, TLanes>>
    where T : unmanaged
    where V : struct
    where TLanes : struct, IVectorLanes<T, V>
{
    private V _x,
        _y,
        _z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip3<T, V, TLanes> Load(T* source)
    {
        Strip3<T, V, TLanes> strip;
        strip._x = TLanes.Load(source);
        strip._y = TLanes.Load(source + TLanes.Count);
        strip._z = TLanes.Load(source + (2 * TLanes.Count));
        return strip;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(T scale, Strip3<T, V, TLanes> row)
    {
        V factor = TLanes.Broadcast(scale);
        _x = TLanes.MultiplyAdd(factor, row._x, _x);
        _y = TLanes.MultiplyAdd(factor, row._y, _y);
        _z = TLanes.MultiplyAdd(factor, row._z, _z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T* target, bool add)
    {
        if (add)
        {
            _x = TLanes.Add(_x, TLanes.Load(target));
            _y = TLanes.Add(_y, TLanes.Load(target + TLanes.Count));
            _z = TLanes.Add(_z, TLanes.Load(target + (2 * TLanes.Count)));
        }
        TLanes.Store(target, _x);
        TLanes.Store(target + TLanes.Count, _y);
        TLanes.Store(target + (2 * TLanes.Count), _z);
    }
}
