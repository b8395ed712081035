namespace Functional;

/// <summary>How a context finds, creates and passes on tensors by path.</summary>
internal static class ModelStore
{
    extension(ModelContext context)
    {
        /// <summary>The path of a name in the layer that is being built, marked as used.</summary>
        public (string Path, ModelContext Context) Claim(string operation, string name)
        {
            var (path, next) = context.PathOf(name);
            if (!next.Used.Contains(path))
                return (path, next with { Used = next.Used.Add(path) });
            return next.IsReuse
                ? (path, next)
                : throw new ModelException(
                    $"[{operation}] '{path}' is used twice. Give the second another name or scope, or share one set of parameters with Tie."
                );
        }

        /// <summary>The path of a key; every use of a tied layer has a key of its own.</summary>
        public (string Path, ModelContext Context) ClaimKey(string name)
        {
            var (path, next) = context.PathOf(name);
            for (var use = 2; next.IsReuse && next.Used.Contains(path); use++)
                (path, _) = context.PathOf($"{name}#{use}");
            return next.Used.Contains(path)
                ? throw new ModelException(
                    $"[key] '{path}' is asked for twice, and would give the same numbers. Name the second, or split the first."
                )
                : (path, next with { Used = next.Used.Add(path) });
        }

        public (Tensor Value, ModelContext Context) Create(string path, Shape shape, Initializer initializer, DType type)
        {
            if (context.Created.TryGetValue(path, out var known))
                return (Checked("parameter", path, known, shape), context);
            var value = Checked("initializer", path, initializer(context.InitialKey!.Fold(path), shape, type), shape)
                .Labelled(path);
            return (value, context with { Created = context.Created.Add(path, value) });
        }

        public Tensor Read(string path, Shape shape) =>
            context.Given!.TryGet(path, out var value)
                ? Checked("parameter", path, value, shape).Labelled(path)
                : throw new ModelException(
                    NearestPaths.Missing("parameter", path, context.Given.Paths)
                        + (
                            context.Given.Count == 0
                                ? " Initialize makes them; so do a first step, and Training.Begin with a sample."
                                : ""
                        )
                );

        public (Tensor Value, ModelContext Context) CreateState(string path, Shape shape, Initializer initial, DType type)
        {
            if (context.State.TryGetValue(path, out var known))
                return (Checked("state", path, known, shape), context);
            var value = Checked("initializer", path, initial(context.InitialKey!.Fold(path), shape, type), shape);
            return (
                value,
                context with
                {
                    State = context.State.Add(path, value),
                    CreatedState = context.CreatedState.Add(path, value),
                }
            );
        }

        public Tensor ReadState(string path, Shape shape) =>
            context.State.TryGetValue(path, out var value)
                ? Checked("state", path, value, shape)
                : throw new ModelException(
                    $"{NearestPaths.Missing("state", path, [.. context.State.Keys])} Pass the running state that Initialize gave."
                );

        public ModelContext WriteState(string name, Tensor value)
        {
            var path = context.Place.Owner is { } owner
                ? $"{owner}.{name}"
                : throw new ModelException($"[set_state] no layer is being built that could have '{name}'. Wrap it in Own.");
            if (!context.State.TryGetValue(path, out var before) || !context.Used.Contains(path))
                throw new ModelException($"[set_state] '{path}' is not known. Ask for it with Model.State first.");
            if (value.DType != before.DType)
                throw new ModelException(
                    $"[set_state] '{path}' must stay {before.DType.Name}, got {value.DType.Name}. Convert with .To(DType.{before.DType})."
                );
            return context with { State = context.State.SetItem(path, Checked("set_state", path, value, before.Shape)) };
        }

        private (string Path, ModelContext Context) PathOf(string name)
        {
            if (context.Place.Owner is { } owner)
                return ($"{owner}.{name}", context);
            // Outside a layer it is a layer of its own.
            var place = context.Place.Own();
            return ($"{place.Owner}.{name}", context with { Place = place.Disown(context.Place) });
        }
    }

    private static Tensor Checked(string operation, string path, Tensor value, Shape shape) =>
        value.Shape.Equals(shape)
            ? value
            : throw new ModelException($"[{operation}] '{path}' must be {shape}, found {value.Shape}.");
}
