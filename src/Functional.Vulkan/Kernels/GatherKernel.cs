namespace Functional.Vulkan;

/// <summary>Elements picked by index, each by one invocation.</summary>
internal sealed class GatherKernel(Operand table, IndexOperand indices, int[] buffers)
    : ItemKernel(
        [new(table.Type, false), new(indices.Type, false), new(table.Type, true), new(DType.Int32, true)],
        buffers,
        indices.Elements,
        IndexArithmetic.Reaching(indices.Elements, table.View, indices.View)
    )
{
    public override string Label => "gather";

    public override double Work => 3 * Access * indices.Elements;

    protected override void Item(KernelCode code, IndexArithmetic at, Value item)
    {
        var place = indices.Split(at, item, indices.Count);
        var row = indices.Read(code, at, 1, 3, place);
        code.Store(2, item, code.Load(0, indices.Address(at, table.View, place.Outer, row, place.Inner)));
    }
}
