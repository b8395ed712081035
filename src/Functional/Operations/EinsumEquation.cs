namespace Functional;

/// <summary>An equation of Einstein's summation, made out against its operands: the label of every axis, and those of the result.</summary>
/// <remarks>Labels are letters; an axis that the dots stand for has the negative number of its place from the right.</remarks>
internal sealed class EinsumEquation
{
    private readonly string _text;
    private readonly Dictionary<int, int> _sizes = [];

    private EinsumEquation(string text) => _text = text;

    /// <summary>The labels of the axes of every operand.</summary>
    public List<int>[] Operands { get; private set; } = [];

    /// <summary>The labels of the result's axes.</summary>
    public List<int> Result { get; private set; } = [];

    /// <summary>The size of a label.</summary>
    public int SizeOf(int label) => _sizes[label];

    /// <exception cref="ShapeException">The equation makes no sense, or the operands do not fit it.</exception>
    public static EinsumEquation Parse(string text, ReadOnlySpan<Tensor> operands)
    {
        var equation = new EinsumEquation(text);
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        var left = arrow < 0 ? text : text[..arrow];
        var terms = left.Split(',');
        if (terms.Length != operands.Length)
            throw new ShapeException(
                $"[einsum] '{text}' is about {terms.Length} {(terms.Length == 1 ? "operand" : "operands")}, got {operands.Length}."
            );
        equation.Operands = new List<int>[terms.Length];
        var (start, dots) = (0, 0);
        for (var i = 0; i < terms.Length; start += terms[i++].Length + 1)
        {
            var named = equation.Read(terms[i], start, out var rest, out var at);
            var missing = operands[i].Rank - named.Count;
            if (missing < 0 || (missing > 0 && rest < 0))
                throw new ShapeException(
                    $"[einsum] '{text}' names {named.Count} axes of operand {i} at position {at}, which is {operands[i].Shape} with {operands[i].Rank}."
                );
            if (rest >= 0)
                named.InsertRange(rest, Enumerable.Range(-missing, missing));
            dots = Math.Max(dots, rest < 0 ? 0 : missing);
            equation.Operands[i] = named;
            equation.Measure(i, operands[i].Shape);
        }
        equation.Result = arrow < 0 ? equation.Implied(dots) : equation.Named(arrow + 2, dots);
        return equation;
    }

    // The letters of a term, and where among them the dots stand.
    private List<int> Read(string term, int start, out int rest, out int first)
    {
        var labels = new List<int>();
        (rest, first) = (-1, start);
        for (var i = 0; i < term.Length; i++)
            if (char.IsAsciiLetter(term[i]))
                labels.Add(term[i]);
            else if (term.AsSpan(i).StartsWith("...") && rest < 0)
                (rest, i) = (labels.Count, i + 2);
            else if (term[i] != ' ')
                throw new ShapeException(
                    $"[einsum] '{_text}' has '{term[i]}' at position {start + i}, where a letter is expected{(rest < 0 ? " or '...'" : "")}."
                );
        return labels;
    }

    private void Measure(int operand, Shape shape)
    {
        var labels = Operands[operand];
        for (var axis = 0; axis < labels.Count; axis++)
        {
            var size = shape[axis];
            if (labels.IndexOf(labels[axis]) is var first && first < axis && shape[first] != size)
                throw new ShapeException(
                    $"[einsum] '{_text}' takes the diagonal '{Name(labels[axis])}' of operand {operand}, {shape}: axis {first} is {shape[first]} against {size}."
                );
            if (!_sizes.TryGetValue(labels[axis], out var known) || known == 1)
                _sizes[labels[axis]] = size;
            else if (size != known && size != 1)
                throw new ShapeException(
                    $"[einsum] '{_text}' has '{Name(labels[axis])}' of size {known}, but axis {axis} of operand {operand}, {shape}, is {size}."
                );
        }
    }

    // Without an arrow: the dots, then the letters that occur once, in alphabetical order.
    private List<int> Implied(int dots) =>
        [
            .. Enumerable.Range(-dots, dots),
            .. Operands
                .SelectMany(labels => labels)
                .Where(label => label > 0)
                .GroupBy(l => l)
                .Where(g => g.Count() == 1)
                .Select(g => g.Key)
                .Order(),
        ];

    private List<int> Named(int start, int dots)
    {
        var labels = Read(_text[start..], start, out var rest, out _);
        foreach (var label in labels)
        {
            var at = _text.IndexOf((char)label, start);
            if (!_sizes.ContainsKey(label))
                throw new ShapeException(
                    $"[einsum] '{_text}' has '{(char)label}' at position {at} in the result, but in no operand."
                );
            if (labels.Count(other => other == label) > 1)
                throw new ShapeException(
                    $"[einsum] '{_text}' has '{(char)label}' at position {_text.IndexOf((char)label, at + 1)} in the result a second time."
                );
        }
        if (rest >= 0)
            labels.InsertRange(rest, Enumerable.Range(-dots, dots));
        return labels;
    }

    private static string Name(int label) => label < 0 ? "..." : $"{(char)label}";
}
