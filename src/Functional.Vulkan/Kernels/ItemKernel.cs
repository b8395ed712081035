namespace Functional.Vulkan;

/// <summary>A kernel that does the same for every one of a number of items, each in one invocation.</summary>
/// <param name="bindings">The buffers in order.</param>
/// <param name="buffers">For every binding the stage's buffer that it is.</param>
/// <param name="items">How many items there are.</param>
/// <param name="index">The type of indices.</param>
internal abstract class ItemKernel(KernelBinding[] bindings, int[] buffers, long items, DType index)
    : Kernel(bindings, buffers, Invocations)
{
    private const int Invocations = 128; // what every device takes

    public sealed override long Groups => (items + Invocations - 1) / Invocations;

    public sealed override DType Index => index;

    public sealed override void Write(KernelCode code)
    {
        var at = new IndexArithmetic(index);
        code.For(
            "item",
            code.At(Position.Invocation),
            at.Literal(items),
            code.At(Position.Invocations),
            item => Item(code, at, at.Bounded(item, items - 1))
        );
    }

    /// <summary>Writes down what is done for an item.</summary>
    protected abstract void Item(KernelCode code, IndexArithmetic at, Value item);
}
