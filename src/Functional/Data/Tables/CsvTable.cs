namespace Functional;

/// <summary>Columns of fields by name, as they were read; the columns make tensors of them.</summary>
public sealed class CsvTable
{
    private readonly CsvColumn[] _columns;

    internal CsvTable(CsvColumn[] columns) => _columns = columns;

    /// <summary>How many rows there are.</summary>
    public int Rows => _columns.Length == 0 ? 0 : _columns[0].Rows;

    /// <summary>The columns, from left to right.</summary>
    public IReadOnlyList<CsvColumn> Columns => _columns;

    /// <summary>The columns' names, from left to right.</summary>
    public IReadOnlyList<string> Names => [.. _columns.Select(column => column.Name)];

    /// <summary>The column of a name.</summary>
    /// <exception cref="FormatException">There is none; the message names the nearest.</exception>
    public CsvColumn this[string name] =>
        Array.Find(_columns, column => column.Name == name)
        ?? throw new FormatException(NearestPaths.Missing("csv", name, Names));

    /// <summary>Several columns of numbers side by side, <c>float32[rows, columns]</c>; all of them if none is named. A missing value is NaN.</summary>
    /// <exception cref="FormatException">There is no such column, or a field is no number; the message names its line and column.</exception>
    public Tensor Numbers(params ReadOnlySpan<string> columns) => Numbers(DType.Float32, columns);

    /// <summary>Several columns of numbers side by side, <c>[rows, columns]</c>; all of them if none is named.</summary>
    /// <exception cref="FormatException">There is no such column, or a field is no number of the type; the message names its line and column.</exception>
    /// <exception cref="DTypeException">The type is bool.</exception>
    public Tensor Numbers(DType type, params ReadOnlySpan<string> columns)
    {
        var numbers = new List<Tensor>();
        if (columns.IsEmpty)
            foreach (var column in _columns)
                numbers.Add(column.Numbers(type));
        else
            foreach (var name in columns)
                numbers.Add(this[name].Numbers(type));
        return Tensor.Stack(1, [.. numbers]).Evaluate();
    }

    /// <summary>Names, and the number of rows.</summary>
    public override string ToString() => $"{Rows} rows of {string.Join(", ", Names)}";
}
