namespace Functional;

/// <summary>The body of a scan: trees over symbols.</summary>
/// <param name="Carries">What a step passes to the next.</param>
/// <param name="Slices">One slice of every sequence.</param>
/// <param name="Constants">What every step sees whole.</param>
/// <param name="NextCarries">The carries after the step.</param>
/// <param name="Outputs">What the step adds to the stacked results.</param>
internal sealed record ScanBody(Tensor[] Carries, Tensor[] Slices, Tensor[] Constants, Tensor[] NextCarries, Tensor[] Outputs)
{
    private Graph? _graph;

    public Tensor[] Symbols => [.. Carries, .. Slices, .. Constants];

    public Tensor[] Roots => [.. NextCarries, .. Outputs];

    /// <summary>True if the steps do the same, number for number: a loop that is traced again is the same loop.</summary>
    public bool IsSame(ScanBody other)
    {
        var (x, y) = (Structure, other.Structure);
        if (
            Carries.Length != other.Carries.Length
            || Slices.Length != other.Slices.Length
            || !x.Starts.AsSpan().SequenceEqual(y.Starts)
            || !x.OperandPlaces.AsSpan().SequenceEqual(y.OperandPlaces)
            || !x.Roots.AsSpan().SequenceEqual(y.Roots)
        )
            return false;
        for (var i = 0; i < x.Count; i++)
            if (!ReferenceEquals(x.Nodes[i], y.Nodes[i]) && !IsSame(x, y, i))
                return false;
        return true;
    }

    /// <summary>A hash that bodies which do the same share.</summary>
    public int StructureHash => Roots.Aggregate(Carries.Length, (hash, root) => HashCode.Combine(hash, root.Hash));

    // Symbols are roots, so that their places are compared.
    private Graph Structure => _graph ??= Graph.Of([.. Roots, .. Symbols]);

    private static bool IsSame(Graph x, Graph y, int place) =>
        (x.Ops[place] is SymbolOp ? y.Ops[place] is SymbolOp : x.Ops[place] is not StoredOp && x.Ops[place].Equals(y.Ops[place]))
        && x.Nodes[place].DType == y.Nodes[place].DType
        && x.Nodes[place].Shape.Equals(y.Nodes[place].Shape);
}

/// <summary>A loop of fixed length. Its results are the last carries, the stacked outputs, and the carries before every step, stacked.</summary>
/// <remarks>What no one projects is not computed; the derivative reads the stacked carries and runs the steps in reverse.</remarks>
internal sealed class ScanOp : LoopOp
{
    private readonly (Shape, DType)[] _results;

    public ScanOp(int length, bool isReverse, ScanBody body)
    {
        (Length, IsReverse, Body) = (length, isReverse, body);
        _results =
        [
            .. body.Carries.Select(carry => (carry.Shape, carry.DType)),
            .. body.Outputs.Select(output => (output.Shape.Prepend(length), output.DType)),
            .. body.Carries.Select(carry => (carry.Shape.Prepend(length), carry.DType)),
        ];
    }

    public override string Name => "scan";
    public override string Description => $"scan[{Length} steps{(IsReverse ? ", reversed" : "")}]";

    public int Length { get; }

    /// <summary>True if steps run from the last slice to the first.</summary>
    public bool IsReverse { get; }

    public ScanBody Body { get; }

    internal override ReadOnlySpan<(Shape Shape, DType Type)> Results => _results;

    private int CarryCount => Body.Carries.Length;

    private int StackStart => CarryCount + Body.Outputs.Length;

    public static Tensor Make(int length, bool isReverse, ScanBody body, ReadOnlySpan<Tensor> operands) =>
        new(new ScanOp(length, isReverse, body), Shape.Of(0), DType.Float32, operands.ToArray());

    public override bool Equals(Op? other) =>
        ReferenceEquals(this, other)
        || (
            other is ScanOp scan
            && scan.Length == Length
            && scan.IsReverse == IsReverse
            && (ReferenceEquals(scan.Body, Body) || Body.IsSame(scan.Body))
        );

    internal override int ComputeHash() => HashCode.Combine(Length, IsReverse, Body.StructureHash);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(Length, IsReverse, Body, operands);

    internal override Op With(Precision precision)
    {
        var roots = PrecisionRewrite.Run(Body.Roots, precision);
        var carries = Body.NextCarries.Length;
        return roots.AsSpan().SequenceEqual(Body.Roots, ReferenceEqualityComparer.Instance)
            ? this
            : new ScanOp(Length, IsReverse, new(Body.Carries, Body.Slices, Body.Constants, roots[..carries], roots[carries..]));
    }

    internal override void Pull(Pullback p)
    {
        var floating = Differentiables(p);
        var body = PullBody(floating);
        var operands = new List<Tensor>();
        for (var i = 0; i < CarryCount; i++)
            if (Body.Carries[i].DType.IsFloating)
                operands.Add(p.CotangentOf(i) ?? Zeros(Results[i]));
        foreach (var constant in floating.Constants)
            operands.Add(Tensor.Zeros(constant.Shape, constant.DType));
        for (var i = 0; i < CarryCount; i++)
            operands.Add(ProjectionOp.Of(p.Result, StackStart + i));
        for (var i = 0; i < Body.Slices.Length; i++)
            operands.Add(p.Operand(CarryCount + i));
        for (var i = CarryCount; i < _results.Length; i++)
            if (_results[i].Item2.IsFloating)
                operands.Add(p.CotangentOf(i) ?? Zeros(Results[i]));
        for (var i = 0; i < Body.Constants.Length; i++)
            operands.Add(p.Operand(CarryCount + Body.Slices.Length + i));
        Distribute(p, floating, Make(Length, !IsReverse, WithoutUnread(body, operands), [.. operands]));
    }

    // What is linear reads no earlier value: the loop that would compute them is not run then.
    private static ScanBody WithoutUnread(ScanBody body, List<Tensor> operands)
    {
        var read = new HashSet<Tensor>(Graph.Of(body.Roots).Nodes, ReferenceEqualityComparer.Instance);
        var slices = new List<Tensor>();
        for (var i = body.Slices.Length - 1; i >= 0; i--)
            if (read.Contains(body.Slices[i]) || (i == 0 && slices.Count == 0 && body.Slices.Length > 0))
                slices.Insert(0, body.Slices[i]);
            else
                operands.RemoveAt(body.Carries.Length + i);
        return body with { Slices = [.. slices] };
    }

    /// <summary>A result of a batched scan, batch axis first: stacks come as [steps, batch, …].</summary>
    internal override Tensor BatchedResult(Tensor loop, int index)
    {
        var result = ProjectionOp.Of(loop, index);
        return index < ((ScanOp)loop.Op).CarryCount ? result : result.Transpose(0, 1);
    }

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size)
    {
        var values = operands.ToArray();
        var bindings = new List<(Tensor, Tensor, bool)>();
        var symbols = Body.Symbols;
        var fresh = new Tensor[symbols.Length];
        for (var i = 0; i < symbols.Length; i++)
        {
            var isCarry = i < CarryCount;
            var isSlice = !isCarry && i < CarryCount + Body.Slices.Length;
            var isBatched = isCarry || batched[i];
            if (isCarry && !batched[i])
                values[i] = values[i].BroadcastTo(values[i].Shape.Prepend(size));
            if (isSlice && isBatched)
                values[i] = values[i].Transpose(0, 1);
            fresh[i] = Symbol.Of(isBatched ? symbols[i].Shape.Prepend(size) : symbols[i].Shape, symbols[i], "batched");
            bindings.Add((symbols[i], fresh[i], isBatched));
        }
        var roots = Vectorize.Batch(Body.Roots, bindings, size);
        return Make(Length, IsReverse, Body.Over(fresh, roots), values);
    }

    private static Tensor Zeros((Shape Shape, DType Type) result) => Tensor.Zeros(result.Shape, result.Type);

    // Carries always, since they lead to each other; of the rest what a cotangent is asked for.
    private (List<Tensor> Carries, List<Tensor> Slices, List<Tensor> Constants) Differentiables(Pullback p)
    {
        var constants = CarryCount + Body.Slices.Length;
        return (
            [.. Body.Carries.Where(x => x.DType.IsFloating)],
            [.. Body.Slices.Where((x, i) => x.DType.IsFloating && p.Wants(CarryCount + i))],
            [.. Body.Constants.Where((x, i) => x.DType.IsFloating && p.Wants(constants + i))]
        );
    }

    // One step backwards: cotangents of the next carries and of the outputs in, cotangents of carries and slices out; constants' add up.
    private ScanBody PullBody((List<Tensor> Carries, List<Tensor> Slices, List<Tensor> Constants) floating)
    {
        var carryCotangents = floating.Carries.ConvertAll(x => Symbol.Like(x, "carry cotangent"));
        var sums = floating.Constants.ConvertAll(x => Symbol.Like(x, "cotangent so far"));
        var outputCotangents = Body
            .Outputs.Where(x => x.DType.IsFloating)
            .Select(x => Symbol.Like(x, "output cotangent"))
            .ToList();
        var stackCotangents = floating.Carries.ConvertAll(x => Symbol.Like(x, "stacked carry cotangent"));
        Tensor[] roots = [.. Body.NextCarries.Where(x => x.DType.IsFloating), .. Body.Outputs.Where(x => x.DType.IsFloating)];
        Tensor[] variables = [.. floating.Carries, .. floating.Slices, .. floating.Constants];
        var found = ReverseWalk.Run(roots, [.. carryCotangents, .. outputCotangents], variables);
        Tensor Found(int index) => found[index] ?? Tensor.Zeros(variables[index].Shape, variables[index].DType);
        var carries = floating.Carries.Count;
        var slices = floating.Slices.Count;
        var next = new List<Tensor>();
        for (var i = 0; i < carries; i++)
            next.Add(Found(i) + stackCotangents[i]);
        for (var i = 0; i < sums.Count; i++)
            next.Add(sums[i] + Found(carries + slices + i));
        return new ScanBody(
            [.. carryCotangents, .. sums],
            [.. Body.Carries, .. Body.Slices, .. outputCotangents, .. stackCotangents],
            Body.Constants,
            [.. next],
            [.. Enumerable.Range(carries, slices).Select(Found)]
        );
    }

    private void Distribute(Pullback p, (List<Tensor> Carries, List<Tensor> Slices, List<Tensor> Constants) floating, Tensor loop)
    {
        var sums = floating.Carries.Count;
        var stacks = sums + floating.Constants.Count;
        var (carry, slice, constant) = (0, 0, 0);
        for (var i = 0; i < Body.Symbols.Length; i++)
        {
            if (!Body.Symbols[i].DType.IsFloating || (i >= CarryCount && !p.Wants(i)))
                continue;
            var result =
                i < CarryCount ? carry++
                : i < CarryCount + Body.Slices.Length ? stacks + slice++
                : sums + constant++;
            p.Give(i, ProjectionOp.Of(loop, result));
        }
    }
}

/// <summary>Changes to a scan's body.</summary>
internal static class ScanBodies
{
    extension(ScanBody body)
    {
        /// <summary>The same division into roles over other symbols and roots.</summary>
        public ScanBody Over(Tensor[] symbols, Tensor[] roots)
        {
            var (carries, slices) = (body.Carries.Length, body.Slices.Length);
            return new ScanBody(
                symbols[..carries],
                symbols[carries..(carries + slices)],
                symbols[(carries + slices)..],
                roots[..carries],
                roots[carries..]
            );
        }
    }
}
