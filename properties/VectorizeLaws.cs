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
    public void A_vectorized_function_is_a_loop_of_single_calls(string name) =>
        Holds(name, one => one.Check(one.Case.Subject.Apply));

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
                        one.Check(x =>
                            Differentiate.Gradient<Tensor>(v => Squares(one.Case.Subject.Apply([.. x[..i], v, .. x[(i + 1)..]])))(
                                x[i]
                            )
                        );
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
                            .Select(i =>
                                Differentiate.Gradient<Tensor>(v => Squares(one.Case.Subject.Apply([.. one.At(i)[..^1], v])))(
                                    one.At(i)[^1]
                                )
                            ),
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
                var loop = Tensor.Stack(
                    0,
                    [
                        .. Enumerable
                            .Range(0, 2)
                            .Select(i => one.Map(one.Case.Subject.Apply, [outer.Select(0, i), .. one.Batched[1..]])),
                    ]
                );
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
                    var rows = Tensor.Stack(
                        0,
                        [
                            .. Enumerable
                                .Range(0, (int)x.Size)
                                .Select(i =>
                                    Differentiate.Gradient<Tensor>(v => Differentiate.Gradient<Tensor>(F)(v).Select(0, i))(flat)
                                ),
                        ]
                    );
                    Tolerance
                        .Of(DType.Float64)
                        .ForTerms(x.Size)
                        .Check("hessian", Bits.Numbers(rows), Bits.Numbers(Differentiate.Hessian(F)(flat)));
                }
            )
        );

    private static Tensor Squares(Tensor y) => y.DType.IsFloating ? (y * y).Sum() : y.Sum();

    private static void Holds(
        string name,
        Action<BatchCase> check,
        [System.Runtime.CompilerServices.CallerMemberName] string law = ""
    ) => Law.Holds(Prop.ForAll(BatchCase.Of(Subject.Named(name)), check), $"{law}: {name}");
}
