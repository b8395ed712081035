namespace Functional;

internal sealed partial class Scheduler
{
    private sealed record PendingKernel((int Node, IndexPath Path)[] Operands, Func<Operand[], int, Stage> Make, int Target);

    private sealed record PendingScan(ScanOp Op, int[] Inputs, int[] Targets);

    private sealed record PendingCustom(CustomOp Op, int Node, int[] Inputs, int Target);

    // What was planned from the roots down is executed from the leaves up.
    private Stage[] Lower()
    {
        _planned.AddRange(_first);
        var stages = new Stage[_planned.Count];
        var lowering = new GroupLowering(_graph, _buffers, _bufferList.Count, _paths, _placements);
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = _planned[^(i + 1)] switch
            {
                Stage stage => stage,
                Group group => lowering.Lower(group),
                PendingKernel k => k.Make(Array.ConvertAll(k.Operands, OperandAt), k.Target),
                PendingScan s => new ScanStage(
                    s.Op,
                    Functional.Plan.OfBody(s.Op.Body),
                    Array.ConvertAll(s.Inputs, node => _buffers[node]),
                    s.Targets
                )
                {
                    Label = "scan",
                },
                PendingCustom c => new CustomStage(
                    c.Op,
                    Array.ConvertAll(c.Inputs, node => (_graph.Nodes[node].Shape, _graph.Nodes[node].DType)),
                    Array.ConvertAll(c.Inputs, node => _buffers[node]),
                    (_graph.Nodes[c.Node].Shape, _graph.Nodes[c.Node].DType),
                    c.Target
                )
                {
                    Label = c.Op.Name,
                },
                var other => throw new InvalidOperationException($"{other} cannot be planned."),
            };
            // In large graphs groups are most of the memory: each goes when it has become a program.
            if (_planned[^(i + 1)] is Group lowered)
                _groups[lowered.Number] = null!;
            _planned[^(i + 1)] = stages[i];
        }
        return stages;
    }

    private Operand OperandAt((int Node, IndexPath Path) place)
    {
        var node = _graph.Nodes[place.Node];
        var start = _placements.TryGetValue(place.Node, out var placement) ? placement.View : View.Of(node.Shape);
        return new Operand(_buffers[place.Node], node.DType, place.Path.ViewFrom(start));
    }
}
