using static Functional.Tests.Accuracy.SpecialReference;

namespace Functional.Tests.Accuracy;

// Functions without a name in schools: 8 units, away from zeros that no number hits.
internal sealed partial record Reference
{
    private static IEnumerable<Reference> Special() =>
        [
            One(
                "erf",
                x =>
                    x == 0 || double.IsNaN(x) ? x
                    : double.IsInfinity(x) ? (double)Math.Sign(x)
                    : (Exact)Erf(x)
            ) with
            {
                Domain = new(-7, 7),
                Allowed = 8,
            },
            One(
                "erfc",
                x =>
                    double.IsNaN(x) ? x
                    : x == Infinity ? 0.0
                    : x == -Infinity ? 2.0
                    : (Exact)Erfc(x)
            ) with
            {
                Domain = new(-7, 27.5),
                Allowed = 8,
            },
            new(
                "erfinv",
                1,
                x => Operations.ErfInv(x[0]),
                (x, estimate) =>
                    x[0] == 0 ? x[0]
                    : Math.Abs(x[0]) == 1 ? x[0] * Infinity
                    : Math.Abs(x[0]) < 1 ? (Exact)ErfInv(x[0], estimate)
                    : double.NaN
            )
            {
                Domain = new(-1, 1),
                Allowed = 8,
            },
            One(
                "lgamma",
                x =>
                    double.IsInfinity(x) || (x <= 0 && Whole(x)) ? Infinity
                    : double.IsNaN(x) ? x
                    : x is 1 or 2 ? 0.0
                    : (Exact)LogGamma(x)
            ) with
            {
                Domain = new(-30, 30),
                Allowed = 8,
                Least = x => x < 0 ? PartOfLogGamma(x) : 0,
            },
            One(
                "digamma",
                x =>
                    x == 0 ? -1 / x
                    : x == Infinity ? x
                    : double.IsNaN(x) || (x < 0 && Whole(x)) ? double.NaN
                    : (Exact)Digamma(x)
            ) with
            {
                Domain = new(-30, 30),
                Allowed = 8,
                Least = x => x < 0 ? 2 * Math.Log(1 - x) : 0.25,
            },
            .. Enumerable.Range(1, 4).Select(Polygammas),
        ];

    private static Reference Polygammas(int order) =>
        new(
            $"polygamma {order}",
            1,
            x => x[0].Polygamma(order),
            (x, _) => x[0] > 0 && double.IsFinite(x[0]) ? (Exact)Polygamma(order, x[0]) : SpecialPolygamma(order, x[0])
        )
        {
            Domain = new(-20, 30),
            Allowed = 8,
            Least = x => x < 0 ? PartOfPolygamma(order, 1 - x) : 0,
        };

    // Γ(x) is reflected: what is left of log π / |sin πx| and log Γ(1 − x) has their errors.
    private static double PartOfLogGamma(double x) => Math.Max(1, -x) * Math.Log(Math.Max(1, -x));

    // Likewise of derivatives: (n − 1)!/zⁿ + n!/zⁿ⁺¹.
    private static double PartOfPolygamma(int n, double z) =>
        Enumerable.Range(1, n - 1).Aggregate(1, (product, k) => product * k) * Math.Pow(z, -n) * (1 + (n / z));

    private static Exact SpecialPolygamma(int order, double x) =>
        double.IsNaN(x) || x == -Infinity ? double.NaN
        : x == Infinity ? (order % 2 == 1 ? 0.0 : -0.0)
        : Whole(x) ? (order % 2 == 1 ? Infinity : -Infinity) // as PyTorch has it, from either side
        : (Exact)Polygamma(order, x);
}
