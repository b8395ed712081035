namespace Functional;

/// <summary>A node that is computed right where an assembly wants it.</summary>
/// <param name="Assembly">The assembly's node.</param>
/// <param name="Index">Which of its pieces.</param>
/// <param name="Region">Where it goes.</param>
/// <param name="Buffer">The assembly's buffer.</param>
/// <param name="View">The node's elements in that buffer.</param>
internal sealed record Placement(int Assembly, int Index, Region Region, int Buffer, View View);

internal sealed partial class Scheduler
{
    private int NewBuffer(int node)
    {
        var tensor = _graph.Nodes[node];
        _bufferList.Add(new PlanBuffer(tensor.Shape, tensor.DType, _isRoot[node] ? BufferRole.Result : BufferRole.Temporary));
        return _bufferList.Count - 1;
    }

    private int BufferOf(int node) => _placements.TryGetValue(node, out var placement) ? placement.Buffer : NewBuffer(node);

    // A piece that a loop computes needs no copy: it is stored where it belongs, and read there.
    private bool TryPlace(int node, int index, Region region, int target)
    {
        var piece = _graph.Operands(node)[index];
        var view = View.Of(_graph.Nodes[node].Shape).Slice(region.Starts, region.Steps, _graph.Nodes[piece].Shape);
        while (_graph.Ops[piece] is ReshapeOp && !_isRoot[piece] && _demandHead[piece] < 0 && !_needsBuffer[piece])
        {
            piece = _graph.Operands(piece)[0];
            view = view.Reshape(_graph.Nodes[piece].Shape);
        }
        if (
            _graph.Ops[piece] is not ElementwiseOp
            || _isRoot[piece]
            || _needsBuffer[piece]
            || !view.IsAffine
            || view.Shape.Size == 0
        )
            return false;
        _placements[piece] = new Placement(node, index, region, target, view);
        NeedBuffer(piece, node);
        return true;
    }

    // The node needs its own memory after all: a copy goes where the assembly wants it.
    private void Unplace(int node)
    {
        if (_placements.Remove(node, out var placement))
            Piece(placement.Assembly, placement.Index, placement.Region, placement.Buffer, isAdded: false);
    }

    private void Piece(int node, int index, Region region, int target, bool isAdded)
    {
        var operand = _graph.Operands(node)[index];
        var shape = _graph.Nodes[operand].Shape;
        if (shape.Size == 0)
            return;
        var view = View.Of(_graph.Nodes[node].Shape).Slice(region.Starts, region.Steps, shape);
        var group = NewGroup(
            new Group(_groups.Count, node, shape) { Source = (operand, IndexPath.Identity), Target = (target, view, isAdded) }
        );
        Demand(operand, group, IndexPath.Identity);
    }

    // An operand that needs memory: the node below its movements, as far as one affine view reaches, and that view.
    private (int Node, IndexPath Path) Reach(int user, int operand)
    {
        var node = _graph.Operands(user)[operand];
        var path = IndexPath.Identity;
        var reached = (Node: node, Path: path);
        while (_graph.Ops[node] is MovementOp movement && !_isRoot[node])
        {
            node = _graph.Operands(node)[0];
            path = path.Through(movement);
            if (!path.ViewOf(_graph.Nodes[node].Shape).IsAffine)
                break;
            if (_graph.Ops[node] is not (ConstantOp or IotaOp))
                reached = (node, path);
        }
        if (_placements.TryGetValue(reached.Node, out var placement) && !reached.Path.ViewFrom(placement.View).IsAffine)
            Unplace(reached.Node);
        NeedBuffer(reached.Node, user);
        return reached;
    }

    // An operand that needs its elements in row-major order.
    private int Whole(int user, int operand)
    {
        var node = _graph.Operands(user)[operand];
        while (_graph.Ops[node] is VariableOp or StopGradientOp or ImplicitOp)
            node = _graph.Operands(node)[0];
        Unplace(node);
        NeedBuffer(node, user);
        return node;
    }

    private void NeedBuffer(int node, int user)
    {
        _needsBuffer[node] = true;
        _firstBufferUse[node] = Math.Min(_firstBufferUse[node], user);
    }
}
