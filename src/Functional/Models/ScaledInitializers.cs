namespace Functional;

/// <summary>What a weight's scale follows from.</summary>
public enum Fan
{
    /// <summary>How many inputs an output has: values keep their size forwards.</summary>
    In,

    /// <summary>How many outputs an input has: derivatives keep their size backwards.</summary>
    Out,
}

/// <summary>What follows a layer, for the scale of its weights.</summary>
public enum Nonlinearity
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>The logistic function.</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The rectifier.</summary>
    Relu,

    /// <summary>The leaky rectifier.</summary>
    LeakyRelu,

    /// <summary>The scaled exponential linear unit.</summary>
    Selu,
}

public static partial class Initializers
{
    /// <summary>The factor by which weights before a nonlinearity are larger than before none: <c>√(2 / (1 + slope²))</c> for a leaky rectifier.</summary>
    /// <param name="nonlinearity">What follows.</param>
    /// <param name="slope">The slope of a leaky rectifier.</param>
    public static double Gain(Nonlinearity nonlinearity, double slope = 0.01) =>
        nonlinearity switch
        {
            Nonlinearity.Tanh => 5.0 / 3,
            Nonlinearity.Relu => Math.Sqrt(2),
            Nonlinearity.LeakyRelu => Math.Sqrt(2 / (1 + (slope * slope))),
            Nonlinearity.Selu => 0.75,
            _ => 1,
        };

    /// <summary>Uniform in <c>±gain · √(3 / fan)</c> (He et al. 2015), by default for a rectifier.</summary>
    /// <param name="slope">The slope of a leaky rectifier: the gain is <c>√(2 / (1 + slope²))</c>.</param>
    /// <param name="fan">What the scale follows from.</param>
    /// <param name="nonlinearity">What follows the layer.</param>
    /// <remarks>With slope √5 it is uniform in ±1/√fan-in, the first values of PyTorch's layers.</remarks>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer KaimingUniform(
        double slope = 0,
        Fan fan = Fan.In,
        Nonlinearity nonlinearity = Nonlinearity.LeakyRelu
    ) => Uniform("kaiming_uniform", fans => Gain(nonlinearity, slope) / Math.Sqrt(Of(fans, fan)));

    /// <summary>Normal with standard deviation <c>gain / √fan</c> (He et al. 2015), by default for a rectifier.</summary>
    /// <param name="slope">The slope of a leaky rectifier: the gain is <c>√(2 / (1 + slope²))</c>.</param>
    /// <param name="fan">What the scale follows from.</param>
    /// <param name="nonlinearity">What follows the layer.</param>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer KaimingNormal(
        double slope = 0,
        Fan fan = Fan.In,
        Nonlinearity nonlinearity = Nonlinearity.LeakyRelu
    ) => Normal("kaiming_normal", fans => Gain(nonlinearity, slope) / Math.Sqrt(Of(fans, fan)));

    /// <summary>Uniform in <c>±gain · √(6 / (fan-in + fan-out))</c> (Glorot &amp; Bengio 2010).</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer XavierUniform(double gain = 1) =>
        Uniform("xavier_uniform", fans => gain * Math.Sqrt(2 / (fans.In + fans.Out)));

    /// <summary>Normal with standard deviation <c>gain · √(2 / (fan-in + fan-out))</c> (Glorot &amp; Bengio 2010).</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer XavierNormal(double gain = 1) =>
        Normal("xavier_normal", fans => gain * Math.Sqrt(2 / (fans.In + fans.Out)));

    /// <summary>Uniform in <c>±√(3 / fan-in)</c> (LeCun et al. 1998), for SELU.</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer LecunUniform() => Uniform("lecun_uniform", fans => 1 / Math.Sqrt(fans.In));

    /// <summary>Normal with standard deviation <c>1 / √fan-in</c> (LeCun et al. 1998), for SELU.</summary>
    /// <exception cref="ModelException">The shape has fewer than two axes; thrown when the parameter is made.</exception>
    public static Initializer LecunNormal() => Normal("lecun_normal", fans => 1 / Math.Sqrt(fans.In));

    private static Initializer Normal(string name, Func<(double In, double Out), double> deviation) =>
        (key, shape, type) => key.Normal(shape, type) * deviation(Fans(name, shape));

    // A uniform number's bound is √3 times its deviation.
    private static Initializer Uniform(string name, Func<(double In, double Out), double> deviation) =>
        (key, shape, type) =>
        {
            var bound = Math.Sqrt(3) * deviation(Fans(name, shape));
            return key.Uniform(shape, -bound, bound, type);
        };

    private static double Of((double In, double Out) fans, Fan fan) => fan == Fan.In ? fans.In : fans.Out;

    private static (double In, double Out) Fans(string name, Shape shape)
    {
        if (shape.Rank < 2)
            throw new ModelException(
                $"[{name}] needs a weight of at least two axes, [outputs, inputs, kernel…], got {shape}. Use Uniform or Normal."
            );
        var kernel = 1.0;
        foreach (var size in shape.Axes[2..])
            kernel *= size;
        // A weight without elements has no values to spread.
        return (Math.Max(1, shape[1] * kernel), Math.Max(1, shape[0] * kernel));
    }
}
