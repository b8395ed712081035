namespace Functional.Vulkan;

/// <summary>What a matrix of a subgroup is for, numbered as in SPIR-V.</summary>
internal enum MatrixUse : uint
{
    /// <summary>The left operand of a product.</summary>
    Left = 0,

    /// <summary>The right one.</summary>
    Right = 1,

    /// <summary>What products are added to.</summary>
    Sum = 2,
}

/// <summary>A kind of matrices that subgroups hold.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Component">The type of its components: float16 or bfloat16, float32 for sums.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
internal readonly record struct MatrixKind(MatrixUse Use, DType Component, int Rows, int Columns);

/// <summary>A matrix that each subgroup of a workgroup holds.</summary>
/// <param name="Number">Its number in the kernel.</param>
internal readonly record struct HeldMatrix(int Number);
