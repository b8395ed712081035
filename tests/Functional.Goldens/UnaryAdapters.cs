using static Functional.Operations;

namespace Functional.Goldens;

/// <summary>Functions of one tensor, element by element.</summary>
internal static class UnaryAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["abs"] = (x, _) => Abs(x[0]),
            ["neg"] = (x, _) => -x[0],
            ["exp"] = (x, _) => Exp(x.Real(0)),
            ["log"] = (x, _) => Log(x.Real(0)),
            ["sqrt"] = (x, _) => Sqrt(x.Real(0)),
            ["sin"] = (x, _) => Sin(x.Real(0)),
            ["cos"] = (x, _) => Cos(x.Real(0)),
            ["tanh"] = (x, _) => Tanh(x.Real(0)),
            ["sigmoid"] = (x, _) => Sigmoid(x.Real(0)),
            ["relu"] = (x, _) => Relu(x.Real(0)),
            ["leaky_relu"] = (x, a) => x.Real(0).LeakyRelu(a.Number("negative_slope", 0.01)),
            ["silu"] = (x, _) => Silu(x.Real(0)),
            ["softplus"] = (x, a) =>
                a.Number("beta", 1) != 1 || a.Number("threshold", 20) != 20
                    ? Outputs.Missing("softplus with beta and threshold")
                    : Softplus(x.Real(0)),
            ["sign"] = (x, _) => Sign(x[0]),
            ["logical_not"] = (x, _) => !x[0],
            ["cast"] = (x, a) => x[0].To(Target(a.Word("dtype"), x.Floating)),
        };

    private static DType Target(string name, DType floating) =>
        name switch
        {
            "int64" => DType.Int64,
            "bool" => DType.Bool,
            _ => floating,
        };
}
