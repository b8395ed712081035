namespace Functional;

/// <summary>The element type of a tensor.</summary>
public enum DType : byte
{
    /// <summary>A truth value, one byte.</summary>
    Bool,

    /// <summary>A 32-bit signed integer; arithmetic wraps around.</summary>
    Int32,

    /// <summary>A 64-bit signed integer; arithmetic wraps around.</summary>
    Int64,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,
}

/// <summary>Properties of element types and the promotion between them.</summary>
/// <remarks>A new dtype is a case of <see cref="DType"/>, a row in each of these switches, and a lane type in the readers of the kernel language.</remarks>
public static class DTypes
{
    /// <summary>All element types, in promotion order.</summary>
    public static IReadOnlyList<DType> All { get; } = [DType.Bool, DType.Int32, DType.Int64, DType.Float32, DType.Float64];

    extension(DType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int ByteSize =>
            type switch
            {
                DType.Bool => 1,
                DType.Int32 or DType.Float32 => 4,
                _ => 8,
            };

        /// <summary>True for <c>float32</c> and <c>float64</c>.</summary>
        public bool IsFloating => type is DType.Float32 or DType.Float64;

        /// <summary>True for <c>int32</c> and <c>int64</c>.</summary>
        public bool IsInteger => type is DType.Int32 or DType.Int64;

        /// <summary>The name as it is printed: <c>float32</c>.</summary>
        public string Name =>
            type switch
            {
                DType.Bool => "bool",
                DType.Int32 => "int32",
                DType.Int64 => "int64",
                DType.Float32 => "float32",
                _ => "float64",
            };
    }

    /// <summary>The type in which an operation on <paramref name="x"/> and <paramref name="y"/> computes (PyTorch's table).</summary>
    public static DType Promote(DType x, DType y) => (DType)Math.Max((byte)x, (byte)y);

    /// <summary>The type that a weak literal of type <paramref name="weak"/> takes beside an operand of type <paramref name="strong"/>.</summary>
    public static DType PromoteWeak(DType weak, DType strong) => Category(weak) <= Category(strong) ? strong : Default(weak);

    /// <summary>The element type of the .NET type <typeparamref name="T"/>.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static DType Of<T>() =>
        typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : throw new DTypeException(
            $"[tensor] has no element type for .NET's {typeof(T).Name}; there are bool, int, long, float and double."
        );

    // Bool, integers, floats: a literal moves within or below its operand's category without widening it.
    private static int Category(DType type) =>
        type.IsFloating ? 2
        : type.IsInteger ? 1
        : 0;

    private static DType Default(DType weak) =>
        weak.IsFloating ? DType.Float32
        : weak.IsInteger ? DType.Int64
        : DType.Bool;
}
