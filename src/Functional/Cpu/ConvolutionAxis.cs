namespace Functional;

/// <summary>
/// Places of the result along one spatial axis whose taps read x at even distances. Place <c>FirstPlace + q·PlaceStride</c> of the
/// result and tap <c>FirstTap + e·TapStride</c> of w meet at place <c>Start + q·PlaceStep + e·TapStep</c> of x.
/// </summary>
internal readonly record struct ConvolutionAxis(
    int Places,
    int FirstPlace,
    int PlaceStride,
    int Taps,
    int FirstTap,
    int TapStride,
    long Start,
    long PlaceStep,
    long TapStep
)
{
    /// <summary>First place of x that is read; below 0 where that is padding.</summary>
    public long Low => Taps == 0 ? 0 : Start;

    /// <summary>Last place of x that is read.</summary>
    public long High => Taps == 0 ? 0 : Start + ((Places - 1) * PlaceStep) + ((Taps - 1) * TapStep);

    /// <summary>
    /// All places of one axis. Of x spread out with zeros every place of the result meets only some taps, the same ones every few
    /// places: each such class is a convolution of x as it is.
    /// </summary>
    public static ConvolutionAxis[] Classes(WindowAxis window, int taps)
    {
        (int places, int stride, int dilation, int spread, int low) = window;
        int period = spread / CommonDivisor(spread, stride),
            tapPeriod = spread / CommonDivisor(spread, dilation);
        ConvolutionAxis[] classes = new ConvolutionAxis[Math.Min(period, places)];
        for (int first = 0; first < classes.Length; first++)
        {
            int tap = 0;
            while (tap < tapPeriod && Meeting(first, tap) % spread != 0)
                tap++;
            bool any = tap < tapPeriod && tap < taps;
            classes[first] = new(
                ((places - 1 - first) / period) + 1,
                first,
                period,
                any ? ((taps - 1 - tap) / tapPeriod) + 1 : 0,
                tap,
                tapPeriod,
                any ? Meeting(first, tap) / spread : 0,
                (long)period * stride / spread,
                (long)tapPeriod * dilation / spread
            );
        }
        return classes;

        long Meeting(int place, int tap) => ((long)place * stride) + ((long)tap * dilation) - low;
    }

    private static int CommonDivisor(int x, int y) => y == 0 ? x : CommonDivisor(y, x % y);
}
