using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Operations of your own: elementwise ones, and functions whose derivative you state yourself.</summary>
public static class Custom
{
    /// <summary>Applies an elementwise operation that you declared as a struct: it fuses, differentiates and batches like the library's own.</summary>
    /// <example><code>public readonly struct Cube : IUnary { … }      var y = Custom.Apply&lt;Cube&gt;(x);</code></example>
    /// <exception cref="DTypeException">The operand has a type that the operation does not take.</exception>
    public static Tensor Apply<T>(Tensor x)
        where T : struct, IUnary => Elementwise.Make(UnaryOp<T>.Instance, x);

    /// <summary>Applies an elementwise operation of two operands that you declared as a struct.</summary>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    /// <exception cref="DTypeException">An operand has a type that the operation does not take.</exception>
    public static Tensor Apply<T>(Tensor x, Tensor y)
        where T : struct, IBinary => Elementwise.Make(BinaryOp<T>.Instance, x, y);

    /// <summary>A function of one tensor with a derivative of your own: <c>pullback(g, x, y)</c> gives the cotangent of x.</summary>
    /// <remarks>The value is what <paramref name="f"/> computes; its own derivative is never taken. Write the pullback in operations, and it has derivatives again.</remarks>
    public static Func<Tensor, Tensor> Gradient(Func<Tensor, Tensor> f, Func<Tensor, Tensor, Tensor, Tensor> pullback) =>
        x => GradientOp.Make(f(x.StopGradient()), [x], (g, operands, y) => [pullback(g, operands[0], y)]);

    /// <summary>A function of several tensors with a derivative of your own: the pullback gives each operand's cotangent, or null for none.</summary>
    /// <remarks>A pullback that returns a collection expression, which could also be one tensor, is taken for one of this kind.</remarks>
    [OverloadResolutionPriority(1)]
    public static Func<IReadOnlyList<Tensor>, Tensor> Gradient(
        Func<IReadOnlyList<Tensor>, Tensor> f,
        Func<Tensor, IReadOnlyList<Tensor>, Tensor, IReadOnlyList<Tensor?>> pullback
    ) => operands => GradientOp.Make(f([.. operands.Select(x => x.StopGradient())]), [.. operands], pullback);

    // Checks what a user's rule gave before the walk uses it.
    internal static void Give(string name, Pullback p, IReadOnlyList<Tensor?> cotangents, int first)
    {
        if (cotangents.Count != p.Count - first)
            throw new DerivativeException(
                $"[{name}] the pullback gave {cotangents.Count} cotangents for {p.Count - first} operands; give null where there is none."
            );
        for (var i = 0; i < cotangents.Count; i++)
            if (cotangents[i] is not { } cotangent || !p.Wants(first + i))
                continue;
            else if (cotangent.Shape.Equals(p.Operand(first + i).Shape))
                p.Give(first + i, cotangent.To(p.Operand(first + i).DType));
            else
                throw new DerivativeException(
                    $"[{name}] the pullback gave {cotangent.Shape} as cotangent of operand {i}, which is {p.Operand(first + i).Shape}."
                );
    }
}

/// <summary>The value of the first operand; its derivative by the others is a rule of somebody's own.</summary>
internal sealed class GradientOp(Func<Tensor, IReadOnlyList<Tensor>, Tensor, IReadOnlyList<Tensor?>> pullback) : MovementOp
{
    public override string Name => "custom_gradient";

    public static Tensor Make(
        Tensor value,
        Tensor[] operands,
        Func<Tensor, IReadOnlyList<Tensor>, Tensor, IReadOnlyList<Tensor?>> pullback
    ) => new(new GradientOp(pullback), value.Shape, value.DType, [value, .. operands]);

    internal override View Apply(View operand) => operand;

    internal override void Pull(Pullback p)
    {
        Tensor[] operands = [.. Enumerable.Range(1, p.Count - 1).Select(p.Operand)];
        Custom.Give(Name, p, pullback(p.Cotangent, operands, p.Result), first: 1);
    }

    // The rule is written for one element: it is batched by the same walk when it is needed.
    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var marks = batched.ToArray();
        var whole = operands.ToArray();
        if (!marks[0])
            whole[0] = whole[0].BroadcastTo(whole[0].Shape.Prepend(size));
        return Make(whole[0], whole[1..], (g, x, y) => BatchedPullback(g, x, y, marks, size));
    }

    private Tensor?[] BatchedPullback(Tensor g, IReadOnlyList<Tensor> operands, Tensor y, bool[] marks, int size)
    {
        var bindings = new List<(Tensor Symbol, Tensor Value, bool IsBatched)>();
        Tensor Element(Tensor batch)
        {
            var symbol = Symbol.Of(Shape.Of(batch.Shape.Axes[1..]), batch, "element");
            bindings.Add((symbol, batch, true));
            return symbol;
        }
        var cotangents = pullback(Element(g), [.. operands.Select((x, i) => marks[i + 1] ? Element(x) : x)], Element(y));
        var batches = Vectorize.Batch([.. cotangents.OfType<Tensor>()], bindings, size);
        var next = 0;
        return
        [
            .. cotangents.Select(
                (cotangent, i) =>
                    cotangent is null ? null
                    : marks[i + 1] ? batches[next++]
                    : batches[next++].Sum(0)
            ),
        ];
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) =>
        new(this, operands[0].Shape, operands[0].DType, operands.ToArray());
}
