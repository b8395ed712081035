namespace Functional.Properties;

/// <summary>What holds for convolutions with any attributes.</summary>
[Collection(RunsAlone.Name)]
[Trait("Category", "Interpreted")]
public sealed class ConvolutionLaws
{
    [Fact]
    public void Kernels_compute_what_the_reference_computes_on_any_number_of_threads() =>
        Law.Holds(
            Prop.ForAll(
                ConvolutionCase.Any(isSmall: false),
                one =>
                {
                    var expected = ReferenceInterpreter.Evaluate([one.Apply(one.Input, one.Kernel)], isWide: false)[0];
                    foreach (var setting in (Setting[])[new(1, false), new(3, false)])
                        Bits.Same(
                            $"{one}, {setting}",
                            one.Type,
                            expected.Bits,
                            setting.Run(() => Bits.Of(one.Apply(one.Input, one.Kernel)))
                        );
                }
            ),
            "convolution against the reference"
        );

    [Fact]
    public void Derivatives_are_those_of_differences() =>
        Law.Holds(
            Prop.ForAll(
                ConvolutionCase.Any(isSmall: true),
                one => Gradients.Check((x, w) => one.Apply(x, w).Tanh(), one.Input * 0.1, one.Kernel * 0.1)
            ),
            "derivatives of convolutions"
        );

    [Fact]
    public void Vectorized_over_either_operand_it_is_a_loop() =>
        Law.Holds(
            Prop.ForAll(
                ConvolutionCase.Any(isSmall: true),
                one =>
                {
                    var (x, w) = (one.Input, one.Kernel);
                    var (xs, ws) = (Tensor.Stack(0, x, x * 2, x + 1), Tensor.Stack(0, w, w - 1, w * 3));
                    Batching.Check(one.Apply, xs, w, (0, null));
                    Batching.Check(one.Apply, x, ws, (null, 0));
                    Batching.Check(one.Apply, xs, ws, (0, 0));
                }
            ),
            "vectorized convolutions"
        );
}
