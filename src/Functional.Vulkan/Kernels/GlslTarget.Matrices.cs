using System.Globalization;
using System.Text;

namespace Functional.Vulkan;

internal sealed partial class GlslTarget
{
    private readonly List<string> _held = [];
    private readonly List<string> _heldTypes = [];
    private readonly SortedSet<DType> _components = [];

    public override void Hold(string name, MatrixKind kind)
    {
        _components.Add(kind.Component);
        var use =
            kind.Use == MatrixUse.Sum ? "Accumulator"
            : kind.Use == MatrixUse.Left ? "A"
            : "B";
        var type = $"coopmat<{ComponentOf(kind.Component)}, gl_ScopeSubgroup, {kind.Rows}, {kind.Columns}, gl_MatrixUse{use}>";
        var held = Fresh(name);
        Line($"{type} {held};");
        _heldTypes.Add(type);
        _held.Add(held);
    }

    public override void ClearMatrix(int matrix) => Line($"{_held[matrix]} = {_heldTypes[matrix]}(0.0);");

    public override void LoadMatrix(int matrix, int array, string index, int stride, bool isColumnMajor) =>
        Line($"coopMatLoad({_held[matrix]}, {_arrays[array]}, {Place(index)}, {stride}u, {Layout(isColumnMajor)});");

    public override void MultiplyMatrices(int sum, int left, int right) =>
        Line($"{_held[sum]} = coopMatMulAdd({_held[left]}, {_held[right]}, {_held[sum]});");

    public override void StoreMatrixShared(int matrix, int array, string index, int stride) =>
        Line($"coopMatStore({_held[matrix]}, {_arrays[array]}, {Place(index)}, {stride}u, {Layout(false)});");

    public override void StoreMatrix(int matrix, int binding, string index, int stride) =>
        Line($"coopMatStore({_held[matrix]}, {NameOf(binding)}, {Place(index)}, {stride}u, {Layout(false)});");

    private void AppendMatrixExtensions(StringBuilder text)
    {
        if (_held.Count == 0)
            return;
        List<string> extensions =
        [
            "GL_KHR_cooperative_matrix",
            "GL_KHR_memory_scope_semantics",
            "GL_KHR_shader_subgroup_basic",
            "GL_EXT_shader_explicit_arithmetic_types_float16",
        ];
        if (_components.Contains(DType.BFloat16))
            extensions.Add("GL_EXT_bfloat16");
        foreach (var extension in extensions)
            text.Append(CultureInfo.InvariantCulture, $"#extension {extension} : require\n");
    }

    private static string ComponentOf(DType type) =>
        type switch
        {
            DType.Float16 => "float16_t",
            DType.BFloat16 => "bfloat16_t",
            _ => "float",
        };

    private static string Layout(bool isColumnMajor) => $"gl_CooperativeMatrixLayout{(isColumnMajor ? "Column" : "Row")}Major";

    private static string Place(string index) => $"uint({Bare(index)})";
}
