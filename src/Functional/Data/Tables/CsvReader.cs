using System.Buffers;

namespace Functional;

/// <summary>Takes a text apart into records and fields, strictly: what RFC 4180 does not allow is refused with its line.</summary>
/// <param name="text">The text.</param>
/// <param name="format">Its separator and quotation mark.</param>
/// <param name="source">What errors call it.</param>
internal sealed class CsvReader(TextReader text, CsvFormat format, string source)
{
    private const int MaxFields = 1 << 16;
    private const int End = -1;

    private readonly SearchValues<char> _marks = SearchValues.Create([format.Separator, format.Quote ?? '\n', '\r', '\n']);
    private readonly SearchValues<char> _quotedMarks = SearchValues.Create([format.Quote ?? '\n', '\r', '\n']);
    private readonly char[] _block = new char[1 << 14];
    private readonly List<int> _ends = [];
    private char[] _chars = new char[256];
    private int _count;
    private int _at;
    private int _filled;
    private int _next = 1;

    /// <summary>The line on which the record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int Count => _ends.Count;

    /// <summary>True if nothing at all stands on the record's line.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>A field of the record, valid until the next is read.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var start = field == 0 ? 0 : _ends[field - 1];
            return _chars.AsSpan(start, _ends[field] - start);
        }
    }

    /// <summary>Leaves out the next line, whatever is in it.</summary>
    public void SkipLine()
    {
        for (int letter; (letter = Read()) != End && !IsLineEnd(letter); ) { }
    }

    /// <summary>Reads a record; false if there is none any more.</summary>
    /// <exception cref="FormatException">The record is not well-formed, or a field is too long.</exception>
    public bool Next()
    {
        _ends.Clear();
        (_count, Line) = (0, _next);
        if (Peek() == End)
            return false;
        IsBlank = Peek() is '\r' or '\n';
        while (ReadField())
            if (_ends.Count == MaxFields)
                throw Wrong($"it has more than {MaxFields} fields");
        return true;
    }

    /// <summary>What is wrong with the record that was read.</summary>
    public FormatException Wrong(string problem) => new($"[csv] {source}, line {Line}: {problem}.");

    // True if another field follows on the line.
    private bool ReadField()
    {
        var letter = Peek();
        if (letter == format.Quote)
        {
            Read();
            AppendQuoted();
        }
        else
        {
            AppendUntil(_marks);
            if (Peek() is var mark && mark != End && mark == format.Quote)
                throw Wrong($"field {_ends.Count + 1} has a quotation mark inside, but does not begin with one");
        }
        _ends.Add(_count);
        letter = Read();
        return letter == End || IsLineEnd(letter) ? false
            : letter == format.Separator ? true
            : throw Wrong($"field {_ends.Count} goes on behind its closing quotation mark");
    }

    // Up to and with the closing quotation mark.
    private void AppendQuoted()
    {
        while (true)
        {
            AppendUntil(_quotedMarks);
            var letter = Read();
            if (letter == End)
                throw Wrong($"the quotation mark that opens field {_ends.Count + 1} is never closed");
            if (letter == format.Quote)
            {
                if (Peek() != format.Quote)
                    return;
                Read();
            }
            Append([(char)letter]);
            // A line end of two characters is one line.
            if (letter == '\r' && Peek() == '\n')
                Append([(char)ReadSame()]);
        }
    }

    // Block by block, so that no letter is looked at alone.
    private void AppendUntil(SearchValues<char> marks)
    {
        while (Peek() != End)
        {
            var rest = _block.AsSpan(_at, _filled - _at);
            var length = rest.IndexOfAny(marks);
            var letters = length < 0 ? rest : rest[..length];
            Append(letters);
            _at += letters.Length;
            if (length >= 0)
                return;
        }
    }

    private void Append(ReadOnlySpan<char> letters)
    {
        if (_count - (_ends.Count == 0 ? 0 : _ends[^1]) + letters.Length > format.MaxFieldLength)
            throw Wrong(
                $"field {_ends.Count + 1} is longer than {format.MaxFieldLength} characters, or has a quotation mark that is never closed"
            );
        if (_count + letters.Length > _chars.Length)
            Array.Resize(ref _chars, 2 * (_count + letters.Length));
        letters.CopyTo(_chars.AsSpan(_count));
        _count += letters.Length;
    }

    // A line may end with LF, CR LF or CR.
    private bool IsLineEnd(int letter)
    {
        if (letter == '\r' && Peek() == '\n')
            ReadSame();
        return letter is '\r' or '\n';
    }

    private int Peek()
    {
        if (_at == _filled)
            (_at, _filled) = (0, text.Read(_block, 0, _block.Length));
        return _filled == 0 ? End : _block[_at];
    }

    private int Read()
    {
        var letter = ReadSame();
        if (letter is '\r' or '\n')
            _next++;
        return letter;
    }

    // Without counting a line.
    private int ReadSame()
    {
        var letter = Peek();
        if (letter != End)
            _at++;
        return letter;
    }
}
