namespace Functional;

/// <summary>The element type of a tensor.</summary>
public enum DType : byte
{
    /// <summary>A truth value, one byte; .NET's <see cref="bool"/>.</summary>
    Bool,

    /// <summary>An 8-bit unsigned integer; arithmetic wraps around. .NET's <see cref="byte"/>.</summary>
    UInt8,

    /// <summary>An 8-bit signed integer; arithmetic wraps around. .NET's <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>A 16-bit signed integer; arithmetic wraps around. .NET's <see cref="short"/>.</summary>
    Int16,

    /// <summary>A 32-bit signed integer; arithmetic wraps around. .NET's <see cref="int"/>.</summary>
    Int32,

    /// <summary>A 64-bit signed integer; arithmetic wraps around. .NET's <see cref="long"/>.</summary>
    Int64,

    /// <summary>IEEE 754 half precision: 11 bits of significand, up to 65504. .NET's <see cref="Half"/>.</summary>
    Float16,

    /// <summary>The upper half of a float32: 8 bits of significand, up to 3.4·10³⁸. <see cref="Functional.BFloat16"/>.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision; .NET's <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE 754 double precision; .NET's <see cref="double"/>.</summary>
    Float64,
}

/// <summary>Properties of element types and the promotion between them.</summary>
/// <remarks>
/// Kernels compute in bool, int32, int64, float32 and float64. The others are narrow: every operation on them computes in their
/// <c>Lane</c> type and then rounds to nearest even, or wraps around, so that results do not depend on what is fused.
/// </remarks>
public static class DTypes
{
    /// <summary>All element types: bool, then integers, then floats.</summary>
    public static IReadOnlyList<DType> All { get; } =
    [
        DType.Bool,
        DType.UInt8,
        DType.Int8,
        DType.Int16,
        DType.Int32,
        DType.Int64,
        DType.Float16,
        DType.BFloat16,
        DType.Float32,
        DType.Float64,
    ];

    extension(DType type)
    {
        /// <summary>Bytes of one element.</summary>
        public int ByteSize =>
            type switch
            {
                DType.Bool or DType.UInt8 or DType.Int8 => 1,
                DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
                DType.Int32 or DType.Float32 => 4,
                _ => 8,
            };

        /// <summary>True for <c>float16</c>, <c>bfloat16</c>, <c>float32</c> and <c>float64</c>.</summary>
        public bool IsFloating => type >= DType.Float16;

        /// <summary>True for <c>uint8</c>, <c>int8</c>, <c>int16</c>, <c>int32</c> and <c>int64</c>.</summary>
        public bool IsInteger => type is > DType.Bool and < DType.Float16;

        /// <summary>True for what is stored in fewer bits than kernels compute with: <c>uint8</c>, <c>int8</c>, <c>int16</c>, <c>float16</c>, <c>bfloat16</c>.</summary>
        public bool IsNarrow => type is DType.UInt8 or DType.Int8 or DType.Int16 or DType.Float16 or DType.BFloat16;

        /// <summary>The type in which kernels compute: <c>int32</c> for narrow integers, <c>float32</c> for narrow floats, else the type itself.</summary>
        public DType Lane =>
            !type.IsNarrow ? type
            : type.IsFloating ? DType.Float32
            : DType.Int32;

        /// <summary>The name as it is printed: <c>float32</c>.</summary>
        public string Name =>
            type switch
            {
                DType.Bool => "bool",
                DType.UInt8 => "uint8",
                DType.Int8 => "int8",
                DType.Int16 => "int16",
                DType.Int32 => "int32",
                DType.Int64 => "int64",
                DType.Float16 => "float16",
                DType.BFloat16 => "bfloat16",
                DType.Float32 => "float32",
                _ => "float64",
            };
    }

    /// <summary>The type in which an operation on <paramref name="x"/> and <paramref name="y"/> computes (PyTorch's table).</summary>
    /// <remarks>
    /// The table is symmetric; b is bool, u unsigned, i signed, f floating, bf bfloat16, the number the size in bits:
    /// <code>
    ///        b    u8   i8   i16  i32  i64  f16  bf16 f32  f64
    /// b      b    u8   i8   i16  i32  i64  f16  bf16 f32  f64
    /// u8     u8   u8   i16  i16  i32  i64  f16  bf16 f32  f64
    /// i8     i8   i16  i8   i16  i32  i64  f16  bf16 f32  f64
    /// i16    i16  i16  i16  i16  i32  i64  f16  bf16 f32  f64
    /// i32    i32  i32  i32  i32  i32  i64  f16  bf16 f32  f64
    /// i64    i64  i64  i64  i64  i64  i64  f16  bf16 f32  f64
    /// f16    f16  f16  f16  f16  f16  f16  f16  f32  f32  f64
    /// bf16   bf16 bf16 bf16 bf16 bf16 bf16 f32  bf16 f32  f64
    /// f32    f32  f32  f32  f32  f32  f32  f32  f32  f32  f64
    /// f64    f64  f64  f64  f64  f64  f64  f64  f64  f64  f64
    /// </code>
    /// </remarks>
    public static DType Promote(DType x, DType y) =>
        x == y ? x
        : x > y ? Promote(y, x)
        // The two pairs of which neither type holds the other's numbers.
        : (x, y) is (DType.UInt8, DType.Int8) ? DType.Int16
        : (x, y) is (DType.Float16, DType.BFloat16) ? DType.Float32
        : y;

    /// <summary>The type that a weak literal of type <paramref name="weak"/> takes beside an operand of type <paramref name="strong"/>.</summary>
    /// <remarks>A literal widens no operand of its own category or a higher one: <c>x * 2.0</c> stays float16, <c>x + 1</c> stays int8, an int and 0.5 give float32.</remarks>
    public static DType PromoteWeak(DType weak, DType strong) => Category(weak) <= Category(strong) ? strong : Default(weak);

    /// <summary>The element type of the .NET type <typeparamref name="T"/>.</summary>
    /// <exception cref="DTypeException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static DType Of<T>() =>
        typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(byte) ? DType.UInt8
        : typeof(T) == typeof(sbyte) ? DType.Int8
        : typeof(T) == typeof(short) ? DType.Int16
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(Half) ? DType.Float16
        : typeof(T) == typeof(BFloat16) ? DType.BFloat16
        : typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : throw new DTypeException(
            $"[tensor] has no element type for .NET's {typeof(T).Name}; there are bool, byte, sbyte, short, int, long, Half, BFloat16, float and double."
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
