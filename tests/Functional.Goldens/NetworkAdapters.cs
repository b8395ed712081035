using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>The functions that layers are made of, and layers with given parameters.</summary>
internal static class NetworkAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["linear"] = (x, _) => Linear(x[0], x[1], x.Optional(2)),
            ["softmax"] = (x, a) => x[0].Softmax(a.Int("dim")),
            ["log_softmax"] = (x, a) => x[0].LogSoftmax(a.Int("dim")),
            ["softmin"] = (x, a) => x[0].Softmin(a.Int("dim")),
            ["glu"] = (x, a) => x[0].Glu(a.Int("dim", -1)),
            ["prelu"] = (x, _) => PRelu(x[0], x[1]),
        };

    private static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        var layer = Operations.Linear(weight.Shape[1], weight.Shape[0], bias is not null);
        return layer.Apply(
            bias is null ? Parameters.Of(("0.weight", weight)) : Parameters.Of(("0.weight", weight), ("0.bias", bias)),
            x
        );
    }
}
