namespace Functional;

/// <summary>Texts of a file as messages show them.</summary>
internal static class Cell
{
    private const int MaxShown = 40;

    /// <summary>The beginning of a text, on one line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new string(text[..Math.Min(text.Length, MaxShown)]);
        var line = string.Concat(shown.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length > MaxShown ? line + "…" : line;
    }
}
