namespace Functional.Vulkan;

/// <summary>What a binding of a kernel is.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="IsWritten">Whether the kernel writes it.</param>
/// <param name="Width">1, or the elements of a pack, if the kernel loads and stores nothing but packs of it.</param>
/// <param name="IsExchanged">Whether invocations of a workgroup read what others of it wrote, after a barrier that covers buffers.</param>
internal readonly record struct KernelBinding(DType Type, bool IsWritten, int Width = 1, bool IsExchanged = false);

/// <summary>One dispatch: what it binds, and how many invocations it wants.</summary>
/// <param name="buffers">For every binding the stage's binding that it is, the complement of the number of one of the stage's own buffers, or <see cref="VulkanStage.StatusBuffer"/>.</param>
/// <param name="groupSize">Invocations of a workgroup.</param>
internal abstract class KernelCall(int[] buffers, int groupSize)
{
    /// <summary>What a load or a store counts in <see cref="Work"/>: small GPUs do so many operations while one element passes between them and their memory.</summary>
    public const double Access = 16;

    /// <summary>What it computes, in a word or two, for reports.</summary>
    public abstract string Label { get; }

    /// <summary>For every binding the stage's binding that it is, the complement of the number of one of the stage's own buffers, or <see cref="VulkanStage.StatusBuffer"/>.</summary>
    public int[] Buffers { get; } = buffers;

    /// <summary>Invocations of a workgroup.</summary>
    public int GroupSize { get; } = groupSize;

    /// <summary>Workgroups that do all at once; none if there is nothing to do.</summary>
    public abstract long Groups { get; }

    /// <summary>How the work is divided among invocations, where there is a choice; for reports.</summary>
    public virtual string? Division => null;

    /// <summary>Whether fewer workgroups do the same, each striding over what is left.</summary>
    public virtual bool IsStriding => true;

    /// <summary>About how many elementary operations all invocations do together: long work is cut where kernels end.</summary>
    /// <remarks>By default those of a load and a store for each invocation.</remarks>
    public virtual double Work => 2 * Access * Groups * GroupSize;

    /// <summary>Turns of loops that one invocation of every wanted workgroup makes, all together, where they may be many.</summary>
    public virtual double Turns => 0;

    /// <summary>What <see cref="KernelCode.Parameter"/> is in this dispatch, if the kernel uses it: kernels that differ in it alone have the same words.</summary>
    public virtual int? Parameter => null;
}

/// <summary>A dispatch that the library writes itself, in the kernel language.</summary>
/// <remarks>It has one dimension and may have fewer workgroups than wanted: every kernel strides over what is left.</remarks>
/// <param name="bindings">The buffers in order.</param>
/// <param name="buffers">As for every dispatch.</param>
/// <param name="groupSize">Invocations of a workgroup.</param>
internal abstract class Kernel(KernelBinding[] bindings, int[] buffers, int groupSize) : KernelCall(buffers, groupSize)
{
    /// <summary>The buffers in order.</summary>
    public KernelBinding[] Bindings { get; } = bindings;

    /// <summary>The type of indices: int32, or int64 where one could leave its range.</summary>
    public abstract DType Index { get; }

    /// <summary>Lanes of a subgroup, if the kernel depends on them: then all subgroups are full, and may hold matrices.</summary>
    public virtual int SubgroupSize => 0;

    /// <summary>Writes down what an invocation does.</summary>
    public abstract void Write(KernelCode code);
}
