using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>What the two printers write is valid, and both mean the same.</summary>
public sealed partial class PrinterTests
{
    // Every group, and every operation alone on every type.
    private static readonly Lazy<Kernel[]> Kernels = new(() =>
        [
            .. Programs
                .All.Values.Select(make => make())
                .Concat(Operations())
                .SelectMany(roots => KernelsOf(OnBoth.PlanOf(roots).Plan)),
            .. ProductTests.Kernels(),
        ]
    );

    [Fact]
    public void The_words_are_valid_SPIRV()
    {
        var folder = Directory.CreateTempSubdirectory("functional-spirv-").FullName;
        KernelOptions[] devices =
        [
            KernelOptions.Ideal,
            KernelOptions.Ideal with
            {
                Single = MultiplyAdd.ThroughFloat64,
                Double = MultiplyAdd.Split,
                KeepsZeros = false,
                KeepsRoundings = false,
                EndsIdleLoops = false,
            },
        ];
        var number = 0;
        foreach (var options in devices)
        foreach (var kernel in Kernels.Value)
        {
            var file = $"{number++}.spv";
            File.WriteAllBytes(
                Path.Combine(folder, file),
                MemoryMarshal.AsBytes<uint>(SpirvPrinter.Print(kernel, options, isInPlace: number % 2 == 0))
            );
            Tools.Run("spirv-val", folder, "--target-env", "vulkan1.3", file);
        }
        Directory.Delete(folder, recursive: true);
    }

    // What CompiledModules counts on.
    [Fact]
    public void Every_kernel_that_a_driver_took_is_shown_and_a_broken_one_is_not_valid()
    {
        using var device = Device.Own();
        var shown = new List<uint[]>();
        void Add(ReadOnlyMemory<uint> words)
        {
            lock (shown)
                shown.Add(words.ToArray());
        }
        ComputePipeline.Compiled += Add; // of other tests' devices as well
        const float more = 1234.5f;
        Vulkan.Kernels.Square(device, more: more);
        Assert.Throws<VulkanException>(() => device.Pipeline([1, 2, 3])); // no driver sees this
        ComputePipeline.Compiled -= Add;
        var words = Assert.Single(shown, words => words.Contains(BitConverter.SingleToUInt32Bits(more)));
        var folder = Directory.CreateTempSubdirectory("functional-broken-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "whole.spv"), MemoryMarshal.AsBytes(words.AsSpan()));
        File.WriteAllBytes(Path.Combine(folder, "broken.spv"), MemoryMarshal.AsBytes(words.AsSpan(0, words.Length - 1)));
        Tools.Run("spirv-val", folder, "--version");
        Assert.Equal("", CompiledModules.ErrorsOf(folder, "whole.spv"));
        Assert.NotEqual("", CompiledModules.ErrorsOf(folder, "broken.spv"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_text_compiles() =>
        Assert.Equal(Kernels.Value.Length, Tools.CompileGlsl([.. Kernels.Value.Select(Text)]).Length);

    // With fma as the driver has it: elementary functions may be off by some units (lavapipe's is rounded twice), and so
    // may terms of a sum, which are less than 32 in all.
    [Fact]
    public void The_text_computes_what_the_words_do()
    {
        var device = Device.OrSkip();
        var plans = Programs
            .All.Values.Select(make => make())
            .Select(roots => (Roots: roots, OnBoth.PlanOf(roots).Plan, OnBoth.PlanOf(roots).Arguments))
            .ToArray();
        string[] shaders = [.. plans.SelectMany(plan => KernelsOf(plan.Plan)).Select(Text).Distinct()];
        var compiled = shaders
            .Zip(Tools.CompileGlsl(device.KernelOptions.EndsIdleLoops ? shaders : Array.ConvertAll(shaders, HideEnds)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
        foreach (var (roots, plan, arguments) in plans)
        {
            var words = VulkanProgram.Of(device, plan);
            var text = VulkanProgram.Of(device, plan, kernel => compiled[Text(kernel)]);
            var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!.OnHost());
            OnBoth.AssertSame(
                roots,
                OnBoth.OnHost(words.Run(storages)),
                OnBoth.OnHost(text.Run(storages)),
                ulps: 16,
                slack: Math.ScaleB(32, -20)
            );
        }
    }

    // As the words do for drivers that may not know how often a loop turns.
    private static string HideEnds(string shader) => LoopStart().Replace(shader, "$1$2 + (int(gl_NumWorkGroups.y) - 1);");

    [GeneratedRegex(@"(for \(\w+ \w+ = [^;]+; \w+ < )([^;]+);")]
    private static partial Regex LoopStart();

    private static string Text(Kernel kernel) => GlslPrinter.Print(kernel, "");

    // Those that the device of the tests would run.
    private static List<Kernel> KernelsOf(Plan plan)
    {
        var kernels = new List<Kernel>();
        var device = Device.OrSkip();
        VulkanProgram.Of(
            device,
            plan,
            kernel =>
            {
                kernels.Add(kernel);
                return SpirvPrinter.Print(kernel, device.KernelOptions);
            }
        );
        return kernels;
    }

    private static IEnumerable<Tensor[]> Operations()
    {
        foreach (var op in OpTable.All)
        foreach (var type in DTypes.All)
        {
            var x = Programs.Ramp(5).To(type).Evaluate(); // so that it is loaded
            if (
                op.Types switch
                {
                    TypeRule.Bitwise => !type.IsFloating,
                    TypeRule.Whole => type.IsInteger,
                    TypeRule.Comparison or TypeRule.Choice => true,
                    _ => type != DType.Bool,
                }
            )
                yield return
                [
                    op.Arity == 1 ? op.Apply(x)
                    : op.Arity == 2 ? op.Apply(x, x)
                    : op.Apply(x > 0, x, x),
                ];
        }
    }
}
