using System.Text.RegularExpressions;

namespace Functional.Tests.Architecture;

/// <summary>A source file: its path from the repository's root, with slashes, and its text.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The text with comments and the contents of strings and characters blanked out; lines stay where they are.</summary>
    public string Code => Prose().Replace(Text, match => Blank().Replace(match.Value, " "));

    // Holes of interpolated strings count as text, and strings inside them as code: good enough to find names of types.
    [GeneratedRegex(
        """
            //[^\n]* | /\*.*?\*/
            | (?<raw>"{3,}).*?\k<raw>
            | (?:@\$?|\$@)"(?:[^"]|"")*"
            | "(?:\\.|[^"\\\n])*"
            | '(?:\\[^\n]+?|[^'\\\n])'
            """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Prose();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex Blank();
}
