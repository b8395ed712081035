namespace Functional;

/// <summary>Collects the records of a table, column by column.</summary>
internal sealed class CsvTableBuilder(IReadOnlyList<string> names, CsvFormat format, string source)
{
    private readonly Letters[] _columns = [.. names.Select(_ => new Letters())];
    private readonly List<int> _lines = [];

    /// <summary>Adds the record that a reader has read.</summary>
    /// <exception cref="FormatException">It has another number of fields, or the table becomes too large.</exception>
    public void Add(CsvReader record)
    {
        if (record.Count != _columns.Length)
            throw record.Wrong(
                $"it has {record.Count} {(record.Count == 1 ? "field" : "fields")}, and the table {_columns.Length} columns"
            );
        for (var i = 0; i < _columns.Length; i++)
            if (!_columns[i].TryAdd(record[i]))
                throw record.Wrong($"column '{Cell.Shown(names[i])}' has more than {Array.MaxLength} characters up to here");
        _lines.Add(record.Line);
    }

    public CsvTable ToTable()
    {
        int[] lines = [.. _lines];
        return new([
            .. names.Select((name, i) => new CsvColumn(name, _columns[i].Text, _columns[i].Ends, lines, format.Missing, source)),
        ]);
    }

    /// <summary>The fields of a column, one behind the other.</summary>
    private sealed class Letters
    {
        private readonly List<int> _ends = [];
        private char[] _chars = [];
        private int _count;

        public ReadOnlyMemory<char> Text => _chars.AsMemory(0, _count);

        public int[] Ends => [.. _ends];

        public bool TryAdd(ReadOnlySpan<char> field)
        {
            if (field.Length > Array.MaxLength - _count)
                return false;
            if (_count + field.Length > _chars.Length)
                Array.Resize(ref _chars, (int)Math.Min(Array.MaxLength, Math.Max(64, 2L * (_count + field.Length))));
            field.CopyTo(_chars.AsSpan(_count));
            _ends.Add(_count += field.Length);
            return true;
        }
    }
}
