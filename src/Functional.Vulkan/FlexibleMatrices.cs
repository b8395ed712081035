using System.Globalization;

namespace Functional.Vulkan;

/// <summary>The second form of matrix units, <c>VK_NV_cooperative_matrix2</c>: matrices whose sizes a kernel chooses. What a device says of it; no kernel uses it yet.</summary>
/// <param name="Units">The products that are added up in float32, in the driver's order.</param>
/// <param name="LargestSize">The most rows or columns of a matrix.</param>
/// <param name="IsOfWorkgroups">Whether a workgroup may hold matrices together, and not only a subgroup.</param>
/// <param name="LargestWorkgroup">The most invocations of such a workgroup.</param>
/// <param name="ReservedSharedMemory">Bytes of shared memory that such a workgroup takes for itself.</param>
/// <param name="HasTensorAddressing">Whether matrices are loaded from strided tensors, zeros where they reach beyond.</param>
public sealed record FlexibleMatrices(
    IReadOnlyList<FlexibleMatrixUnit> Units,
    int LargestSize,
    bool IsOfWorkgroups,
    int LargestWorkgroup,
    int ReservedSharedMemory,
    bool HasTensorAddressing
)
{
    /// <summary>What there is, in one line.</summary>
    public override string ToString()
    {
        List<string> parts = [.. Units.Select(unit => unit.ToString())];
        if (parts.Count == 0)
            parts.Add("none that add up in float32");
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"up to {LargestSize}"));
        parts.Add(
            IsOfWorkgroups
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"workgroups up to {LargestWorkgroup}, which take {ReservedSharedMemory} bytes of shared memory"
                )
                : "not of workgroups"
        );
        parts.Add(HasTensorAddressing ? "tensor addressing" : "no tensor addressing");
        return string.Join("; ", parts);
    }
}

/// <summary>A product of matrices whose sizes are multiples of these: <c>[Rows, Depth] × [Depth, Columns]</c>, added up in float32.</summary>
/// <param name="Rows">What the rows of the left operand are a multiple of.</param>
/// <param name="Columns">What the columns of the right one are.</param>
/// <param name="Depth">What the terms of a sum are.</param>
/// <param name="Type">The operands' type: float16 or bfloat16.</param>
/// <param name="Invocations">Invocations of the workgroup that holds the matrices; 0 if a subgroup does.</param>
public readonly record struct FlexibleMatrixUnit(int Rows, int Columns, int Depth, DType Type, int Invocations)
{
    /// <summary>The sizes, the type and who holds them: <c>multiples of 32×32×16 float16 a workgroup of 256</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"multiples of {Rows}×{Columns}×{Depth} {Type.Name} a {(Invocations > 0 ? $"workgroup of {Invocations}" : "subgroup")}"
        );
}
