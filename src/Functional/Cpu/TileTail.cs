using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Runs an emitted kernel, which takes whole vectors only, over any count: the rest goes through a padded copy.</summary>
internal sealed unsafe class TileTail(KernelCode code, int lanes, TileKernel.TileFunction whole)
{
    private const int Slot = 128;

    private readonly (int Size, bool IsUniform)[] _operands =
    [
        .. code.Key.Inputs.ToArray().Select(input => (input.Type.ByteSize, input.IsUniform)),
        .. code.Key.Results.ToArray().Select(result => (result.Type.ByteSize, false)),
    ];

    private readonly int _inputs = code.Key.Inputs.Length;

    public void Run(byte** pointers, nint count)
    {
        var aligned = count / lanes * lanes;
        if (aligned > 0)
            whole(pointers, aligned);
        if (aligned < count)
            RunRest(pointers, aligned, (int)(count - aligned));
    }

    private void RunRest(byte** pointers, nint start, int rest)
    {
        var scratch = stackalloc byte[_operands.Length * Slot];
        var moved = stackalloc byte*[_operands.Length];
        for (var i = 0; i < _operands.Length; i++)
        {
            var (size, isUniform) = _operands[i];
            moved[i] = isUniform ? pointers[i] : scratch + (i * Slot);
            if (!isUniform && i < _inputs)
                Unsafe.CopyBlockUnaligned(moved[i], pointers[i] + (start * size), (uint)(rest * size));
        }
        whole(moved, lanes);
        for (var i = _inputs; i < _operands.Length; i++)
            Unsafe.CopyBlockUnaligned(pointers[i] + (start * _operands[i].Size), moved[i], (uint)(rest * _operands[i].Size));
    }
}
