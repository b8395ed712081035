using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Loops that are traced again and again. The plans of the whole process are counted: no other test runs beside this one.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Interpreted")]
public sealed class ScanPlanTests
{
    [Fact]
    public void A_loop_that_is_traced_again_is_not_planned_again()
    {
        var xs = Tensor.Of([1.0, 2, 3, 4]);
        double Run(double factor)
        {
            var f = (Tensor w) => Loop.Scan((Tensor h, Tensor x) => (Tanh((h * w) + x) * factor, h), Tensor.Of(0.0), xs).Carry;
            return Differentiate.Gradient(f)(Tensor.Of(0.5)).Item();
        }
        var first = Run(0.25);
        var made = PlanCache.Shared.Made;
        Assert.Equal(first, Run(0.25));
        Assert.Equal(made, PlanCache.Shared.Made);
        Assert.NotEqual(first, Run(0.125));
    }
}
