namespace Functional.Vulkan;

internal sealed partial class SpirvModule
{
    /// <summary>Runs the first branch where the condition holds, else the second.</summary>
    /// <param name="condition">A <c>Bool</c>.</param>
    /// <param name="then">Writes the first branch.</param>
    /// <param name="otherwise">Writes the second branch, if there is one.</param>
    /// <param name="flatten">A hint that both branches are cheap.</param>
    public void If(uint condition, Action then, Action? otherwise = null, bool flatten = false) =>
        If(
            condition,
            () =>
            {
                then();
                return [];
            },
            () =>
            {
                otherwise?.Invoke();
                return [];
            },
            flatten
        );

    /// <summary>The values of the branch that was taken; both give as many, of the same types.</summary>
    public uint[] If(uint condition, Func<uint[]> then, Func<uint[]> otherwise, bool flatten = false)
    {
        uint yes = NewId(),
            no = NewId(),
            merge = NewId();
        Do(Op.SelectionMerge, merge, flatten ? 1u : 0u);
        Do(Op.BranchConditional, condition, yes, no);
        var (yesValues, yesEnd) = Arm(yes, merge, then);
        var (noValues, noEnd) = Arm(no, merge, otherwise);
        if (yesValues.Length != noValues.Length)
            throw new ArgumentException($"[spirv] branches give {yesValues.Length} and {noValues.Length} values.");
        Enter(merge);
        var results = new uint[yesValues.Length];
        for (var i = 0; i < results.Length; i++)
        {
            Same(yesValues[i], noValues[i]);
            results[i] = Emit(Op.Phi, TypeOf(yesValues[i]), yesValues[i], yesEnd, noValues[i], noEnd);
        }
        return results;
    }

    /// <summary>Repeats a body while a condition holds, passing values from one turn to the next; gives the last ones.</summary>
    /// <param name="initial">The values before the first turn.</param>
    /// <param name="condition">Writes the condition, from the values at hand.</param>
    /// <param name="turn">Writes the body; gives the next values, of the same types.</param>
    /// <param name="control">A hint to the driver's compiler.</param>
    public uint[] Loop(
        ReadOnlySpan<uint> initial,
        Func<uint[], uint> condition,
        Func<uint[], uint[]> turn,
        LoopControl control = LoopControl.None
    )
    {
        uint header = NewId(),
            test = NewId(),
            inside = NewId(),
            next = NewId(),
            merge = NewId();
        var before = _block;
        Do(Op.Branch, header);
        Enter(header);
        var values = new uint[initial.Length];
        var patches = new int[initial.Length];
        for (var i = 0; i < values.Length; i++)
        {
            // The value that comes around is not written yet; its place in the words is filled in below.
            values[i] = Emit(Op.Phi, TypeOf(initial[i]), initial[i], before, 0, next);
            patches[i] = _body.Count - 2;
        }
        Do(Op.LoopMerge, merge, next, (uint)control);
        Do(Op.Branch, test);
        Enter(test);
        Do(Op.BranchConditional, condition(values), inside, merge);
        var (around, _) = Arm(inside, next, () => turn(values));
        if (around.Length != values.Length)
            throw new ArgumentException($"[spirv] a loop over {values.Length} values gave {around.Length}.");
        for (var i = 0; i < values.Length; i++)
        {
            Same(values[i], around[i]);
            _body[patches[i]] = around[i];
        }
        Enter(next);
        Do(Op.Branch, header);
        Enter(merge);
        return values;
    }

    /// <summary>Counts from a start to an end, which it does not reach, passing values from one turn to the next.</summary>
    public uint[] For(
        uint start,
        uint end,
        uint step,
        ReadOnlySpan<uint> initial,
        Func<uint, uint[], uint[]> turn,
        LoopControl control = LoopControl.None
    ) =>
        Loop(
            [start, .. initial],
            values => Less(values[0], end),
            values =>
            {
                var carried = turn(values[0], values[1..]);
                return [Add(values[0], step), .. carried];
            },
            control
        )[1..];

    /// <summary>Counts from a start to an end, which it does not reach.</summary>
    public void For(uint start, uint end, uint step, Action<uint> turn, LoopControl control = LoopControl.None) =>
        For(
            start,
            end,
            step,
            [],
            (index, _) =>
            {
                turn(index);
                return [];
            },
            control
        );

    /// <summary>Visits 0 to a count, each index in one invocation of the dispatch, however many groups it has along x.</summary>
    /// <remarks>The count and the number of invocations must add up to less than 2³².</remarks>
    public void GridStride(uint count, Action<uint> turn) =>
        For(
            BuiltInValue(BuiltIn.GlobalInvocationId, 0),
            count,
            Multiply(BuiltInValue(BuiltIn.NumWorkgroups, 0), Constant(_localSize.X)),
            turn
        );

    private (uint[] Values, uint End) Arm(uint label, uint target, Func<uint[]> write)
    {
        Enter(label);
        var values = write();
        var end = _block;
        Do(Op.Branch, target);
        return (values, end);
    }

    private void Enter(uint label)
    {
        Do(Op.Label, label);
        _block = label;
    }
}
