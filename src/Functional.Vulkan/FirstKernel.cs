namespace Functional.Vulkan;

/// <summary>Makes a plan and writes its kernels on a thread of its own while the driver is loaded: what comes first waits for the JIT.</summary>
/// <remarks>
/// A process's first plan and kernel take a hundred milliseconds, nearly all of it the compilation of methods that run once; loading the
/// driver takes as long and needs no managed code. Nothing that is made here is kept.
/// </remarks>
internal static class FirstKernel
{
    private static int IsBegun;

    /// <summary>Begins, if this is the process's first device; waits for nothing.</summary>
    public static void Prepare()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref IsBegun, 1) == 0)
            new Thread(static () => Make()) { IsBackground = true, Name = "first kernel" }.Start();
    }

    /// <summary>Makes a plan of a sum and of a chain of operations, and writes its kernels; gives their number.</summary>
    internal static int Make()
    {
        var x = Tensor.Of(new float[1024]);
        var y = (x * x + 1).Tanh();
        Plan plan;
        lock (Graph.Lock)
            plan = Plan.Of(Graph.Of([y, (y * 2).Sum()]));
        var options = KernelOptions.Ideal with { Single = MultiplyAdd.ThroughFloat64, KeepsZeros = false };
        var kernels = 0;
        foreach (var stage in plan.Stages)
            if (stage is LoopStage loop)
                foreach (var kernel in LoopKernel.Of(loop.Program).Kernels)
                {
                    var module = SpirvPrinter.Module(kernel, options, isInPlace: false);
                    _ = module.ToWords();
                    _ = module.Interface;
                    kernels++;
                }
        return kernels;
    }
}
