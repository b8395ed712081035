using System.Globalization;
using System.Text;

namespace Functional;

/// <summary>Trees as text: a node a line, operands before users, each with a number; scalars stand where they are used.</summary>
internal sealed class TreePrinter
{
    private readonly Graph _graph;
    private readonly int[] _numbers;

    private TreePrinter(Graph graph)
    {
        _graph = graph;
        _numbers = new int[graph.Count];
        for (var i = 0; i < graph.Count; i++)
            _numbers[i] = IsInline(i) ? -1 : Count++;
    }

    // Nodes that have a line.
    private int Count { get; }

    /// <summary>The tree below some roots in at most <paramref name="lines"/> lines, of which one says how many are left out.</summary>
    public static string Print(ReadOnlySpan<Tensor> roots, int lines)
    {
        var printer = new TreePrinter(Graph.Of(roots));
        var kept = Math.Max(3, lines);
        return printer.Count <= kept
            ? printer.Print(printer.Count, printer.Count)
            : printer.Print((kept - 1) / 2, printer.Count - (kept / 2));
    }

    // The nodes before the gap and those behind it.
    private string Print(int head, int tail)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _graph.Count; i++)
        {
            var number = _numbers[i];
            if (number < 0 || (number >= head && number < tail && number != head))
                continue;
            if (text.Length > 0)
                text.Append('\n');
            if (number == head && head < tail)
                text.Append(CultureInfo.InvariantCulture, $"… {tail - head} more");
            else
                Append(text, i);
        }
        return text.ToString();
    }

    private void Append(StringBuilder text, int node)
    {
        var (op, tensor) = (_graph.Ops[node], _graph.Nodes[node]);
        text.Append(CultureInfo.InvariantCulture, $"%{_numbers[node]} = {op.Description}");
        var operands = _graph.Operands(node);
        for (var k = 0; k < operands.Length; k++)
        {
            text.Append(k == 0 ? "(" : ", ");
            if (_numbers[operands[k]] is >= 0 and var number)
                text.Append(CultureInfo.InvariantCulture, $"%{number}");
            else
                text.Append(_graph.Ops[operands[k]].Description);
        }
        text.Append(operands.Length > 0 ? ") " : " ").Append(tensor.DType.Name).Append(tensor.Shape);
    }

    private bool IsInline(int node) => _graph.Ops[node] is ConstantOp && Array.IndexOf(_graph.Roots, node) < 0;
}

public sealed partial class Tensor
{
    /// <summary>The tree below this node as text, a node a line: <c>%3 = tanh(%2) float32[4]</c>. Nothing is computed.</summary>
    /// <param name="lines">How many lines at most, at least 3; the middle of a larger tree is left out.</param>
    public string ToTree(int lines = 40) => TreePrinter.Print([this], lines);
}
