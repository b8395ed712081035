namespace Functional;

public static partial class Operations
{
    /// <summary>Square of every element: <c>x²</c>.</summary>
    public static Tensor Square(Tensor x) => x * x;

    /// <summary>Reciprocal of every element: <c>1 / x</c>.</summary>
    public static Tensor Reciprocal(Tensor x) => 1 / x;

    /// <summary>Fractional part of every element, with its sign: <c>x − trunc x</c>; derivative 1.</summary>
    public static Tensor Frac(Tensor x) => x - Truncate(x);

    /// <summary>Degrees as radians: <c>x π / 180</c>.</summary>
    public static Tensor DegreesToRadians(Tensor x) => x * (Math.PI / 180);

    /// <summary>Radians as degrees: <c>x 180 / π</c>.</summary>
    public static Tensor RadiansToDegrees(Tensor x) => x * (180 / Math.PI);

    /// <summary>The larger of two elements, the other one where one is NaN; where they are equal the whole cotangent goes to the first.</summary>
    public static Tensor FMax(Tensor x, Tensor y) => Where(Or(LessOrEqual(y, x), IsNaN(y)), x, y);

    /// <summary>The smaller of two elements, the other one where one is NaN; where they are equal the whole cotangent goes to the first.</summary>
    public static Tensor FMin(Tensor x, Tensor y) => Where(Or(LessOrEqual(x, y), IsNaN(y)), x, y);

    /// <summary>A step from one tensor towards another: <c>x + weight · (y − x)</c>, exact at weights 0 and 1.</summary>
    public static Tensor Lerp(Tensor x, Tensor y, Tensor weight) =>
        Where(Less(weight, 0.5), x + (weight * (y - x)), y - ((1 - weight) * (y - x)));

    /// <summary>A sum with a product: <c>x + value · y · z</c>.</summary>
    public static Tensor AddCMul(Tensor x, Tensor y, Tensor z, Tensor? value = null) => x + ((value ?? 1) * y * z);

    /// <summary>A sum with a quotient: <c>x + value · y / z</c>.</summary>
    public static Tensor AddCDiv(Tensor x, Tensor y, Tensor z, Tensor? value = null) => x + ((value ?? 1) * y / z);

    /// <summary>True where two elements are near each other: <c>|x − y| ≤ absolute + relative · |y|</c>; infinities are near themselves only.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="y">What they should be.</param>
    /// <param name="relative">Allowed difference, in parts of y.</param>
    /// <param name="absolute">Allowed difference beside that.</param>
    /// <param name="equalNaN">True if NaN is near NaN.</param>
    public static Tensor IsClose(Tensor x, Tensor y, double relative = 1e-5, double absolute = 1e-8, bool equalNaN = false)
    {
        // Differences of whole numbers and bools are taken in double.
        var (a, b) = x.DType.IsFloating || y.DType.IsFloating ? (x, y) : (x.To(DType.Float64), y.To(DType.Float64));
        var distance = Abs(a - b);
        var near = And(IsFinite(distance), LessOrEqual(distance, (Abs(b) * relative) + absolute));
        var same = Or(Equal(a, b), near);
        return equalNaN ? Or(same, And(IsNaN(a), IsNaN(b))) : same;
    }
}

public sealed partial class Tensor
{
    /// <inheritdoc cref="Operations.Square"/>
    public Tensor Square() => Operations.Square(this);

    /// <inheritdoc cref="Operations.Reciprocal"/>
    public Tensor Reciprocal() => Operations.Reciprocal(this);

    /// <inheritdoc cref="Operations.Frac"/>
    public Tensor Frac() => Operations.Frac(this);

    /// <inheritdoc cref="Operations.DegreesToRadians"/>
    public Tensor DegreesToRadians() => Operations.DegreesToRadians(this);

    /// <inheritdoc cref="Operations.RadiansToDegrees"/>
    public Tensor RadiansToDegrees() => Operations.RadiansToDegrees(this);

    /// <inheritdoc cref="Operations.FMax"/>
    public Tensor FMax(Tensor other) => Operations.FMax(this, other);

    /// <inheritdoc cref="Operations.FMin"/>
    public Tensor FMin(Tensor other) => Operations.FMin(this, other);

    /// <inheritdoc cref="Operations.Lerp"/>
    public Tensor Lerp(Tensor other, Tensor weight) => Operations.Lerp(this, other, weight);

    /// <inheritdoc cref="Operations.AddCMul"/>
    public Tensor AddCMul(Tensor y, Tensor z, Tensor? value = null) => Operations.AddCMul(this, y, z, value);

    /// <inheritdoc cref="Operations.AddCDiv"/>
    public Tensor AddCDiv(Tensor y, Tensor z, Tensor? value = null) => Operations.AddCDiv(this, y, z, value);

    /// <inheritdoc cref="Operations.IsClose"/>
    public Tensor IsClose(Tensor other, double relative = 1e-5, double absolute = 1e-8, bool equalNaN = false) =>
        Operations.IsClose(this, other, relative, absolute, equalNaN);

    /// <summary>True if all elements are near the other's, which broadcast: <c>|x − y| ≤ absolute + relative · |y|</c>. Looks at the values.</summary>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    /// <exception cref="TracingException">There is no value yet: under Compile, Vectorize or Scan.</exception>
    public bool AllClose(Tensor other, double relative = 1e-5, double absolute = 1e-8, bool equalNaN = false) =>
        IsClose(other, relative, absolute, equalNaN).All().Item<bool>();
}
