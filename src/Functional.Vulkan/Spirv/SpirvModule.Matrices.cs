namespace Functional.Vulkan;

/// <summary>Matrices that the lanes of a subgroup hold together: the extension <c>SPV_KHR_cooperative_matrix</c>.</summary>
internal sealed partial class SpirvModule
{
    private readonly SortedSet<string> _extensions = new(StringComparer.Ordinal);
    private readonly Dictionary<(uint Component, uint Rows, uint Columns, MatrixUse Use), uint> _matrices = [];

    private uint _bfloat16;

    // Matrices need the Vulkan memory model, in which what passes between invocations is marked where it is loaded and stored.
    private bool IsVulkanModel => _capabilities.Contains(Capability.VulkanMemoryModel);

    /// <summary>Makes matrices available.</summary>
    public void UseMatrices()
    {
        _extensions.Add("SPV_KHR_cooperative_matrix");
        Require(Capability.CooperativeMatrixKHR);
        Require(Capability.VulkanMemoryModel);
    }

    /// <summary>A component of matrices: float16, bfloat16 or float32.</summary>
    public uint Component(DType type)
    {
        if (type == DType.Float32)
            return Float32;
        if (type == DType.Float16)
        {
            Require(Capability.Float16);
            return Float(16);
        }
        _extensions.Add("SPV_KHR_bfloat16");
        Require(Capability.BFloat16TypeKHR);
        Require(Capability.BFloat16CooperativeMatrixKHR);
        if (_bfloat16 == 0)
        {
            Describe(_bfloat16 = NewId(), new(SpirvKind.BFloat, 16));
            Write(_globals, Op.TypeFloat, _bfloat16, 16, 0);
        }
        return _bfloat16;
    }

    /// <summary>A matrix of a subgroup.</summary>
    public uint Matrix(uint component, uint rows, uint columns, MatrixUse use)
    {
        if (_matrices.TryGetValue((component, rows, columns, use), out var id))
            return id;
        var (scope, m, n, purpose) = (Constant((uint)Scope.Subgroup), Constant(rows), Constant(columns), Constant((uint)use));
        _matrices[(component, rows, columns, use)] = id = NewId();
        Describe(id, new(SpirvKind.Matrix, Element: component));
        Write(_globals, Op.TypeCooperativeMatrixKHR, id, component, scope, m, n, purpose);
        return id;
    }

    /// <summary>A matrix from memory; the stride is in elements of the array that the pointer points into.</summary>
    public uint LoadMatrix(uint type, uint pointer, uint stride, bool isColumnMajor) =>
        Emit(
            Op.CooperativeMatrixLoadKHR,
            type,
            [pointer, Constant(isColumnMajor ? 1u : 0), Constant(stride), .. Shown(pointer, isWritten: false)]
        );

    /// <summary>Puts a matrix into memory, row after row.</summary>
    public void StoreMatrix(uint pointer, uint matrix, uint stride) =>
        Do(Op.CooperativeMatrixStoreKHR, [pointer, matrix, Constant(0u), Constant(stride), .. Shown(pointer, isWritten: true)]);

    /// <summary><c>left · right + sum</c>.</summary>
    public uint MultiplyMatrices(uint left, uint right, uint sum) =>
        Emit(Op.CooperativeMatrixMulAddKHR, TypeOf(sum), left, right, sum);

    // NonPrivatePointer, and MakePointerAvailable or MakePointerVisible to the workgroup.
    private uint[] Shown(uint pointer, bool isWritten) =>
        IsVulkanModel && Describe(TypeOf(pointer)).Class == StorageClass.Workgroup
            ? [0x20 | (isWritten ? 0x8u : 0x10u), Constant((uint)Scope.Workgroup)]
            : [];
}
