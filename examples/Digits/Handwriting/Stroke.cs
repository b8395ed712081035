namespace Digits.Handwriting;

/// <summary>A point of the page: x to the right, y down.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static implicit operator Point((double X, double Y) pair) => new(pair.X, pair.Y);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);
}

/// <summary>What the pen draws without being lifted, by the points it passes.</summary>
/// <param name="Points">Where it passes; the digit's box is the unit square.</param>
/// <param name="Smooth">A curve through the points, else straight lines between them.</param>
/// <param name="Closed">The end is joined to the start.</param>
internal sealed record Stroke(Point[] Points, bool Smooth, bool Closed)
{
    private const int StepsPerSpan = 6;

    public static Stroke Line(params Point[] points) => new(points, Smooth: false, Closed: false);

    public static Stroke Curve(params Point[] points) => new(points, Smooth: true, Closed: false);

    public static Stroke Ring(params Point[] points) => new(points, Smooth: true, Closed: true);

    /// <summary>The stroke as many short straight pieces.</summary>
    public IEnumerable<(Point From, Point To)> Pieces()
    {
        var spans = Closed ? Points.Length : Points.Length - 1;
        var steps = Smooth ? StepsPerSpan : 1;
        var from = Points[0];
        for (var span = 0; span < spans; span++)
        for (var step = 1; step <= steps; step++)
        {
            var to = Along(span, (double)step / steps);
            yield return (from, to);
            from = to;
        }
    }

    private Point Along(int span, double t)
    {
        var (b, c) = (At(span), At(span + 1));
        if (!Smooth)
            return b + (t * (c - b));
        // Catmull and Rom 1974: a cubic between b and c whose slopes there come from the neighbours.
        var (a, d) = (At(span - 1), At(span + 2));
        var bend = (2 * a) - (5 * b) + (4 * c) - d;
        var twist = (3 * (b - c)) + d - a;
        return b + (0.5 * t * (c - a + (t * (bend + (t * twist)))));
    }

    private Point At(int index) =>
        Closed ? Points[(index + Points.Length) % Points.Length] : Points[Math.Clamp(index, 0, Points.Length - 1)];
}
