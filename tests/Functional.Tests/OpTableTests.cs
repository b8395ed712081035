using System.Xml.Linq;

namespace Functional.Tests;

/// <summary>The table of operations: every one is declared whole.</summary>
public sealed class OpTableTests
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(ReadSummaries);

    public static TheoryData<string> Names => [.. OpTable.All.Select(op => op.Name)];

    [Fact]
    public void Names_are_words_in_lower_case_and_none_comes_twice()
    {
        Assert.All(OpTable.All, op => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", op.Name));
        Assert.Equal(OpTable.All.Count, OpTable.All.Select(op => op.Name).Distinct().Count());
        Assert.InRange(OpTable.All.Count, 20, 1000);
    }

    [Fact]
    public void The_table_is_in_alphabetical_order()
    {
        var declared = OpTable.All.Select(op => op.GetType().GetGenericArguments()[0].Name).ToArray();
        Assert.Equal(declared.Order(StringComparer.Ordinal), declared);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_has_a_domain_from_which_tests_draw(string name)
    {
        var op = Find(name);
        for (var i = 0; i < op.Arity; i++)
            Assert.True(op.Domain(i).Low < op.Domain(i).High, $"{op.Domain(i)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_has_a_summary(string name)
    {
        var type = Find(name).GetType().GetGenericArguments()[0];
        // The compiler writes no documentation of internal types.
        if (!type.IsPublic)
            return;
        var summary = Summaries.Value[$"T:{type.FullName}"];
        Assert.True(summary.Length > 10 && summary.EndsWith('.'), summary);
        // So do the function and the method that are made from it.
        var members = Summaries.Value.Where(entry => entry.Value == summary && entry.Key.Contains($".{type.Name}(")).ToList();
        Assert.NotEmpty(members);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_operation_computes_on_what_its_types_allow(string name)
    {
        var op = Find(name);
        var operands = Enumerable.Range(0, op.Arity).Select(i => Operand(op, i)).ToArray();
        var result = op.Apply(operands);
        Assert.Equal([3], result.Shape);
        Assert.Equal(
            op.Types == TypeRule.Comparison ? DType.Bool
                : op.Types is TypeRule.Bitwise or TypeRule.Whole ? DType.Int64
                : DType.Float64,
            result.DType
        );
        Assert.Equal(3, result.Evaluate().Size);
    }

    private static DeclaredOp Find(string name) => OpTable.All.Single(op => op.Name == name);

    private static Tensor Operand(DeclaredOp op, int index) =>
        op.Types == TypeRule.Choice && index == 0 ? Tensor.Of([true, false, true])
        : op.Types is TypeRule.Bitwise or TypeRule.Whole ? Tensor.Of([5L, 0, -3])
        : Tensor.Of([op.Domain(index).Low, (op.Domain(index).Low + op.Domain(index).High) / 2, op.Domain(index).High]);

    private static Dictionary<string, string> ReadSummaries()
    {
        var path = Path.ChangeExtension(typeof(Tensor).Assembly.Location, ".xml");
        return XDocument
            .Load(path)
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!.Value.Trim());
    }
}
