namespace Functional.Properties;

/// <summary>Derivatives are what difference quotients say, and to any order the same as by another way.</summary>
[Trait("Category", "Interpreted")]
public sealed class DerivativeLaws
{
    // A derivative below this would hide a wrong factor.
    private const double VisibleSlope = 1e-3;

    public static TheoryData<string> Subjects => [.. Subject.Differentiable.Select(subject => subject.Name)];

    public static TheoryData<string> Sloping =>
        [.. Subject.Differentiable.Where(subject => subject.HasSlope).Select(subject => subject.Name)];

    public static TheoryData<string> Curved =>
        [.. Subject.Differentiable.Where(subject => subject.IsCurved).Select(subject => subject.Name)];

    [Theory]
    [MemberData(nameof(Subjects))]
    public void First_and_second_derivatives_agree_with_difference_quotients(string name) =>
        Holds(name, one => Gradients.Check(one.Apply, one.Floating, seed: one.Seed));

    [Theory]
    [MemberData(nameof(Sloping))]
    public void Probes_see_a_slope(string name)
    {
        for (var operand = 0; operand < FloatingCount(name); operand++)
            Assert.True(
                operand == Subject.Named(name).Flat || LargestOf(name, one => Gradient(one, Sum(one))[operand]) > VisibleSlope,
                $"No probe of {name} has a slope along operand {operand}."
            );
    }

    [Theory]
    [MemberData(nameof(Curved))]
    public void Probes_see_a_curvature(string name) =>
        Assert.True(
            LargestOf(name, one => Flat(Gradient(one, x => Dot(Gradient(one, Sum(one), x), Differences(x))))) > VisibleSlope,
            $"No probe of {name} has a curvature."
        );

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_gradient_has_the_shape_and_the_type_of_its_argument(string name) =>
        Holds(
            name,
            one =>
            {
                foreach (var type in new[] { DType.Float64, DType.Float32 })
                {
                    Tensor[] x = [.. one.Floating.Select(operand => operand.To(type))];
                    var gradients = Gradient(one, v => one.Apply(v).Sum(), x);
                    for (var i = 0; i < x.Length; i++)
                        Assert.Equal((x[i].Shape, x[i].DType), (gradients[i].Shape, gradients[i].DType));
                }
            }
        );

    [Theory]
    [MemberData(nameof(Subjects))]
    public void The_jacobian_and_its_transpose_are_adjoint(string name) =>
        Holds(
            name,
            one =>
            {
                var random = new Random(one.Seed);
                // By one operand after the other, the rest as they are.
                for (var i = 0; i < one.Floating.Length; i++)
                {
                    var (before, x, behind) = (one.Floating[..i], one.Floating[i], one.Floating[(i + 1)..]);
                    Tensor F(Tensor v) => one.Apply([.. before, v, .. behind]);
                    var v = Samples.Draw(random, x.Shape, Interval.Real);
                    var (value, tangent) = Differentiate.Jvp(F, x, v);
                    var w = Samples.Draw(random, value.Shape, Interval.Real, value.DType);
                    var pulled = Differentiate.Vjp(F, x).Pullback(w);
                    // Sums are as exact as their terms are large, so that the largest is compared too.
                    var (left, right) = (tangent * w, v * pulled);
                    var largest = Math.Max(Largest(left), Largest(right));
                    Tolerance
                        .Of(value.DType)
                        .ForTerms(value.Size)
                        .Check(
                            $"⟨J v, w⟩ = ⟨v, Jᵀ w⟩ by operand {i}",
                            [left.Sum().Item(), largest],
                            [right.Sum().Item(), largest]
                        );
                }
            }
        );

    private static double Largest(Tensor x) => x.Size == 0 ? 0 : x.Abs().Max().Item();

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_derivative_does_not_change_when_its_parts_are_looked_at(string name) =>
        Holds(
            name,
            one =>
            {
                Tensor[] Run(Action<Tensor> look)
                {
                    var gradient = Gradient(
                        one,
                        v =>
                        {
                            var y = one.Apply(v);
                            look(y);
                            return (y * y).Sum();
                        }
                    );
                    return gradient;
                }
                var (blind, seeing) = (Run(_ => { }), Run(y => y.Evaluate()));
                for (var i = 0; i < blind.Length; i++)
                    Bits.Same("looked at", blind[i], seeing[i]);
            }
        );

    private static void Holds(
        string name,
        Action<SubjectCase> check,
        [System.Runtime.CompilerServices.CallerMemberName] string law = ""
    ) => Law.Holds(Prop.ForAll(SubjectCase.Of(Subject.Named(name)), check), $"{law}: {name}");

    private static int FloatingCount(string name) => new SubjectCase(Subject.Named(name), new Sizes(2, 2, 2), 0).Floating.Length;

    // Over few cases, since a single one may lie in a flat place.
    private static double LargestOf(string name, Func<SubjectCase, Tensor> derivative) =>
        Enumerable
            .Range(0, 5)
            .Max(seed => Bits.Numbers(derivative(new SubjectCase(Subject.Named(name), new Sizes(2, 3, 2), seed))).Max(Math.Abs));

    private static Func<Tensor[], Tensor> Sum(SubjectCase one) => x => (one.Apply(x) is var y ? y * Weights(y) : y).Sum();

    private static Tensor[] Gradient(SubjectCase one, Func<Tensor[], Tensor> f, Tensor[]? at = null) =>
        Differentiate.Gradient(f)(at ?? one.Floating);

    private static Tensor Dot(Tensor[] x, Tensor[] y) => x.Zip(y, (a, b) => (a * b).Sum()).Aggregate((a, b) => a + b);

    // Another for each operand: a function of x − y is not seen by one direction for both.
    private static Tensor[] Differences(Tensor[] x) => [.. x.Select((operand, i) => Weights(operand) * (1 + (0.75 * i)))];

    private static Tensor Flat(Tensor[] x) => Tensor.Concatenate(0, [.. x.Select(part => part.Reshape(-1))]);

    // 1, −2, 3, …: no two elements cancel.
    private static Tensor Weights(Tensor x) =>
        Tensor
            .Of<double>([.. Enumerable.Range(0, (int)x.Size).Select(i => (i % 2 == 0 ? 1.0 : -1) * (1 + (i % 5)))], x.Shape)
            .To(x.DType);
}
