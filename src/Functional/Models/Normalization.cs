namespace Functional;

public sealed partial class Tensor
{
    /// <summary>The last axes with mean 0 and variance 1: <c>(x − mean) / √(variance + ε) · weight + bias</c> (Ba et al. 2016).</summary>
    /// <param name="weight">Of the shape of the last axes; none for 1.</param>
    /// <param name="bias">Of the shape of the last axes; none for 0.</param>
    /// <param name="axes">How many of the last axes are normalized together.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="AxisException">There are not as many axes.</exception>
    /// <exception cref="ShapeException">Weight or bias have another shape.</exception>
    public Tensor LayerNorm(Tensor? weight = null, Tensor? bias = null, int axes = 1, double epsilon = 1e-5)
    {
        if (axes < 1 || axes > Rank)
            throw new AxisException($"[layer_norm] cannot normalize the last {axes} axes of {Describe()}.");
        var last = Shape.Of(Shape.Axes[^axes..]);
        return Affine(
            "layer_norm",
            Floating().Standardized([.. Enumerable.Range(Rank - axes, axes)], epsilon),
            weight,
            bias,
            last,
            last
        );
    }

    /// <summary>The last axis divided by its root mean square: <c>x / √(mean x² + ε) · weight</c> (Zhang &amp; Sennrich 2019).</summary>
    /// <param name="weight">Of the size of the last axis; none for 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="AxisException">This is a scalar.</exception>
    /// <exception cref="ShapeException">The weight has another shape.</exception>
    public Tensor RmsNorm(Tensor? weight = null, double epsilon = 1e-6)
    {
        var (x, last) = (Floating(), Shape.Of(Shape[Shape.Axis("rms_norm", -1)]));
        var root = 1 / ((x * x).Mean(-1, keepAxes: true) + epsilon).Sqrt();
        return Affine("rms_norm", x * root, weight, null, last, last);
    }

    /// <summary>Channels (axis 1) in groups, each with mean 0 and variance 1 over its channels and all later axes (Wu &amp; He 2018).</summary>
    /// <param name="groups">How many groups; a divisor of the number of channels.</param>
    /// <param name="weight">A factor for each channel; none for 1.</param>
    /// <param name="bias">A summand for each channel; none for 0.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ShapeException">There is no axis of channels, the groups do not divide it, or weight or bias do not fit.</exception>
    public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        var channels = Channels("group_norm");
        if (groups < 1 || channels % groups != 0)
            throw new ShapeException($"[group_norm] cannot divide the {channels} channels of {Describe()} into {groups} groups.");
        var sizes = Shape.Of([Shape[0], groups, channels / groups, .. Shape.Axes[2..]]);
        var standard = Floating().Reshape(sizes).Standardized([.. Enumerable.Range(2, sizes.Rank - 2)], epsilon).Reshape(Shape);
        return Affine("group_norm", standard, weight, bias, Shape.Of(channels), PerChannel);
    }

    /// <summary>Each channel (axis 1) of each example with mean 0 and variance 1 over the later axes (Ulyanov et al. 2016).</summary>
    /// <param name="weight">A factor for each channel; none for 1.</param>
    /// <param name="bias">A summand for each channel; none for 0.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ShapeException">There are no axes behind the channels, or weight or bias do not fit.</exception>
    public Tensor InstanceNorm(Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        if (Rank < 3)
            throw new ShapeException($"[instance_norm] needs axes behind the channels, [N, C, …], got {Describe()}.");
        var standard = Floating().Standardized([.. Enumerable.Range(2, Rank - 2)], epsilon);
        return Affine("instance_norm", standard, weight, bias, Shape.Of(Shape[1]), PerChannel);
    }

    /// <summary>Each channel (axis 1) normalized with a mean and a variance: <c>(x − mean) / √(variance + ε) · weight + bias</c> (Ioffe &amp; Szegedy 2015).</summary>
    /// <param name="mean">One of each channel: in training that of the batch, <see cref="BatchStatistics"/>; else the running one.</param>
    /// <param name="variance">One of each channel.</param>
    /// <param name="weight">A factor for each channel; none for 1.</param>
    /// <param name="bias">A summand for each channel; none for 0.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ShapeException">There is no axis of channels, or a vector does not have one element for each.</exception>
    public Tensor BatchNorm(Tensor mean, Tensor variance, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        var each = Shape.Of(Channels("batch_norm"));
        CheckPart("batch_norm", "mean", mean, each);
        CheckPart("batch_norm", "variance", variance, each);
        CheckPart("batch_norm", "weight", weight, each);
        CheckPart("batch_norm", "bias", bias, each);
        // Per channel first: one product and one sum for each element.
        var root = 1 / (variance + epsilon).Sqrt();
        var scaled = (Floating() - mean.Reshape(PerChannel)) * (weight is null ? root : weight * root).Reshape(PerChannel);
        return bias is null ? scaled : scaled + bias.Reshape(PerChannel);
    }

    /// <summary>Mean and (biased) variance of each channel (axis 1) over all other axes.</summary>
    /// <exception cref="ShapeException">There is no axis of channels.</exception>
    public (Tensor Mean, Tensor Variance) BatchStatistics()
    {
        Channels("batch_statistics");
        int[] others = [0, .. Enumerable.Range(2, Rank - 2)];
        var x = Floating();
        var mean = x.Mean(others);
        var centered = x - mean.Reshape(PerChannel);
        return (mean, (centered * centered).Mean(others));
    }

    /// <summary>Each element divided by what its neighbours in the channels (axis 1) have: <c>x / (k + α mean x²)^β</c> over a window of channels (Krizhevsky et al. 2012).</summary>
    /// <param name="size">How many channels a window has; that of channel c begins at <c>c − size / 2</c> and has zeros beyond the ends.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="k">k.</param>
    /// <exception cref="ShapeException">There is no axis of channels, or the window is empty.</exception>
    public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        var channels = Channels("local_response_norm");
        if (size < 1)
            throw new ShapeException($"[local_response_norm] needs a window of at least one channel, got {size}.");
        var x = Floating();
        var widths = new (int, int)[Rank];
        widths[1] = (size / 2, (size - 1) / 2);
        var padded = (x * x).Pad(widths);
        var sum = Enumerable.Range(0, size).Select(first => padded.Slice(1, first, first + channels)).Aggregate((a, b) => a + b);
        return x / ((sum * (alpha / size)) + k).Pow(beta);
    }

    /// <summary>With mean 0 and variance 1 along axes.</summary>
    private Tensor Standardized(int[] axes, double epsilon)
    {
        var centered = this - Mean(axes, keepAxes: true);
        var variance = (centered * centered).Mean(axes, keepAxes: true);
        return centered * (1 / (variance + epsilon).Sqrt());
    }

    private static Tensor Affine(string name, Tensor x, Tensor? weight, Tensor? bias, Shape each, Shape spread)
    {
        CheckPart(name, "weight", weight, each);
        CheckPart(name, "bias", bias, each);
        var scaled = weight is null ? x : x * weight.Reshape(spread);
        return bias is null ? scaled : scaled + bias.Reshape(spread);
    }

    private static void CheckPart(string name, string part, Tensor? x, Shape shape)
    {
        if (x is not null && !x.Shape.Equals(shape))
            throw new ShapeException($"[{name}] needs a {part} of shape {shape}, got {x.Describe()}.");
    }

    // [C, 1, …], which stretches over [N, C, …].
    private Shape PerChannel => Shape.Of([Shape[1], .. Enumerable.Repeat(1, Rank - 2)]);

    private int Channels(string name) =>
        Rank >= 2 ? Shape[1] : throw new ShapeException($"[{name}] needs channels in axis 1, [N, C, …], got {Describe()}.");
}
