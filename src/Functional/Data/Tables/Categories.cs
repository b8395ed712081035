namespace Functional;

/// <summary>A column of texts as numbers.</summary>
/// <param name="Codes">For every row the place of its text among the names, <c>int64[rows]</c>; −1 where a value is missing.</param>
/// <param name="Names">The texts.</param>
public sealed record Categories(Tensor Codes, IReadOnlyList<string> Names);
