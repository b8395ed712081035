using System.Collections.Immutable;

namespace Functional;

/// <summary>What an optimizer remembers from step to step: scalars, maps beside the parameters, and the states of the optimizers that it is chained of.</summary>
/// <remarks>A tree of tensors, so that a training step that carries it compiles; all its tensors together are <see cref="ToParameters"/>.</remarks>
public sealed class OptimizerState : ITensorTree<OptimizerState>
{
    private readonly Parameters _scalars;
    private readonly ImmutableArray<(string Name, Parameters Slot)> _slots;
    private readonly ImmutableArray<OptimizerState> _parts;

    private OptimizerState(
        Parameters scalars,
        ImmutableArray<(string, Parameters)> slots,
        ImmutableArray<OptimizerState> parts
    ) => (_scalars, _slots, _parts) = (scalars, slots, parts);

    /// <summary>Nothing: the state of an optimizer that does not remember.</summary>
    public static OptimizerState Empty { get; } = new(Parameters.Empty, [], []);

    /// <summary>The states of the parts of a chain.</summary>
    public IReadOnlyList<OptimizerState> Parts => _parts;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors =>
        [.. _scalars.Tensors, .. _slots.SelectMany(slot => slot.Slot.Tensors), .. _parts.SelectMany(part => part.Tensors)];

    /// <inheritdoc/>
    public string StructureKey =>
        $"{_scalars.StructureKey}({string.Join(';', _slots.Select(slot => $"{slot.Name}:{slot.Slot.StructureKey}"))})[{string.Join(';', _parts.Select(part => part.StructureKey))}]";

    internal Parameters Scalars => _scalars;

    internal IReadOnlyList<(string Name, Parameters Slot)> Slots => _slots;

    /// <summary>A state from scalars by name and maps by name.</summary>
    /// <exception cref="ModelException">A name is empty, has a dot or comes twice.</exception>
    public static OptimizerState Of(
        IEnumerable<(string Name, Tensor Scalar)> scalars,
        params ReadOnlySpan<(string Name, Parameters Slot)> slots
    )
    {
        var state = new OptimizerState(Parameters.Of([.. scalars]), [.. slots], []);
        // So that every tensor has a path of its own in ToParameters, from which the state can be made again.
        var names = new HashSet<string>();
        foreach (var name in state._scalars.Paths.Concat(state._slots.Select(slot => slot.Name)))
            if (name.Length == 0 || name.Contains('.') || !names.Add(name))
                throw new ModelException(
                    $"[optimizer] a state needs names that are not empty, have no dot and differ; got '{name}'."
                );
        return state;
    }

    /// <summary>The state of a chain.</summary>
    public static OptimizerState Chain(params ReadOnlySpan<OptimizerState> parts) => new(Parameters.Empty, [], [.. parts]);

    /// <summary>A scalar by name: <c>step</c>.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public Tensor Scalar(string name) => _scalars.TryGet(name, out var scalar) ? scalar : throw Missing(name, _scalars.Paths);

    /// <summary>What a loss is to be multiplied by before its gradients are taken: the scale of <see cref="Optimizers.LossScaling"/>, or 1 for other optimizers.</summary>
    public Tensor LossScale =>
        _parts is [{ } own, ..] && own._scalars.TryGet(Optimizers.LossScaleName, out var scale) ? scale : 1.0;

    /// <summary>A map beside the parameters by name: <c>momentum</c>.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public Parameters Slot(string name)
    {
        foreach (var slot in _slots)
            if (slot.Name == name)
                return slot.Slot;
        throw Missing(name, [.. _slots.Select(slot => slot.Name)]);
    }

    /// <summary>A map beside the parameters by name, here or in the parts of the chain; the first that there is.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public Parameters Find(string name) =>
        All.SelectMany(state => state._slots).Where(slot => slot.Name == name).Select(slot => slot.Slot).FirstOrDefault()
        ?? throw Missing(name, [.. All.SelectMany(state => state._slots).Select(slot => slot.Name)]);

    /// <summary>This state with another value of a scalar, here or in the parts of the chain, wherever it is.</summary>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public OptimizerState Set(string name, double value) =>
        All.Any(state => state._scalars.Contains(name))
            ? Replaced(name, value)
            : throw Missing(name, [.. All.SelectMany(state => state._scalars.Paths)]);

    private IEnumerable<OptimizerState> All => _parts.SelectMany(part => part.All).Prepend(this);

    private OptimizerState Replaced(string name, double value) =>
        new(
            _scalars.Map((path, x) => path == name ? Tensor.Constant(x.DType, value).Evaluate() : x),
            _slots,
            [.. _parts.Select(part => part.Replaced(name, value))]
        );

    private static ModelException Missing(string name, IReadOnlyList<string> known) =>
        new($"{NearestPaths.Missing("optimizer", name, known)} The state of another optimizer? Begin with Init.");

    /// <summary>All tensors by path, as a checkpoint stores them: <c>1.average.encoder.0.weight</c> is of the second part of a chain.</summary>
    public Parameters ToParameters()
    {
        var all = _slots.Aggregate(_scalars, (sum, slot) => sum.Merge(slot.Slot.Below(slot.Name)));
        for (var i = 0; i < _parts.Length; i++)
            all = all.Merge(_parts[i].ToParameters().Below($"{i}"));
        return all;
    }

    /// <summary>This state with the tensors of a map that <see cref="ToParameters"/> gave for a state of the same structure.</summary>
    /// <exception cref="ModelException">A path is missing.</exception>
    public OptimizerState From(Parameters all) =>
        new(
            _scalars.Map((path, _) => all[path]),
            [.. _slots.Select(slot => (slot.Name, slot.Slot.Map((path, _) => all[$"{slot.Name}.{path}"])))],
            [.. _parts.Select((part, i) => part.From(all.Within($"{i}")))]
        );

    /// <inheritdoc/>
    public OptimizerState With(IReadOnlyList<Tensor> tensors)
    {
        var next = 0;
        return Take(tensors, ref next);
    }

    private OptimizerState Take(IReadOnlyList<Tensor> tensors, ref int next)
    {
        var scalars = Take(_scalars, tensors, ref next);
        var slots = ImmutableArray.CreateBuilder<(string, Parameters)>(_slots.Length);
        foreach (var (name, slot) in _slots)
            slots.Add((name, Take(slot, tensors, ref next)));
        var parts = ImmutableArray.CreateBuilder<OptimizerState>(_parts.Length);
        foreach (var part in _parts)
            parts.Add(part.Take(tensors, ref next));
        return new(scalars, slots.MoveToImmutable(), parts.MoveToImmutable());
    }

    private static Parameters Take(Parameters like, IReadOnlyList<Tensor> tensors, ref int next)
    {
        var own = new Tensor[like.Count];
        for (var i = 0; i < own.Length; i++)
            own[i] = tensors[next++];
        return like.With(own);
    }
}
