
namespace Functional.Properties;

/// <summary>The checker itself: a true law passes, a false one is found out.</summary>
[Trait("Category", "Interpreted")]
public sealed class LawTests
{
    [Fact]
    public void A_true_law_holds() => Law.Holds(Prop.ForAll<int, int>((x, y) => x + y == y + x));

    [Fact]
    public void A_false_law_is_found_out() =>
        Assert.ThrowsAny<Exception>(() => Law.Holds(Prop.ForAll<int, int>((x, y) => x - y == y - x)));
}
