namespace Digits.Handwriting;

/// <summary>A small grayscale image that a round pen draws on: 0 is paper, 1 is ink.</summary>
internal readonly ref struct Canvas(Span<float> pixels, int size)
{
    private readonly Span<float> _pixels = pixels;

    /// <summary>Draws a straight piece, in pixels, with the pen's radius and an edge that fades over <paramref name="blur"/> pixels.</summary>
    public void Draw(Point from, Point to, double radius, double blur, double ink)
    {
        var reach = radius + blur;
        var (left, right) = Range(from.X, to.X, reach);
        var (top, bottom) = Range(from.Y, to.Y, reach);
        for (var y = top; y <= bottom; y++)
        for (var x = left; x <= right; x++)
        {
            var distance = Distance((x + 0.5, y + 0.5), from, to);
            var cover = ink * Math.Clamp(0.5 + ((radius - distance) / blur), 0, 1);
            ref var pixel = ref _pixels[(y * size) + x];
            pixel = Math.Max(pixel, (float)cover);
        }
    }

    /// <summary>Adds noise of the given strength to every pixel.</summary>
    public void AddNoise(double strength, ref SplitMix64 random)
    {
        foreach (ref var pixel in _pixels)
            pixel = (float)Math.Clamp(pixel + (strength * random.Normal()), 0, 1);
    }

    // The pixels that something between two coordinates can reach.
    private (int First, int Last) Range(double a, double b, double reach) =>
        (Math.Max(0, (int)(Math.Min(a, b) - reach)), Math.Min(size - 1, (int)(Math.Max(a, b) + reach)));

    private static double Distance(Point point, Point from, Point to)
    {
        var (along, reached) = (to - from, point - from);
        var length = (along.X * along.X) + (along.Y * along.Y);
        var t = length == 0 ? 0 : Math.Clamp(((reached.X * along.X) + (reached.Y * along.Y)) / length, 0, 1);
        var (x, y) = (reached.X - (t * along.X), reached.Y - (t * along.Y));
        return Math.Sqrt((x * x) + (y * y));
    }
}
