using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>Runs the instructions of a kernel one after another over short tiles that stay in the cache.</summary>
internal sealed unsafe class TileInterpreter
{
    private const int Tile = 256;
    private const int Lane = 8;

    [ThreadStatic]
    private static byte[]? Scratch;

    private readonly KernelInstruction[] _instructions;
    private readonly int[] _results;
    private readonly int[] _registers;
    private readonly int _registerCount;
    private readonly (DType Type, bool IsUniform, bool IsLiteral, long Bits)[] _inputs;
    private readonly DType[] _resultTypes;

    public TileInterpreter(KernelCode code)
    {
        _instructions = code.Instructions;
        _results = code.Results;
        _inputs = code.Key.Inputs.ToArray();
        _resultTypes = [.. code.Key.Results.ToArray().Select(result => result.Type)];
        (_registers, _registerCount) = Allocate(code);
    }

    public void Run(byte** pointers, nint count)
    {
        var bytes = ((_registerCount + 1) * Tile * Lane) + 64;
        var scratch =
            Scratch is { } known && known.Length >= bytes
                ? known
                : Scratch = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        var registers = BufferPool.Align(scratch);
        for (nint start = 0; start < count; start += Tile)
            RunTile(pointers, registers, start, (int)Math.Min(Tile, count - start));
    }

    private void RunTile(byte** pointers, byte* registers, nint start, int count)
    {
        for (var i = 0; i < _instructions.Length; i++)
        {
            ref readonly var instruction = ref _instructions[i];
            byte* Register(int place) => registers + ((nint)_registers[place] * Tile * Lane);
            var target = Register(i);
            switch (instruction.Code)
            {
                case Instruction.Input:
                    Load(pointers[instruction.A], target, instruction, start, count);
                    break;
                case Instruction.Constant:
                    TileFunctions.Fill(instruction.Type, target, instruction.Bits, count);
                    break;
                default:
                    var a = Register(instruction.A);
                    var b = instruction.B >= 0 ? Register(instruction.B) : a;
                    var c = instruction.C >= 0 ? Register(instruction.C) : a;
                    TileFunctions.Apply(instruction, target, a, b, c, count);
                    break;
            }
        }
        for (var i = 0; i < _results.Length; i++)
        {
            var size = _resultTypes[i].ByteSize;
            var from = registers + ((nint)_registers[_results[i]] * Tile * Lane);
            var to = pointers[_inputs.Length + i] + (start * size);
            if (_resultTypes[i].IsNarrow)
                NarrowRuns.Store(size, (int*)from, to, count);
            else
                Unsafe.CopyBlockUnaligned(to, from, (uint)(count * size));
        }
    }

    private static void Load(byte* from, byte* to, in KernelInstruction instruction, nint start, int count)
    {
        var stored = instruction.From;
        if (instruction.IsUniform)
            TileFunctions.Fill(instruction.Type, to, Scalars.Widen(stored, Scalars.Read(stored, from)), count);
        else if (stored.IsNarrow)
            NarrowRuns.Load(stored, from + (start * stored.ByteSize), (int*)to, count);
        else
            Unsafe.CopyBlockUnaligned(to, from + (start * stored.ByteSize), (uint)(count * stored.ByteSize));
    }

    // A register is free again after the last instruction that reads it.
    private static (int[] Registers, int Count) Allocate(KernelCode code)
    {
        var last = new int[code.Instructions.Length];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = Math.Max(last[i], i);
            foreach (var operand in Operands(code.Instructions[i]))
                last[operand] = i;
        }
        foreach (var result in code.Results)
            last[result] = int.MaxValue;
        var registers = new int[last.Length];
        var free = new Stack<int>();
        var count = 0;
        for (var i = 0; i < last.Length; i++)
        {
            registers[i] = free.TryPop(out var register) ? register : count++;
            foreach (var operand in Operands(code.Instructions[i]).Distinct())
                if (last[operand] == i)
                    free.Push(registers[operand]);
        }
        return (registers, count);
    }

    private static IEnumerable<int> Operands(KernelInstruction instruction) =>
        instruction.Code is Instruction.Input or Instruction.Constant
            ? []
            : new[] { instruction.A, instruction.B, instruction.C }.Where(operand => operand >= 0);
}
