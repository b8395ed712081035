namespace Functional;

/// <summary>Nodes that become one loop program, while the schedule is being made.</summary>
internal sealed class Group(int number, int main, Shape space)
{
    /// <summary>Instructions that a group may hold: the JIT stops optimizing long methods.</summary>
    public const int Limit = 800;

    /// <summary>Results that a group may keep besides its own.</summary>
    public const int OutputLimit = 24;

    public int Number { get; } = number;

    /// <summary>The node that the group exists for.</summary>
    public int Main { get; } = main;

    public Shape Space { get; } = space;

    /// <summary>Instructions so far.</summary>
    public int Cost { get; set; }

    /// <summary>Nodes computed here and the scheduler's number of the path, users before operands.</summary>
    public List<(int Node, int Path)> Members { get; } = [];

    /// <summary>Nodes whose values are kept.</summary>
    public List<int> Outputs { get; } = [];

    /// <summary>For a reduction and for a piece of an assembly: the node that is read.</summary>
    public (int Node, IndexPath Path)? Source { get; init; }

    public ReductionOp? Reduction { get; init; }

    public (int From, int To) Reduced { get; init; }

    /// <summary>For a piece of an assembly: where it goes.</summary>
    public (int Buffer, View View, bool IsAdded)? Target { get; init; }

    /// <summary>True if another node of the same shape may be computed and kept here as well.</summary>
    public bool TakesOutputs => Reduction is null && Target is null;
}
