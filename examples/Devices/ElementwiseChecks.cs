using System.Globalization;
using Functional;
using Functional.Vulkan;

namespace Devices;

/// <summary>Every operation of the op table on a device: against the same in double precision on the CPU, or against the CPU itself.</summary>
internal sealed class ElementwiseChecks(VulkanDevice device, int samples)
{
    /// <summary>What errors are counted in.</summary>
    public static string UnitOf(DType type) =>
        type == DType.Float64 ? "largest difference from the CPU, in units of the last place"
        : type.IsFloating ? "largest error, in units of the last place"
        : "elements that differ from the CPU's";

    /// <summary>The operations that take a type, or the one of that name.</summary>
    public IEnumerable<Finding> All(DType type, string? only) =>
        OpTable.All.Where(op => Takes(op, type) && (only is null || op.Name == only)).Select(op => Check(op, type));

    /// <summary>The binary ones of these with a literal on either side, which drivers' compilers simplify; not all rightly.</summary>
    public IEnumerable<Finding> AllWithScalars(DType type, string? only) =>
        OpTable
            .All.Where(op => op.Arity == 2 && Takes(op, type) && (only is null || op.Name == only))
            .Select(op => Numbers.WithScalars(op, type, samples).Select(operands => Check(op, type, operands)).Aggregate(Worse));

    private Finding Check(DeclaredOp op, DType type) => Check(op, type, Numbers.For(op, type, samples));

    private Finding Check(DeclaredOp op, DType type, Tensor[] operands)
    {
        if (!device.Capabilities.Computes(type))
            return new(op.Name, type.Name, null, null, null, null);
        var onCpu = op.Apply(operands);
        try
        {
            // What has no axes stays a literal of the kernel.
            var onDevice = op.Apply(Array.ConvertAll(operands, x => x.Rank == 0 ? x : x.To(device))).To(Device.Cpu);
            return onCpu.DType.IsFloating ? Near(op, type, operands, onDevice, onCpu) : Same(op, type, operands, onDevice, onCpu);
        }
        catch (DeviceException error)
        {
            return new(op.Name, type.Name, null, null, 0, error.Message);
        }
    }

    private static Finding Worse(Finding a, Finding b) =>
        (a.Failure is null && b.Failure is not null) || (a.Failure is null == b.Failure is null && b.OnDevice > a.OnDevice)
            ? b
            : a;

    private Finding Same(DeclaredOp op, DType type, Tensor[] operands, Tensor onDevice, Tensor onCpu)
    {
        var (got, wanted) = (Integers(onDevice), Integers(onCpu));
        var flushed = KeepsSubnormals(type)
            ? wanted
            : Integers(op.Apply(Numbers.WithoutSubnormals(operands, Precision.Of(type))));
        var different = Enumerable.Range(0, got.Length).Where(i => got[i] != wanted[i] && got[i] != flushed[i]).ToList();
        var failure =
            different.Count == 0
                ? null
                : $"{Call(op, operands, different[0])} is {got[different[0]]}, on the CPU {wanted[different[0]]}";
        return new(op.Name, type.Name, different.Count, null, 0, failure);
    }

    private Finding Near(DeclaredOp op, DType type, Tensor[] operands, Tensor onDevice, Tensor onCpu)
    {
        var precision = Precision.Of(type);
        var least = Tolerances.Least(op.Name);
        var keepsSubnormals = KeepsSubnormals(type);
        var (got, cpu, wanted) = (Doubles(onDevice), Doubles(onCpu), InDoublePrecision(op, operands));
        var flushed = keepsSubnormals ? wanted : InDoublePrecision(op, Numbers.WithoutSubnormals(operands, precision));
        var (worst, worstOfCpu, place) = (0.0, 0.0, 0);
        for (var i = 0; i < wanted.Length; i++)
        {
            worstOfCpu = Math.Max(worstOfCpu, precision.Error(cpu[i], wanted[i], least));
            var error = precision.Error(got[i], wanted[i], least);
            if (!keepsSubnormals)
            {
                error = Math.Min(error, precision.Error(got[i], flushed[i], least));
                if (
                    Math.Abs(got[i] - wanted[i]) <= precision.SmallestNormal
                    || Math.Abs(got[i] - flushed[i]) <= precision.SmallestNormal
                )
                    error = 0;
            }
            if (error > worst)
                (worst, place) = (error, i);
        }
        var allowed = Tolerances.Of(type);
        var failure = string.Create(
            CultureInfo.InvariantCulture,
            $"{Call(op, operands, place)} is {got[place]:R}, should be {wanted[place]:R}: {worst:g4} units, not {allowed}"
        );
        return new(
            op.Name,
            type.Name,
            worst,
            type == DType.Float64 ? null : worstOfCpu,
            allowed,
            worst <= allowed ? null : failure
        );
    }

    private bool KeepsSubnormals(DType type) => !type.IsFloating || Precision.Of(type).KeepsSubnormals(device.Capabilities);

    private static long[] Integers(Tensor x) => x.To(DType.Int64).ToArray<long>();

    private static double[] InDoublePrecision(DeclaredOp op, Tensor[] operands) =>
        Doubles(op.Apply(Array.ConvertAll(operands, x => x.DType.IsFloating ? x.To(DType.Float64) : x)));

    private static double[] Doubles(Tensor x) => x.To(DType.Float64).ToArray<double>();

    private static string Call(DeclaredOp op, Tensor[] operands, int place) =>
        $"{op.Name}({string.Join(", ", operands.Select(x => (x.Rank == 0 ? x : x[place]).Item().ToString("R", CultureInfo.InvariantCulture)))})";

    private static bool Takes(DeclaredOp op, DType type) =>
        op.Types switch
        {
            TypeRule.Bitwise => !type.IsFloating,
            TypeRule.Whole => type.IsInteger,
            TypeRule.Floating => type.IsFloating,
            TypeRule.Number => type != DType.Bool,
            _ => true,
        };
}
