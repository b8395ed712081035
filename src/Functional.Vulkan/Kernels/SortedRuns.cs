namespace Functional.Vulkan;

/// <summary>Searching in what is sorted.</summary>
internal static class SortedRuns
{
    private const double StepWork = 8;

    /// <summary>What a search among so many numbers counts in <see cref="KernelCall.Work"/>, each step of which loads one.</summary>
    public static double Work(long most) => Steps(most) * (KernelCall.Access + StepWork);

    /// <summary>The first number of [from, to) of which the condition does not hold, or <paramref name="to"/>; it holds of all before that.</summary>
    /// <param name="code">The kernel.</param>
    /// <param name="at">Its index arithmetic.</param>
    /// <param name="from">Where the search begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="most">No more numbers than this are searched.</param>
    /// <param name="isBefore">Whether it holds of a number, which is one to ask about only where the second value is true.</param>
    public static Value Search(
        KernelCode code,
        IndexArithmetic at,
        Value from,
        Value to,
        long most,
        Func<Value, Value, Value> isBefore
    )
    {
        return code.Fold(
            "step",
            at.Literal(0),
            at.Literal(Steps(most)),
            at.Literal(1),
            [from, to],
            (_, ends) =>
            {
                var isOpen = code.Keep(ends[0] < ends[1], "isOpen");
                var middle = code.Keep((ends[0] + ends[1]) >> 1, "middle");
                var isAfter = code.Keep(isBefore(middle, isOpen), "isAfter");
                return
                [
                    Value.Select(isOpen & isAfter, middle + at.Literal(1), ends[0]),
                    Value.Select(isOpen & ~isAfter, middle, ends[1]),
                ];
            }
        )[0];
    }

    private static int Steps(long most) => System.Numerics.BitOperations.Log2((ulong)Math.Max(1, most)) + 1;
}
