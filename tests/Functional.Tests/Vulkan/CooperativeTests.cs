using System.Runtime.InteropServices;
using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Products on matrix units. Factors are small whole numbers, whose sums float32 holds exactly: in whatever order, results are the CPU's.</summary>
public sealed class CooperativeTests
{
    private static VulkanDevice Units()
    {
        var device = Device.OrSkip();
        Assert.SkipUnless(
            device.Capabilities.MatrixUnits.Count > 0,
            $"'{device.Capabilities.Name}' has no matrix units that can be used."
        );
        return device;
    }

    // Those that the device chooses, and those that it would as a GPU; a processor's compiler takes minutes for the largest.
    private static List<CooperativeTile> Tiles(VulkanDevice device) =>
        [
            .. device.Capabilities.MatrixUnits.SelectMany(unit =>
                CooperativeTile
                    .Of(unit, device.Capabilities)
                    .Concat(CooperativeTile.Of(unit, device.Capabilities with { Kind = DeviceKind.Discrete }))
                    .Distinct()
                    .Where(tile => device.Capabilities.Kind != DeviceKind.Cpu || tile.Rows <= 32)
            ),
        ];

    private static Precision PrecisionOf(CooperativeTile tile) =>
        tile.Unit.Type == DType.Float16 ? Precision.Float16 : Precision.BFloat16;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_tile_gives_the_CPUs_sums_however_operands_lie(bool isLeftTurned, bool isRightTurned)
    {
        var device = Units();
        Assert.NotEmpty(Tiles(device));
        foreach (var tile in Tiles(device))
        foreach (
            var (rows, columns, depth) in ((int, int, int)[])
                [
                    (tile.Rows, tile.Columns, tile.Depth * 2),
                    (tile.Rows + 1, tile.Columns - 1, tile.Depth + 5),
                    (tile.Rows * 2, tile.Columns + 4, tile.Depth - 2),
                    (3, 5, isLeftTurned ? 600 : 1),
                ]
        )
        {
            var x = Turned(Whole(tile.Unit.Type, 2, rows, depth), isLeftTurned);
            var y = Turned(Whole(tile.Unit.Type, 2, depth, columns), isRightTurned);
            Check(x.To(DType.Float32).MatMul(y.To(DType.Float32), PrecisionOf(tile)), tile);
        }
    }

    [Fact]
    public void Operands_may_be_sliced_flipped_and_stretched()
    {
        var device = Units();
        var tile = Tiles(device)[0];
        var (x, y) = (Whole(tile.Unit.Type, 70, 90), Whole(tile.Unit.Type, 90, 70));
        var precision = PrecisionOf(tile);
        var (left, right) = (x.To(DType.Float32), y.To(DType.Float32));
        Check(left.Slice(0, 1, 70, 3).MatMul(right, precision), tile, isSingle: false);
        Check(left.MatMul(right.Flip(0), precision), tile);
        Check(left.MatMul(right.Flip(1), precision), tile);
        Check(left.Slice(1, 1, 41).MatMul(right.Slice(0, 3, 43), precision), tile, isSingle: false);
        Check(left.MatMul(left.Transpose(), precision), tile, isSingle: false);
    }

    [Fact]
    public void Convolutions_are_such_products()
    {
        var device = Units();
        foreach (var tile in Tiles(device))
        {
            WindowAxis[] windows = [new(9, 2, 1, 1, 1), new(11, 1, 2, 1, 2)];
            foreach (var images in (int[])[1, 3])
            {
                var (x, w) = (Whole(tile.Unit.Type, images, 5, 17, 12), Whole(tile.Unit.Type, 70, 5, 3, 3));
                var convolution = ConvolveOp.Make(
                    x.To(DType.Float32),
                    w.To(DType.Float32),
                    windows,
                    precision: PrecisionOf(tile)
                );
                var (plan, arguments) = OnBoth.PlanOf(convolution);
                var stage = Assert.IsType<ConvolutionStage>(Assert.Single(plan.Stages));
                var (kernels, scratch) = (new List<Kernel>(), new Scratch());
                ConvolutionKernels.Add(stage, null, NoTile, kernels, scratch, (_, _, _) => tile);
                Run(convolution, plan, arguments, kernels, scratch);
            }
        }
    }

    [Fact]
    public void The_device_chooses_them_for_narrow_products_and_for_rounded_ones()
    {
        var device = Units();
        var unit = device.Capabilities.MatrixUnits[0];
        Assert.NotEmpty(device.MatrixTiles(unit.Type));
        Assert.Null(device.Capabilities.MatrixRefusal);
        Assert.Contains(
            $"matrix units    {string.Join("; ", device.Capabilities.MatrixUnits)}",
            device.Capabilities.ToString(),
            StringComparison.Ordinal
        );
        var precision = unit.Type == DType.Float16 ? Precision.Float16 : Precision.BFloat16;
        var (x, y) = (Whole(DType.Float32, 65, 70), Whole(DType.Float32, 70, 66));
        Tensor[] roots = [x.MatMul(y, precision), x.To(unit.Type).MatMul(y.To(unit.Type))];
        foreach (var root in roots)
        {
            Assert.Contains(KernelsOf(device, root), kernel => kernel is CooperativeProduct);
            OnBoth.AssertClose(0.25, root);
        }
        Assert.DoesNotContain(KernelsOf(device, x.MatMul(y)), kernel => kernel is CooperativeProduct);
        // What follows a sum is computed with it.
        var activated = (x.MatMul(y, precision) + Whole(DType.Float32, 66)).Relu();
        Assert.Contains(KernelsOf(device, activated), kernel => kernel is CooperativeProduct { Epilogue: { IsKept: false } });
        OnBoth.AssertClose(0.25, activated);
        using var without = Device.Own(new() { Without = DeviceRestrictions.ParseFeatures("coopmat") });
        Assert.Empty(without.Capabilities.MatrixUnits);
        foreach (var root in roots)
            Assert.DoesNotContain(KernelsOf(without, root), kernel => kernel is CooperativeProduct);
    }

    [Fact]
    public void Numbers_are_rounded_as_on_the_CPU_and_NaN_stays()
    {
        var device = Units();
        var precision = device.Capabilities.MatrixUnits[0].Type == DType.Float16 ? Precision.Float16 : Precision.BFloat16;
        var (x, y) = (Programs.Ramp(70, 300).Evaluate(), Programs.Ramp(300, 65).Evaluate());
        OnBoth.Compare([x.MatMul(y, precision)], 0.5, (_, _) => 300 * 16 * Math.ScaleB(1, -22));
        var special = Operations.Where(Tensor.Iota([70, 300]).To(DType.Float32) < 1, double.NaN, x);
        OnBoth.Compare([special.MatMul(y, precision)], 0.5, (_, _) => 300 * 16 * Math.ScaleB(1, -22));
    }

    [Fact]
    public void A_unit_that_the_device_does_not_have_fails_its_trial()
    {
        var device = Units();
        var tile = Tiles(device)[0];
        Assert.Null(MatrixTrial.Failure(device, tile));
        using var without = Device.Own(new() { Without = DeviceFeatures.CooperativeMatrixBFloat16 });
        Assert.Contains(
            "BFloat16TypeKHR is not supported",
            MatrixTrial.Failure(without, tile with { Unit = tile.Unit with { Type = DType.BFloat16 } }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "matrix units    not used: 8×8×8 float16 gives 3 for 4",
            (device.Capabilities with { MatrixRefusal = "8×8×8 float16 gives 3 for 4" }).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Types_of_matrices_may_come_behind_many_numbers()
    {
        // Ids have types from a table, which both kinds of types once wrote beyond.
        foreach (var type in (DType[])[DType.Float16, DType.BFloat16])
        foreach (var numbers in (int[])[0, 50, 60, 61, 62, 63, 64, 65, 130, 1000])
        {
            var module = new SpirvModule(32);
            for (var i = 0; i < numbers; i++)
                module.Constant(i);
            var component = module.Component(type);
            var matrix = module.Matrix(component, 16, 16, MatrixUse.Left);
            Assert.Equal(type == DType.BFloat16 ? SpirvKind.BFloat : SpirvKind.Float, module.Describe(component).Kind);
            Assert.Equal(new SpirvType(SpirvKind.Matrix, Element: component), module.Describe(matrix));
        }
    }

    [Fact]
    public void The_words_are_valid_SPIRV()
    {
        Tools.NewOrSkip();
        var folder = Directory.CreateTempSubdirectory("functional-coopmat-").FullName;
        var number = 0;
        foreach (var kernel in Kernels())
        {
            var file = $"{number++}.spv";
            File.WriteAllBytes(
                Path.Combine(folder, file),
                MemoryMarshal.AsBytes<uint>(SpirvPrinter.Print(kernel, KernelOptions.Ideal, isInPlace: number % 2 == 0))
            );
            Tools.Run("spirv-val", folder, "--target-env", "vulkan1.3", file);
        }
        Assert.InRange(number, 12, 1000);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_text_compiles()
    {
        Tools.NewOrSkip();
        string[] texts = [.. Kernels().Select(kernel => GlslPrinter.Print(kernel, ""))];
        Assert.Equal(texts.Length, Tools.CompileGlsl(texts).Length);
    }

    [Fact]
    public void The_text_computes_what_the_words_do()
    {
        var device = Units();
        Tools.NewOrSkip();
        var type = device.Capabilities.MatrixUnits[0].Type;
        Tensor[] roots = [Whole(type, 2, 65, 70).MatMul(Whole(type, 2, 70, 66)), Whole(type, 64, 64).MatMul(Whole(type, 64, 64))];
        var (plan, arguments) = OnBoth.PlanOf(roots);
        var storages = Array.ConvertAll(arguments, argument => Evaluator.StorageOf(argument, isOptional: false)!.OnHost());
        var texts = VulkanProgram.Of(device, plan, kernel => Tools.CompileGlsl([GlslPrinter.Print(kernel, "")])[0]);
        OnBoth.AssertSame(
            roots,
            OnBoth.OnHost(VulkanProgram.Of(device, plan).Run(storages)),
            OnBoth.OnHost(texts.Run(storages)),
            0,
            0
        );
    }

    /// <summary>Kernels as GPUs would run them, of both types: sizes that tiles divide and others, each way to lie, and addresses beyond 32 bits.</summary>
    private static IEnumerable<Kernel> Kernels()
    {
        var gpu = Device.OrSkip().Capabilities with { Kind = DeviceKind.Discrete };
        gpu = gpu with
        {
            Subgroup = gpu.Subgroup with { Size = 32 },
            Limits = gpu.Limits with
            {
                SharedMemory = 49152,
                MaxWorkgroupInvocations = 1024,
                MaxWorkgroupSize = (1024, 1024, 64),
            },
        };
        foreach (var type in (DType[])[DType.Float16, DType.BFloat16])
        foreach (var tile in CooperativeTile.Of(new MatrixUnit(16, 16, 16, type), gpu))
        foreach (var (more, far) in ((int, long)[])[(0, 1000), (3, 1L << 33)])
        {
            var (rows, columns, depth) = (tile.Rows + more, tile.Columns, tile.Depth + more);
            var form = new ProductForm(
                "matmul",
                new MatrixSide(0, View.Affine([2, rows, depth], [far, depth, 1], 0), 1, lineAxes: 1),
                new MatrixSide(1, View.Affine([2, columns, depth], [far, 1, columns], 0), 1, lineAxes: 1),
                View.Of([2, rows, columns]),
                BatchAxes: 1,
                depth
            )
            {
                Split = new DepthSplit(2, tile.Depth, 2L * rows * columns),
            };
            yield return new CooperativeProduct(form, tile, epilogue: null, [0, 1, 2]);
        }
    }

    [Fact]
    public void A_GPU_gets_large_tiles_for_large_products_and_none_for_narrow_ones()
    {
        var gpu = Device.OrSkip().Capabilities with { Kind = DeviceKind.Discrete };
        gpu = gpu with
        {
            Subgroup = gpu.Subgroup with { Size = 32 },
            Limits = gpu.Limits with
            {
                SharedMemory = 49152,
                MaxWorkgroupInvocations = 1024,
                MaxWorkgroupSize = (1024, 1024, 64),
            },
        };
        var unit = new MatrixUnit(16, 16, 16, DType.BFloat16);
        var tiles = CooperativeTile.Of(unit, gpu);
        Assert.Equal([(128, 256), (64, 128), (32, 128)], tiles.Select(tile => (tile.Rows, tile.Invocations)));
        Assert.Equal(128, CooperativeTile.Of(tiles, 1, 4096, 4096)!.Rows);
        Assert.Equal(64, CooperativeTile.Of(tiles, 1, 1000, 1000)!.Rows);
        Assert.Equal(32, CooperativeTile.Of(tiles, 1, 100, 100)!.Rows);
        Assert.Null(CooperativeTile.Of(tiles, 1, 1, 4096));
        // The least shared memory that a device must have.
        Assert.Equal(
            [64, 32],
            CooperativeTile.Of(unit, gpu with { Limits = gpu.Limits with { SharedMemory = 16384 } }).Select(tile => tile.Rows)
        );
    }

    private static ProductTile NoTile(long batch, long rows, long columns) =>
        throw new InvalidOperationException("Matrix units are chosen here.");

    private static void Check(Tensor product, CooperativeTile tile, bool isSingle = true)
    {
        var (plan, arguments) = OnBoth.PlanOf(product);
        if (!isSingle)
        {
            OnBoth.AssertClose(0.25, product);
            return;
        }
        var stage = Assert.IsType<ProductStage>(Assert.Single(plan.Stages));
        var (kernels, scratch) = (new List<Kernel>(), new Scratch());
        ProductKernels.Add(stage, null, NoTile, kernels, scratch, (_, _, _) => tile);
        Assert.Contains(kernels, kernel => kernel is CooperativeProduct);
        Run(product, plan, arguments, kernels, scratch);
    }

    private static void Run(Tensor root, Plan plan, Tensor[] arguments, List<Kernel> kernels, Scratch scratch)
    {
        var actual = KernelRun.Of(kernels, scratch.Bytes, arguments, root.Size * sizeof(float), mostGroups: 3);
        OnBoth.AssertSame([root], OnBoth.OnHost(Evaluator.Run(plan, arguments, Functional.Device.Cpu)), [actual], 0.25, 0);
    }

    private static List<Kernel> KernelsOf(VulkanDevice device, Tensor root)
    {
        var kernels = new List<Kernel>();
        VulkanProgram.Of(
            device,
            OnBoth.PlanOf(root).Plan,
            kernel =>
            {
                kernels.Add(kernel);
                return SpirvPrinter.Print(kernel, device.KernelOptions);
            }
        );
        return kernels;
    }

    private static Tensor Turned(Tensor x, bool isTurned) =>
        isTurned ? x.Transpose(1, 2).Evaluate().Transpose(1, 2) : x.Evaluate();

    /// <summary>Whole numbers from −8 to 8 in no order.</summary>
    private static Tensor Whole(DType type, params int[] sizes)
    {
        var values = new int[sizes.Aggregate(1, (size, axis) => size * axis)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (i * 7919 % 17) - 8;
        return Tensor.Of(values).Reshape(sizes).To(type).Evaluate();
    }
}
