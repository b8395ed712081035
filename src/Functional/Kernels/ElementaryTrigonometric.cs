namespace Functional;

// Circular functions: |x| = n π/2 + r, |r| ≤ π/4.
public static partial class Elementary
{
    // (sin r / r − 1) / r² and (cos r − 1 + r²/2) / r⁴ in r²: errors 2^-26.8, 2^-56.5; 2^-32.7, 2^-59.4.
    private static readonly double[] SinSingle = [-0.166666552, 0.00833215844, -0.000195149609];
    private static readonly double[] CosSingle = [-0.5, 0.0416666456, -0.0013887313, 2.44327912e-5];

    private static readonly double[] SinDouble =
    [
        -0.1666666666666663,
        0.0083333333333220679,
        -0.00019841269829545463,
        2.7557313605224558e-6,
        -2.5050745116879679e-8,
        1.5896070856724702e-10,
    ];

    private static readonly double[] CosDouble =
    [
        -0.5,
        0.041666666666666595,
        -0.0013888888888872978,
        2.4801587288801461e-5,
        -2.7557314164376567e-7,
        2.0875698760939989e-9,
        -1.1358426102598862e-11,
    ];

    // (tan r / r − 1) / r² in r²: errors 2^-28.4 and 2^-57.1.
    private static readonly double[] TanSingle =
    [
        0.333333492,
        0.133326545,
        0.054061044,
        0.0212761555,
        0.010851982,
        6.83908947e-5,
        0.00438701175,
    ];

    private static readonly double[] TanDouble =
    [
        0.33333333333333381,
        0.1333333333332555,
        0.053968253972787469,
        0.0218694884025444,
        0.0088632378692956974,
        0.0035921014433432162,
        0.0014560415081095186,
        0.00058888487242803999,
        0.00024367862142557595,
        8.3744137082013902e-5,
        6.6885176134523288e-5,
        -2.5208732477437059e-5,
        4.8281880875721094e-5,
        -2.409897510422677e-5,
        9.7602078885104441e-6,
    ];

    /// <summary>Sine of every finite angle.</summary>
    public static Value Sin(Value x) => Circular(x, 0, Bits(x), large: true);

    /// <summary>Cosine of every finite angle.</summary>
    public static Value Cos(Value x) => Circular(x, 1, null, large: true);

    /// <summary>Tangent of every finite angle.</summary>
    public static Value Tan(Value x) => Tangent(x, large: true);

    /// <summary>Sine in a third of the instructions of <see cref="Sin"/>; NaN from |x| = 2^18 on (float64: 2^40).</summary>
    public static Value SinOfSmall(Value x) => Circular(x, 0, Bits(x), large: false);

    /// <summary>Cosine in a third of the instructions of <see cref="Cos"/>; NaN from |x| = 2^18 on (float64: 2^40).</summary>
    public static Value CosOfSmall(Value x) => Circular(x, 1, null, large: false);

    /// <summary>Tangent in a third of the instructions of <see cref="Tan"/>; NaN from |x| = 2^18 on (float64: 2^40).</summary>
    public static Value TanOfSmall(Value x) => Tangent(x, large: false);

    private static Value Circular(Value x, int quarter, Value? sign, bool large)
    {
        var (i, r, low) = QuarterTurns(Value.Abs(x), quarter, large);
        var z = r * r;
        var sine = Value.Fma(r * z, Polynomial(z, IsSingle(x) ? SinSingle : SinDouble), low) + r;
        var cosine = Value.Fma(z, Polynomial(z, IsSingle(x) ? CosSingle : CosDouble), -(r * low)) + 1;
        var chosen = Value.Select((i & Whole(x, 1)).To(DType.Bool), cosine, sine);
        var flip = i << (IsSingle(x) ? 30 : 62);
        flip = (sign is null ? flip : flip ^ sign) & SignMask(x);
        return (Bits(chosen) ^ flip).As(x.Type);
    }

    private static Value Tangent(Value x, bool large)
    {
        var (i, r, low) = QuarterTurns(Value.Abs(x), 0, large);
        var z = r * r;
        low = Value.Fma(z * 1.6, low, low); // (1 + tan² r) low
        var tangent = Value.Fma(r * z, Polynomial(z, IsSingle(x) ? TanSingle : TanDouble), low) + r;
        tangent = Value.Select((i & Whole(x, 1)).To(DType.Bool), -1 / tangent, tangent);
        return (Bits(tangent) ^ (Bits(x) & SignMask(x))).As(x.Type);
    }
}
