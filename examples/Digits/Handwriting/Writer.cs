namespace Digits.Handwriting;

/// <summary>Writes digits as people do: in one of several hands, unsteadily, slanted, with whatever pen is near.</summary>
internal static class Writer
{
    /// <summary>Width and height of an image, in pixels, as in MNIST.</summary>
    public const int Size = 28;

    /// <summary>Height of an upright digit in pixels.</summary>
    private const double Height = 19;

    /// <summary>Images of random digits, row by row, and what they show. The same seed and stream give the same images.</summary>
    public static (float[] Pixels, long[] Labels) Write(int count, ulong seed, ulong stream)
    {
        var (pixels, labels) = (new float[count * Size * Size], new long[count]);
        Parallel.For(
            0,
            count,
            index =>
            {
                var random = SplitMix64.ForStream(seed, (stream << 32) | (uint)index);
                labels[index] = random.Below(10);
                WriteOne((int)labels[index], pixels.AsSpan(index * Size * Size, Size * Size), ref random);
            }
        );
        return (pixels, labels);
    }

    private static void WriteOne(int digit, Span<float> pixels, ref SplitMix64 random)
    {
        var hands = Hands.Digits[digit];
        var strokes = hands[random.Below(hands.Length)];
        var warp = Warp.Draw(ref random);
        var (radius, blur, ink) = (random.Between(0.7, 1.6), random.Between(0.8, 1.8), random.Between(0.65, 1));
        var canvas = new Canvas(pixels, Size);
        foreach (var stroke in strokes)
        {
            var points = new Point[stroke.Points.Length];
            for (var i = 0; i < points.Length; i++)
                points[i] = warp.Apply(stroke.Points[i] + Tremble(ref random));
            foreach (var (from, to) in (stroke with { Points = points }).Pieces())
                canvas.Draw(from, to, radius, blur, ink);
        }
        canvas.AddNoise(random.Between(0.02, 0.14), ref random);
    }

    // An unsteady hand misses each point by a few hundredths of the digit's height.
    private static Point Tremble(ref SplitMix64 random) => new(0.03 * random.Normal(), 0.03 * random.Normal());

    /// <summary>From the unit square to pixels: <c>x ↦ A (x + bend · y²) + b</c>.</summary>
    private readonly record struct Warp(double Xx, double Xy, double Yx, double Yy, double Bend, Point Center)
    {
        public static Warp Draw(ref SplitMix64 random)
        {
            var (sin, cos) = Math.SinCos(0.16 * random.Normal());
            var slant = 0.1 + (0.2 * random.Normal());
            var (width, height) = (Height * random.Between(0.6, 1.05), Height * random.Between(0.78, 1.08));
            var center = new Point((Size / 2.0) + random.Between(-2, 2), (Size / 2.0) + random.Between(-2, 2));
            // Rotation × slant × scale.
            return new(
                cos * width,
                ((-slant * cos) - sin) * height,
                sin * width,
                (cos - (slant * sin)) * height,
                0.25 * random.Normal(),
                center
            );
        }

        public Point Apply(Point point)
        {
            var y = point.Y - 0.5;
            var x = point.X - 0.5 + (Bend * ((y * y) - 0.1));
            return new Point((Xx * x) + (Xy * y), (Yx * x) + (Yy * y)) + Center;
        }
    }
}
