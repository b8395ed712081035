using FsCheck;
using FsCheck.Fluent;
using Functional;
using Functional.Testing;
using Xunit;

namespace GradientCheck;

public sealed class SoftcapTests
{
    private static readonly Tensor Sample = Key.From(1).Normal([4, 3], DType.Float64);

    [Fact]
    public void The_gradient_is_right_to_second_order() => Gradients.Check(x => Softcap.Apply(x, 2).Sum(), Sample);

    [Fact]
    public void The_gradient_written_by_hand_is_right_too() => Gradients.Check(x => Softcap.WithGradient(2)(x).Sum(), Sample);

    [Fact]
    public void A_wrong_gradient_is_found()
    {
        var error = Assert.Throws<LawException>(() => Gradients.Check(x => Softcap.WithWrongGradient(2)(x).Sum(), Sample));
        Assert.StartsWith("[gradient] the derivative of order 1 by x is ", error.Message);
    }

    [Fact]
    public void A_batch_is_the_loop_over_its_elements() => Batching.Check(x => Softcap.WithGradient(2)(x).Sum(), Sample);

    // A property over random caps, by FsCheck.
    [Fact]
    public void Nothing_exceeds_the_cap() =>
        Prop.ForAll(Gen.Choose(1, 100).ToArbitrary(), cap => Softcap.Apply(10 * Sample, cap).Abs().Max().Item() <= cap)
            .QuickCheckThrowOnFailure();
}
