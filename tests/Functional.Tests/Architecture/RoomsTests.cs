namespace Functional.Tests.Architecture;

/// <summary>Data flows downwards: a folder of the library uses those above it, never those below.</summary>
public sealed class RoomsTests
{
    // From the top; folders of one group may use each other (an operation has a body in the kernel language, a loop program calls operations; a plan is made for its backend).
    private static readonly string[][] Order =
    [
        ["Tensors"],
        ["Kernels", "Expressions"],
        ["Operations"],
        ["Transformations"],
        ["Differentiation"],
        ["Loops"],
        ["Evaluation", "Cpu"],
        ["Random"],
        ["Models"],
        ["Optimizers"],
        ["Data"],
    ];

    private const string Root = "src/Functional";

    [Fact]
    public void No_room_uses_a_room_below_it() => Violations.AssertNone(Rooms.Violations(Root, Order, SourceTree.Files(Root)));

    [Fact]
    public void Every_room_has_its_place_in_the_order()
    {
        var rooms = SourceTree.Files(Root).Select(file => Rooms.RoomOf(Root, file.Path)).Where(room => room != "").Distinct();
        Violations.AssertNone(rooms.Except(Order.SelectMany(group => group)));
    }

    [Theory]
    [InlineData("var x = new Plan(3);")]
    [InlineData("if (x is Plan) return;")]
    [InlineData("if (x is not Functional.Plan p) return;")]
    [InlineData("Plan.Run();")]
    [InlineData("Plan plan = x;")]
    [InlineData("private Plan? _plan;")]
    [InlineData("public Plan Make() => x;")]
    [InlineData("Plan[] plans = [];")]
    [InlineData("List<Plan> plans = [];")]
    [InlineData("Dictionary<int, Plan?> plans = [];")]
    [InlineData("Plan<int> plan = x;")]
    [InlineData("return (Plan)x;")]
    [InlineData("class Other : Plan { }")]
    [InlineData("sealed class Other(int x) : Plan(x) { }")]
    [InlineData("using static Functional.Plan;")]
    [InlineData("typeof(Plan)")]
    public void A_use_of_a_type_below_is_found(string use)
    {
        var violation = Assert.Single(Uses(use));
        Assert.Equal("src/Functional/Tensors/Tensor.cs(2): Tensors uses Plan of Evaluation, a room below it.", violation);
    }

    [Theory]
    [InlineData("// Plan.Run()")]
    [InlineData("/* new Plan() */")]
    [InlineData("/// <see cref=\"Plan.Run\"/>")]
    [InlineData("throw new X(\"Plan a, \" + @\"new \"\"Plan b\" + '\"');")]
    [InlineData("var text = \"\"\"Plan x \"Plan y\" \"\"\";")]
    [InlineData("Plan(x);")]
    [InlineData("x.Plan(y).Plan.Z();")]
    [InlineData("public int Plan => 3;")]
    [InlineData("public static Tensor Plan(Tensor x) => x;")]
    [InlineData("enum Kind { First, Plan, Last }")]
    [InlineData("with { Plan = x }")]
    [InlineData("Map(Plan, x)")]
    [InlineData("PlanCache.Run(MyPlan.X)")]
    public void A_name_that_is_no_type_is_not_a_use(string text) => Assert.Empty(Uses(text));

    [Fact]
    public void A_use_of_a_type_above_is_allowed() =>
        Assert.Empty(
            Rooms.Violations(
                Root,
                Order,
                [
                    new($"{Root}/Tensors/Tensor.cs", "public sealed class Tensor { }"),
                    new($"{Root}/Evaluation/Plan.cs", "class Plan { Tensor Run() => new Tensor(); }"),
                    new($"{Root}/Tensors/Parts.cs", "partial class Parts { }"),
                    new($"{Root}/Cpu/Parts.cs", "partial class Parts { Parts Self => this; }"),
                ]
            )
        );

    private static IEnumerable<string> Uses(string text) =>
        Rooms.Violations(
            Root,
            Order,
            [
                new($"{Root}/Tensors/Tensor.cs", $"namespace Functional;\n{text}\n"),
                new($"{Root}/Evaluation/Plan.cs", "namespace Functional;\n\npublic sealed class Plan { class Nested { } }\n"),
            ]
        );
}
