using System.Text.RegularExpressions;

namespace Functional.Tests.Architecture;

/// <summary>Finds out which folder ("room") uses which, from the text of the sources.</summary>
/// <remarks>
/// Reads declarations at the left margin, so nested types don't count, and names only where they can be nothing but a type:
/// an operation and a function often share a name, and calling the function is not using the operation's type.
/// </remarks>
internal static partial class Rooms
{
    /// <summary>Each use of a type from a room that stands below the user's own.</summary>
    /// <param name="root">The folder that holds the rooms.</param>
    /// <param name="order">The rooms from the top; rooms in one group may use each other.</param>
    /// <param name="files">All sources under the root.</param>
    public static IEnumerable<string> Violations(string root, string[][] order, IReadOnlyList<SourceFile> files)
    {
        var levels = order
            .SelectMany((rooms, level) => rooms.Select(room => (room, level)))
            .ToDictionary(p => p.room, p => p.level);
        var sources = files
            .Select(file => (file.Path, file.Code, Room: RoomOf(root, file.Path)))
            .Where(s => levels.ContainsKey(s.Room))
            .ToList();
        var homes = sources
            .SelectMany(s => Declaration().Matches(s.Code).Select(match => (Name: match.Groups["name"].Value, s.Room)))
            .Distinct()
            .GroupBy(p => p.Name)
            .Where(rooms => rooms.Count() == 1)
            .ToDictionary(rooms => rooms.Key, rooms => rooms.Single().Room);
        if (homes.Count == 0)
            return [];

        var use = new Regex(Use.Replace("NAME", string.Join('|', homes.Keys), StringComparison.Ordinal), UseOptions);
        return from source in sources
            from match in use.Matches(source.Code)
            let name = match.Groups["name"].Value
            let home = homes[name]
            where levels[home] > levels[source.Room]
            let line = source.Code.AsSpan(0, match.Index).Count('\n') + 1
            select $"{source.Path}({line}): {source.Room} uses {name} of {home}, a room below it.";
    }

    /// <summary>The first folder below the root; empty for a file that stands in the root itself.</summary>
    public static string RoomOf(string root, string path)
    {
        var parts = Path.GetRelativePath(root, path).Split('/', '\\');
        return parts.Length > 1 ? parts[0] : "";
    }

    [GeneratedRegex(
        """
            ^(?:(?:public|internal|sealed|abstract|static|readonly|unsafe|partial|ref)\s+)*
            (?:(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)
            | delegate\s+[^;(]*?(?<name>[A-Z]\w*)\s*(?:<[^>(]*>)?\s*\()
            """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Declaration();

    private const RegexOptions UseOptions = RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.Compiled;

    // A name that follows no dot, unless it is the namespace's, where it is (in turn): after a word that a type follows; in
    // parentheses after such a word; before a member; before what it declares; an array's element; a type argument; a type
    // with arguments; a cast; in a list of bases.
    private const string Use = """
        (?<!\w)(?<!(?<!Functional)\s*\.\s*)
        (?: (?<= \b(?:new|is|as|case|not|using\s+static|where\s+\w+\s*:)\s+(?:Functional\.)? )(?<name>NAME)\b
          | (?<= \b(?:typeof|sizeof|default)\( )(?<name>NAME)\b
          | (?<name>NAME)\b(?= \s*\.\s*\w )
          | (?<name>NAME)\b(?= [?*]?\s+(?!(?:is|as|switch|with|and|or|when|in|where)\b)[@A-Za-z_] )
          | (?<name>NAME)\b(?= \??\[[\],]*\][\s?&)>\[] )
          | (?<= <\s* | <[^;{}()]*,\s* )(?<name>NAME)\b(?= \?? \s*(?:,[^;{}()]*)?> )
          | (?<name>NAME)\b(?= <[^;{}()]*>(?!\s*\() )
          | (?<= \( )(?<name>NAME)\b(?= \)[\w(] )
          | (?<= ^[^\n=]*\b(?:class|struct|record|interface)\s[^;{]*:[^;{]* )(?<name>NAME)\b
        )
        """;
}
