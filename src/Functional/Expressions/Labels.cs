using System.Runtime.CompilerServices;

namespace Functional;

public sealed partial class Tensor
{
    // A view of a view of a parameter is still known; longer searches are not worth an error's while.
    private const int LabelDepth = 4;

    // Beside the nodes, as few of them have a name.
    private static readonly ConditionalWeakTable<Tensor, string> Labels = [];

    /// <summary>What this tensor, or the one that it is a view or a conversion of, is called in errors: the path of a parameter; null if it has no name.</summary>
    internal string? Label
    {
        get
        {
            var tensor = this;
            for (var depth = 0; depth < LabelDepth; depth++)
            {
                if (Labels.TryGetValue(tensor, out var label))
                    return label;
                lock (Graph.Lock)
                {
                    if (tensor.OperandCount == 0 || tensor.Op is not (MovementOp or CastOp))
                        return null;
                    tensor = tensor.Operand(0);
                }
            }
            return null;
        }
    }

    /// <summary>This tensor, called by a name in errors.</summary>
    internal Tensor Labelled(string label)
    {
        if (!Labels.TryGetValue(this, out var known) || known != label)
            Labels.AddOrUpdate(this, label);
        return this;
    }

    /// <summary>As errors show an operand: <c>'encoder.0.weight' float32[3,5]</c>.</summary>
    internal string Describe() => Label is { } label ? $"'{label}' {DType.Name}{Shape}" : $"{DType.Name}{Shape}";
}
