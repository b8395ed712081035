using System.Globalization;

namespace Functional;

/// <summary>Reads the text of an <c>.npy</c> header: a Python dictionary of three entries, <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>.</summary>
internal ref struct NpyHeaderParser
{
    private const int MaxRank = 64;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private NpyHeaderParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>What the text says.</summary>
    /// <exception cref="FormatException">The text is no such dictionary, or speaks of elements that tensors do not have.</exception>
    public static NpyHeader Parse(ReadOnlySpan<char> text) => new NpyHeaderParser(text).ReadDictionary();

    private NpyHeader ReadDictionary()
    {
        ((DType Type, bool IsBig)? elements, bool? isFortran, long[]? sizes) = (null, null, null);
        Expect('{', "a dictionary");
        while (!Take('}'))
        {
            var name = ReadText();
            Expect(':', $"a colon behind '{name}'");
            switch (name)
            {
                case "descr" when elements is null:
                    elements = ReadType();
                    break;
                case "fortran_order" when isFortran is null:
                    isFortran = ReadTruth();
                    break;
                case "shape" when sizes is null:
                    sizes = ReadSizes();
                    break;
                default:
                    throw new FormatException(
                        name is "descr" or "fortran_order" or "shape"
                            ? $"its header has '{name}' twice."
                            : $"its header has '{name}', which the format does not know."
                    );
            }
            if (!Take(',') && !Next('}'))
                throw Unexpected("a comma or the dictionary's end");
        }
        if (!_text[_at..].Trim().IsEmpty)
            throw Unexpected("its end");
        if (elements is not { } known || isFortran is not { } fortran || sizes is null)
            throw new FormatException("its header lacks one of 'descr', 'fortran_order' and 'shape'.");
        Loading.DeclaredBytes("it", known.Type, sizes);
        return new(known.Type, known.IsBig, fortran, Shape.Of(Array.ConvertAll(sizes, size => (int)size)));
    }

    private (DType Type, bool IsBig) ReadType()
    {
        if (Next('['))
            throw new FormatException("it holds records of several fields; only plain numbers can be read.");
        var text = ReadText();
        var order = text.Length > 0 && text[0] is '<' or '>' or '=' or '|' ? text[0] : ' ';
        var code = order == ' ' ? text : text[1..];
        foreach (var (known, type) in NpyHeader.Types)
            if (known == code)
                return (type, order == '>');
        throw new FormatException(
            $"it has elements of type '{text}'; known are {string.Join(", ", NpyHeader.Types.Select(known => known.Code))}, each after '<' or '>'."
        );
    }

    private long[] ReadSizes()
    {
        Expect('(', "the shape as a tuple");
        var sizes = new List<long>();
        while (!Take(')'))
        {
            if (sizes.Count == MaxRank)
                throw new FormatException($"it has more than {MaxRank} axes.");
            sizes.Add(ReadNumber());
            if (!Take(',') && !Next(')'))
                throw Unexpected("a comma or the tuple's end");
        }
        return [.. sizes];
    }

    private long ReadNumber()
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
        if (!long.TryParse(_text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            _at = start;
            throw Unexpected("a whole number from 0");
        }
        // Python 2 marks long numbers.
        Take('L');
        return number;
    }

    private bool ReadTruth()
    {
        Skip();
        var rest = _text[_at..];
        var word =
            rest.StartsWith("True") ? "True"
            : rest.StartsWith("False") ? "False"
            : throw Unexpected("True or False");
        _at += word.Length;
        return word == "True";
    }

    private string ReadText()
    {
        Skip();
        if (_at == _text.Length || _text[_at] is not ('\'' or '"'))
            throw Unexpected("a text");
        var length = _text[(_at + 1)..].IndexOf(_text[_at]);
        if (length < 0)
            throw new FormatException("its header has a text without end.");
        var text = _text.Slice(_at + 1, length).ToString();
        _at += length + 2;
        return text;
    }

    private void Expect(char letter, string what)
    {
        if (!Take(letter))
            throw Unexpected(what);
    }

    private bool Take(char letter)
    {
        if (!Next(letter))
            return false;
        _at++;
        return true;
    }

    private bool Next(char letter)
    {
        Skip();
        return _at < _text.Length && _text[_at] == letter;
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private readonly FormatException Unexpected(string what) =>
        new(
            _at < _text.Length
                ? $"its header has '{_text[_at]}' at character {_at + 1}, where {what} should be."
                : $"its header ends where {what} should be."
        );
}
