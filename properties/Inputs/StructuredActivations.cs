namespace Functional.Properties;

// Families of functions, and compositions of one body an element. Kinks lie on the edges of the cells from which numbers are drawn.
internal static partial class Structured
{
    private static IEnumerable<Subject> Activations() =>
        [
            One("polygamma 1", x => x.Polygamma(1)) with
            {
                Domain = _ => Interval.Positive,
            },
            One("polygamma 4 left of the pole", x => x.Polygamma(4)) with
            {
                Domain = _ => new(-0.8, -0.2),
            },
            One("sinc, differentiated", x => FamilyOp<Primitives.SincFamily>.Apply(2, x)),
            One("gelu", Operations.Gelu),
            One("gelu by tanh", Operations.GeluTanh),
            One("quick gelu", Operations.QuickGelu),
            One("mish", Operations.Mish),
            One("selu", Operations.Selu),
            One("celu", x => x.Celu(0.5)),
            One("hard swish", Operations.HardSwish),
            One("softsign", Operations.Softsign),
            One("softplus with beta", x => x.Softplus(2, threshold: 3)),
            One("log sigmoid", Operations.LogSigmoid),
            One("tanh shrink", Operations.TanhShrink),
            One("rectified up to 6", x => Operations.Relu6(x * 2)) with
            {
                IsCurved = false,
            },
            One("soft shrink", x => x.SoftShrink()) with
            {
                IsCurved = false,
            },
            One("hard shrink", x => x.HardShrink()) with
            {
                IsCurved = false,
            },
            Linear(
                "clamp between tensors",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                        [s.M, 1],
                    ],
                x => x[0].Clamp(x[1] - 2, x[2] + 2)
            ),
            Linear(
                "fmax",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                    ],
                x => Operations.FMax(x[0], x[1])
            ),
            Curved(
                "lerp",
                s =>
                    [
                        [s.M, s.N],
                        [s.N],
                        [s.M, s.N],
                    ],
                x => Operations.Lerp(x[0], x[1], x[2])
            ),
            Curved(
                "prelu",
                s =>
                    [
                        [s.M, s.K, s.N],
                        [s.K],
                    ],
                x => Operations.PRelu(x[0], x[1])
            ),
            Curved(
                "glu",
                s =>
                    [
                        [s.M, 2 * s.N],
                    ],
                x => x[0].Glu()
            ),
            Curved(
                "softmin",
                s =>
                    [
                        [s.M, s.N + 1],
                    ],
                x => x[0].Softmin(-1)
            ),
        ];

    private static Subject One(string name, Func<Tensor, Tensor> apply) =>
        Curved(
            name,
            s =>
                [
                    [s.M, s.N],
                ],
            x => apply(x[0])
        );
}
