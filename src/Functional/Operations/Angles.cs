using static Functional.Operations;

namespace Functional.Primitives;

/// <summary>Angle whose tangent is <c>x / y</c>, of the point with ordinate x and abscissa y, between −π and π.</summary>
public readonly struct Atan2 : IBinary
{
    /// <inheritdoc/>
    public static string Name => "atan2";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval SecondDomain => new(0.2, 4);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.Atan2(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Direction(y, Hypot(x, y)));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, -Direction(x, Hypot(x, y)));

    // x / r² where that does not overflow, and 0 at the origin.
    private static Tensor Direction(Tensor x, Tensor r) => Where(Equal(r, 0), 0, x / r / r);
}

/// <summary>Length of a vector of two components, without overflow: <c>√(x² + y²)</c>; derivative 0 at the origin.</summary>
public readonly struct Hypot : IBinary
{
    /// <inheritdoc/>
    public static string Name => "hypot";

    /// <inheritdoc/>
    public static TypeRule Types => TypeRule.Floating;

    /// <inheritdoc/>
    public static Interval SecondDomain => new(0.2, 4);

    /// <inheritdoc/>
    public static Value Body(Value x, Value y) => Elementary.Hypot(x, y);

    /// <inheritdoc/>
    public static Tensor? VjpX(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(z, 0), 0, x / z));

    /// <inheritdoc/>
    public static Tensor? VjpY(Tensor g, Tensor x, Tensor y, Tensor z) => Scale(g, Where(Equal(z, 0), 0, y / z));
}
