using static Functional.Operations;

namespace Functional.Properties;

/// <summary>A vectorized function is a loop of single calls: for each operation, and in stacks with derivatives and with itself.</summary>
[Trait("Category", "Interpreted")]
public sealed class VectorizeLaws
{
    public static TheoryData<string> Subjects => [.. Subject.All.Select(subject => subject.Name)];

    public static TheoryData<string> Differentiable => [.. Subject.Differentiable.Select(subject => subject.Name)];

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_vectorized_function_is_a_loop_of_single_calls(string name) => Holds(name, one => one.Check(one.Case.Subject.Apply));

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void A_vectorized_gradient_is_a_loop_of_gradients(string name) =>
        Holds(
            name,
            one =>
            {
                // The gradient by one floating operand after the other, the rest as they are.
                for (var i = 0; i < one.Case.Operands.Length; i++)
                    if (one.Case.Operands[i].DType.IsFloating)
                        one.Check(x => Differentiate.Gradient<Tensor>(v => Squares(one.Case.Subject.Apply([.. x[..i], v, .. x[(i + 1)..]])))(x[i]));
            }
        );

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_gradient_of_a_vectorized_function_is_a_loop_of_gradients(string name) =>
        Holds(
            name,
            one =>
            {
                if (one.Over[^1] is not { } over)
                    return;
                var (first, last) = (one.Batched[..^1], one.Batched[^1]);
                var whole = Differentiate.Gradient<Tensor>(v => Squares(one.Map(one.Case.Subject.Apply, [.. first, v])))(last);
                var single = Tensor.Stack(
                    over,
                    [
                        .. Enumerable
                            .Range(0, one.Size)
                            .Select(i => Differentiate.Gradient<Tensor>(v => Squares(one.Case.Subject.Apply([.. one.At(i)[..^1], v])))(one.At(i)[^1])),
                    ]
                );
                one.Tolerance.Check("gradient of vectorize", Bits.Numbers(single), Bits.Numbers(whole));
            }
        );

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Vectorizing_twice_is_two_loops(string name) =>
        Holds(
            name,
            one =>
            {
                // The inner map goes over what Over says, the outer over a new axis of the first operand.
                var outer = Tensor.Stack(0, one.Batched[0], one.Draw(one.Case.Seed + 1)[0]);
                var both = Vectorize.Map<Tensor, Tensor>(x => one.Map(one.Case.Subject.Apply, [x, .. one.Batched[1..]]))(outer);
                var loop = Tensor.Stack(0, [.. Enumerable.Range(0, 2).Select(i => one.Map(one.Case.Subject.Apply, [outer.Select(0, i), .. one.Batched[1..]]))]);
                one.Tolerance.Check("vectorize of vectorize", Bits.Numbers(loop), Bits.Numbers(both));
            }
        );

    [Fact]
    public void Compiling_a_vectorized_gradient_changes_nothing() =>
        Law.Holds(
            Prop.ForAll(
                Samples.Tensors(Interval.Real),
                x =>
                {
                    var rows = x.Reshape(-1, 1);
                    var f = Vectorize.Map(Differentiate.Gradient<Tensor>(v => (Tanh(v) * v).Sum()));
                    Bits.Same("compile", f(rows), Compile.Function(f)(rows));
                }
            )
        );

    [Fact]
    public void A_hessian_is_the_gradients_of_the_gradients_elements() =>
        Law.Holds(
            Prop.ForAll(
                Samples.Tensors(Interval.Real),
                x =>
                {
                    Tensor F(Tensor v) => (Sin(v) * v.Sum()).Sum();
                    var flat = x.Reshape(-1);
                    var rows = Tensor.Stack(0, [.. Enumerable.Range(0, (int)x.Size).Select(i => Differentiate.Gradient<Tensor>(v => Differentiate.Gradient<Tensor>(F)(v).Select(0, i))(flat))]);
                    Tolerance.Of(DType.Float64).ForTerms(x.Size).Check("hessian", Bits.Numbers(rows), Bits.Numbers(Differentiate.Hessian(F)(flat)));
                }
            )
        );

    private static Tensor Squares(Tensor y) => y.DType.IsFloating ? (y * y).Sum() : y.Sum();

    private static void Holds(string name, Action<BatchCase> check, [System.Runtime.CompilerServices.CallerMemberName] string law = "") =>
        Law.Holds(Prop.ForAll(BatchCase.Of(Subject.Named(name)), check), $"{law}: {name}");
}

/// <summary>A subject with operands of which some are batched, each along an axis of its own.</summary>
internal sealed record BatchCase(SubjectCase Case, int Size, int?[] Over)
{
    /// <summary>The operands with their batch axes.</summary>
    public Tensor[] Batched => field ??= Draw(Case.Seed);

    /// <summary>Elementwise operations keep every bit; sums may be in another order.</summary>
    public Tolerance Tolerance
    {
        get
        {
            var type = Case.Subject.Apply(At(0)).DType;
            return Case.Subject.IsElementwise ? Tolerance.Of(type) with { Relative = 0 } : Tolerance.Of(type).ForTerms(64);
        }
    }

    public static FsCheck.Arbitrary<BatchCase> Of(Subject subject) =>
        Samples.From(
            random => Draw(random, new SubjectCase(subject, Sizes.Draw(random), random.Next())),
            one => one.Case.Sizes.Smaller().Select(sizes => Draw(new Random(one.Case.Seed), new SubjectCase(subject, sizes, one.Case.Seed)))
        );

    /// <summary>The operands of one call.</summary>
    public Tensor[] At(int index) => [.. Batched.Select((x, i) => Over[i] is { } over ? x.Select(over, index) : x)];

    public Tensor Map(Func<Tensor[], Tensor> f, Tensor[] x) =>
        x.Length switch
        {
            1 => Vectorize.Map<Tensor, Tensor>(a => f([a]), Over[0]!.Value)(x[0]),
            2 => Vectorize.Map<Tensor, Tensor, Tensor>((a, b) => f([a, b]), (Over[0], Over[1]))(x[0], x[1]),
            _ => Vectorize.Map<Tensor, Tensor, Tensor, Tensor>((a, b, c) => f([a, b, c]), (Over[0], Over[1], Over[2]))(x[0], x[1], x[2]),
        };

    public void Check(Func<Tensor[], Tensor> f)
    {
        var x = Batched;
        if (x.Length == 1)
            Batching.Check(a => f([a]), x[0], Over[0]!.Value, Tolerance);
        else if (x.Length == 2)
            Batching.Check((a, b) => f([a, b]), x[0], x[1], (Over[0], Over[1]), Tolerance);
        else
            Batching.Check((a, b, c) => f([a, b, c]), x[0], x[1], x[2], (Over[0], Over[1], Over[2]), Tolerance);
    }

    public override string ToString() =>
        $"{Case.Subject.Name} over {string.Join(", ", Over.Select(over => over?.ToString() ?? "null"))} of {string.Join(" and ", Batched.Select(operand => operand.ToString()))} (seed {Case.Seed})";

    private static BatchCase Draw(Random random, SubjectCase one)
    {
        var over = Array.ConvertAll(one.Operands, operand => random.Next(3) == 0 ? (int?)null : random.Next(operand.Rank + 1));
        if (over.All(axis => axis is null))
            over[random.Next(over.Length)] = 0;
        return new BatchCase(one, random.Next(1, 4), over);
    }

    /// <summary>Operands of these shapes; those without a batch axis are always the same.</summary>
    public Tensor[] Draw(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Case.Operands.Select(
                (operand, i) =>
                    Over[i] is { } over
                        ? Samples.Draw(random, Shape.Of([.. operand.Shape.Axes[..over], Size, .. operand.Shape.Axes[over..]]), Case.Subject.Domain(i), operand.DType, i)
                        : operand
            ),
        ];
    }
}
