using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>An array of C strings, for the length of a call.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _pointer;

    internal NativeStrings(IReadOnlyCollection<string> texts)
    {
        Count = (uint)texts.Count;
        _pointer = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        var i = 0;
        foreach (var text in texts)
            _pointer[i++] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }

    internal uint Count { get; }

    internal byte** Pointer => _pointer;

    public void Dispose()
    {
        for (var i = 0; i < Count; i++)
            Marshal.FreeCoTaskMem((nint)_pointer[i]);
        NativeMemory.Free(_pointer);
    }
}
