using Functional;

namespace Devices;

/// <summary>What the command line asks for.</summary>
/// <param name="Device">An index, part of a name, or a UUID; null asks <c>FUNCTIONAL_DEVICE</c>.</param>
/// <param name="ListOnly">Whether to list the devices and check none.</param>
/// <param name="IsQuick">Whether to check fewer numbers and fewer types.</param>
/// <param name="WithScalars">Whether to check binary operations with literals, even if quick.</param>
/// <param name="Operation">The only operation to check, if one is named.</param>
internal sealed record Options(string? Device, bool ListOnly, bool IsQuick, bool WithScalars, string? Operation)
{
    /// <summary>Numbers from an operation's domain, besides the special ones.</summary>
    public int Samples => IsQuick ? 200 : 20_000;

    /// <summary>Whether binary operations are checked with literals.</summary>
    public bool HasScalars => WithScalars || !IsQuick;

    /// <summary>Element types of operands.</summary>
    public IEnumerable<DType> Types => IsQuick ? [DType.Float32, DType.Int32] : DTypes.All.Reverse();
}
