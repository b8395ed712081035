namespace Functional.Vulkan;

internal sealed partial class SpirvTarget
{
    private readonly List<(uint Variable, uint Type)> _held = [];

    public override void Hold(string name, MatrixKind kind)
    {
        var type = Module.Matrix(Module.Component(kind.Component), (uint)kind.Rows, (uint)kind.Columns, kind.Use);
        _held.Add((Module.Local(type), type));
    }

    public override void ClearMatrix(int matrix)
    {
        var (variable, type) = _held[matrix];
        Module.Store(variable, Module.ConstantComposite(type, Module.Constant(Module.Describe(type).Element, 0UL)));
    }

    public override void LoadMatrix(int matrix, int array, uint index, int stride, bool isColumnMajor)
    {
        var (variable, type) = _held[matrix];
        Module.Store(variable, Module.LoadMatrix(type, Module.Element(_shared[array], index), (uint)stride, isColumnMajor));
    }

    public override void MultiplyMatrices(int sum, int left, int right) =>
        Module.Store(
            _held[sum].Variable,
            Module.MultiplyMatrices(
                Module.Load(_held[left].Variable),
                Module.Load(_held[right].Variable),
                Module.Load(_held[sum].Variable)
            )
        );

    public override void StoreMatrixShared(int matrix, int array, uint index, int stride) =>
        Module.StoreMatrix(Module.Element(_shared[array], index), Module.Load(_held[matrix].Variable), (uint)stride);

    public override void StoreMatrix(int matrix, int binding, uint index, int stride) =>
        Module.StoreMatrix(Module.Element(_buffers[binding], index), Module.Load(_held[matrix].Variable), (uint)stride);
}
