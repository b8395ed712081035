namespace Functional.Vulkan;

/// <summary>The ids of what a module has made so far, each under a kind and up to three words.</summary>
/// <remarks>One table of plain words for all kinds: a process's first kernel waits for every generic table's code to be compiled.</remarks>
internal sealed class SpirvIds
{
    private const int Words = 5; // the kind, three words, and the id, which is 0 where nothing is

    private uint[] _entries = new uint[64 * Words];
    private int _count;

    /// <summary>The id under a key; 0 if there is none.</summary>
    public uint Find(uint kind, uint a, uint b = 0, uint c = 0) => _entries[Place(_entries, kind, a, b, c) + Words - 1];

    /// <summary>Puts an id, which is not 0, under a key; gives it back.</summary>
    public uint Add(uint id, uint kind, uint a, uint b = 0, uint c = 0)
    {
        if (4 * (_count + 1) > 3 * (_entries.Length / Words))
            Grow();
        var place = Place(_entries, kind, a, b, c);
        if (_entries[place + Words - 1] == 0)
            _count++;
        Write(_entries, place, kind, a, b, c, id);
        return id;
    }

    private void Grow()
    {
        var (old, larger) = (_entries, new uint[2 * _entries.Length]);
        for (var at = 0; at < old.Length; at += Words)
            if (old[at + 4] != 0)
                Write(
                    larger,
                    Place(larger, old[at], old[at + 1], old[at + 2], old[at + 3]),
                    old[at],
                    old[at + 1],
                    old[at + 2],
                    old[at + 3],
                    old[at + 4]
                );
        _entries = larger;
    }

    // Where a key is, or where it would be: the number of places is a power of two.
    private static int Place(uint[] entries, uint kind, uint a, uint b, uint c)
    {
        var most = (uint)(entries.Length / Words) - 1;
        var hash = ((((((kind * 0x9E3779B1) ^ a) * 0x85EBCA77) ^ b) * 0xC2B2AE3D) ^ c) * 0x27D4EB2F;
        for (var slot = (hash ^ (hash >> 15)) & most; ; slot = (slot + 1) & most)
        {
            var at = (int)slot * Words;
            if (
                entries[at + 4] == 0
                || (entries[at] == kind && entries[at + 1] == a && entries[at + 2] == b && entries[at + 3] == c)
            )
                return at;
        }
    }

    private static void Write(uint[] entries, int at, uint kind, uint a, uint b, uint c, uint id)
    {
        (entries[at], entries[at + 1], entries[at + 2]) = (kind, a, b);
        (entries[at + 3], entries[at + 4]) = (c, id);
    }
}
