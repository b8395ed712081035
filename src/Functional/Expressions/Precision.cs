namespace Functional;

/// <summary>How a product of float32 tensors (a matrix product, a convolution) treats its operands; sums are always added up in float32.</summary>
/// <remarks>
/// It is part of the operation: derivatives, batches and plans keep it, and it means the same on every device. Bounds are of
/// <c>|ĉ − c| / Σₚ |a[i, p]| |b[p, j]|</c>, next to the <c>k · 2⁻²⁴</c> of a float32 sum of k terms, for operands within the range of the
/// type that they are rounded to. Products of other types take no notice: float64 and integers are never rounded, and float16 and bfloat16 are what
/// they would be rounded to.
/// </remarks>
public enum Precision
{
    /// <summary>Operands are never rounded: <c>c = Σ a · b</c> in float32.</summary>
    Exact,

    /// <summary>Operands are rounded to bfloat16, 8 significant bits: <c>c = Σ bf(a) · bf(b)</c>; bound 2⁻⁷. What matrix units are fastest at.</summary>
    BFloat16,

    /// <summary>
    /// Operands are split into two bfloat16, <c>a ≈ a₁ + a₂</c> where <c>a₁ = bf(a), a₂ = bf(a − a₁)</c>:
    /// <c>c = Σ a₁ · b₁ + (Σ a₁ · b₂ + Σ a₂ · b₁)</c>; bound 3 · 2⁻¹⁶. Three products, nearly float32's.
    /// </summary>
    BFloat16x3,

    /// <summary>Operands are rounded to float16, 11 significant bits, of magnitudes from 6 · 10⁻⁸ to 65504 (larger ones become infinite): bound 2⁻¹⁰.</summary>
    Float16,
}

/// <summary>What precisions are made of.</summary>
internal static class Precisions
{
    extension(Precision precision)
    {
        /// <summary>The name as printed trees show it.</summary>
        public string Name => precision.ToString().ToLowerInvariant();

        /// <summary>The type that operands are rounded to.</summary>
        public DType Operand => precision == Precision.Float16 ? DType.Float16 : DType.BFloat16;
    }

    /// <summary>The precision of a product of operands of a type: one that rounds float32, or that rounds nothing since the type is narrow already.</summary>
    /// <exception cref="ValueException">There is no such precision.</exception>
    public static Precision Of(string op, DType type, Precision wanted) =>
        !Enum.IsDefined(wanted)
            ? throw new ValueException(
                $"[{op}] has no precision {(int)wanted}. There are {string.Join(", ", Enum.GetNames<Precision>())}."
            )
        : type == DType.Float32 ? wanted
        : type == DType.Float16 ? Precision.Float16
        : type == DType.BFloat16 ? Precision.BFloat16
        : Precision.Exact;
}
