namespace Functional.Tests;

/// <summary>Tests that change settings of the process, or measure its memory, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Alone";
}
