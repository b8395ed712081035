using Functional;

namespace Texts;

/// <summary>Trained parameters in a file, and the characters that they are for.</summary>
internal static class Trained
{
    private const string Characters = "characters";

    public static void Save(string path, Vocabulary known, Parameters parameters) =>
        Checkpoint.Save(path, parameters, new Dictionary<string, string> { [Characters] = known.Characters });

    /// <exception cref="InvalidDataException">The file does not say which characters it is for.</exception>
    public static (Vocabulary Known, Parameters Parameters) Load(string path) =>
        Checkpoint.Metadata(path).TryGetValue(Characters, out var characters) && characters.Length > 0
            ? (Vocabulary.Of(characters), Checkpoint.Load(path))
            : throw new InvalidDataException($"'{path}' does not say which characters it is for; --save writes such files.");
}
