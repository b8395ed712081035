using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Functional;

/// <summary>An immutable map from path (<c>encoder.0.weight</c>) to tensor: what a model learns, what a checkpoint stores, what derivatives are taken by.</summary>
/// <remarks>Paths are in order part by part, numbers by value. A change of tensors alone shares the paths.</remarks>
public sealed class Parameters : ITensorTree<Parameters>, IEnumerable<KeyValuePair<string, Tensor>>
{
    private readonly PathList _list;
    private readonly Tensor[] _tensors;

    private Parameters(PathList list, Tensor[] tensors) => (_list, _tensors) = (list, tensors);

    /// <summary>No parameters.</summary>
    public static Parameters Empty { get; } = new(new PathList([]), []);

    /// <summary>Number of tensors.</summary>
    public int Count => Names.Length;

    /// <summary>Number of elements of all tensors together.</summary>
    public long Size => _tensors.Sum(tensor => tensor.Size);

    /// <summary>The paths, in order.</summary>
    public IReadOnlyList<string> Paths => Names;

    /// <summary>The tensors, in the order of their paths.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <inheritdoc/>
    public string StructureKey => _list.Key;

    /// <summary>The tensor at a path.</summary>
    /// <exception cref="ModelException">There is none; the message names the nearest paths.</exception>
    public Tensor this[string path] => Get(path);

    /// <summary>Parameters from paths and tensors, in any order.</summary>
    /// <exception cref="ModelException">A path is empty or comes twice.</exception>
    public static Parameters Of(IEnumerable<KeyValuePair<string, Tensor>> entries)
    {
        var sorted = entries.OrderBy(entry => entry.Key, PathOrder.Instance).ToArray();
        for (var i = 0; i < sorted.Length; i++)
            if (sorted[i].Key.Length == 0)
                throw new ModelException("[parameters] a path cannot be empty.");
            else if (i > 0 && sorted[i].Key == sorted[i - 1].Key)
                throw new ModelException($"[parameters] '{sorted[i].Key}' comes twice.");
        return new(new PathList(Array.ConvertAll(sorted, entry => entry.Key)), Array.ConvertAll(sorted, entry => entry.Value));
    }

    /// <summary>Parameters from pairs: <c>Parameters.Of(("0.weight", w), ("0.bias", b))</c>.</summary>
    /// <exception cref="ModelException">A path is empty or comes twice.</exception>
    public static Parameters Of(params ReadOnlySpan<(string Path, Tensor Tensor)> entries) =>
        Of(entries.ToArray().Select(entry => KeyValuePair.Create(entry.Path, entry.Tensor)));

    /// <summary>The tensor at a path.</summary>
    /// <exception cref="ModelException">There is none; the message names the nearest paths.</exception>
    public Tensor Get(string path) =>
        TryGet(path, out var tensor) ? tensor : throw new ModelException(NearestPaths.Missing("parameters", path, Names));

    /// <summary>Looks for the tensor at a path.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out Tensor? tensor)
    {
        var place = Array.BinarySearch(Names, path, PathOrder.Instance);
        tensor = place < 0 ? null : _tensors[place];
        return place >= 0;
    }

    /// <summary>True if there is a tensor at a path.</summary>
    public bool Contains(string path) => TryGet(path, out _);

    /// <summary>These parameters with one path set to a tensor, whether it was there or not.</summary>
    public Parameters Set(string path, Tensor tensor) =>
        Of(this.Where(entry => entry.Key != path).Append(KeyValuePair.Create(path, tensor)));

    /// <summary>These parameters and others; where both have a path, the other's tensor counts.</summary>
    public Parameters Merge(Parameters other) => Of(this.Where(entry => !other.Contains(entry.Key)).Concat(other));

    /// <summary>The same paths with a function of every tensor.</summary>
    public Parameters Map(Func<Tensor, Tensor> f) => new(_list, Array.ConvertAll(_tensors, tensor => f(tensor)));

    /// <summary>The same paths with a function of every path and its tensor: <c>p.Map((path, x) => path.EndsWith(".bias") ? x : x * 0.5)</c>.</summary>
    public Parameters Map(Func<string, Tensor, Tensor> f)
    {
        var mapped = new Tensor[Count];
        for (var i = 0; i < mapped.Length; i++)
            mapped[i] = f(Names[i], _tensors[i]);
        return new(_list, mapped);
    }

    /// <summary>The same paths with a function of the tensors of two maps, path by path.</summary>
    /// <exception cref="ModelException">The paths differ.</exception>
    public Parameters Zip(Parameters other, Func<Tensor, Tensor, Tensor> f)
    {
        CheckPaths(other);
        var zipped = new Tensor[Count];
        for (var i = 0; i < zipped.Length; i++)
            zipped[i] = f(_tensors[i], other._tensors[i]);
        return new(_list, zipped);
    }

    /// <summary>The parameters whose path fulfils a condition.</summary>
    public Parameters Filter(Func<string, bool> condition) => Of(this.Where(entry => condition(entry.Key)));

    /// <summary>The parameters whose path and tensor fulfil a condition.</summary>
    public Parameters Filter(Func<string, Tensor, bool> condition) => Of(this.Where(entry => condition(entry.Key, entry.Value)));

    /// <summary>The same tensors under other paths.</summary>
    /// <exception cref="ModelException">Two paths become one.</exception>
    public Parameters Rename(Func<string, string> path) =>
        Of(this.Select(entry => KeyValuePair.Create(path(entry.Key), entry.Value)));

    /// <summary>These paths with the tensors of other parameters, such as a file's, in the types that these have.</summary>
    /// <remarks>
    /// A file of PyTorch's loads after its names were changed: <c>parameters.LoadFrom(Checkpoint.Load(path, name => name.Replace("fc.", "")))</c>;
    /// <see cref="Renumbered"/> closes the gaps that layers without parameters leave.
    /// </remarks>
    /// <exception cref="ModelException">A path is missing there or unexpected, or a shape differs; the message names them.</exception>
    public Parameters LoadFrom(Parameters saved)
    {
        if (Names.FirstOrDefault(name => !saved.Contains(name)) is { } missing)
            throw new ModelException(NearestPaths.Missing("load", missing, saved.Names));
        string[] unexpected = [.. saved.Names.Where(name => !Contains(name))];
        if (unexpected.Length > 0)
            throw new ModelException(
                $"[load] '{unexpected[0]}'{(unexpected.Length > 1 ? $" and {unexpected.Length - 1} more are" : " is")} not expected. Filter(…) takes parameters away, Rename(…) gives them other paths."
            );
        return Map(
            (path, own) =>
                saved[path] is var tensor && tensor.Shape.Equals(own.Shape)
                    ? tensor.To(own.DType)
                    : throw new ModelException($"[load] '{path}' is {own.Shape} here, and {saved[path].Shape} in what is loaded.")
        );
    }

    /// <summary>The same tensors with the numbers in their paths made consecutive from 0: <c>0.weight, 3.weight</c> become <c>0.weight, 1.weight</c>.</summary>
    /// <remarks>PyTorch's <c>Sequential</c> counts layers without parameters too, such as <c>ReLU</c>.</remarks>
    public Parameters Renumbered()
    {
        var numbers = new Dictionary<string, SortedSet<int>>();
        foreach (var (parts, i) in Names.Select(name => name.Split('.')).SelectMany(Numbered))
            if (numbers.TryGetValue(string.Join('.', parts[..i]), out var seen))
                seen.Add(int.Parse(parts[i], CultureInfo.InvariantCulture));
            else
                numbers[string.Join('.', parts[..i])] = [int.Parse(parts[i], CultureInfo.InvariantCulture)];
        return Rename(name =>
        {
            var parts = name.Split('.');
            var changed = (string[])parts.Clone();
            foreach (var (_, i) in Numbered(parts))
                changed[i] = numbers[string.Join('.', parts[..i])]
                    .TakeWhile(number => number < int.Parse(parts[i], CultureInfo.InvariantCulture))
                    .Count()
                    .ToString(CultureInfo.InvariantCulture);
            return string.Join('.', changed);
        });

        static IEnumerable<(string[] Parts, int Place)> Numbered(string[] parts) =>
            Enumerable
                .Range(0, parts.Length)
                .Where(i => int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(i => (parts, i));
    }

    /// <summary>These parameters with all floating tensors as another type: <c>parameters.To(DType.Float64)</c>.</summary>
    public Parameters To(DType type) => Map(x => x.DType.IsFloating ? x.To(type) : x);

    /// <summary>A type that holds numbers of all of them, at least float32.</summary>
    internal DType Widest => _tensors.Aggregate(DType.Float32, (type, x) => DTypes.Promote(type, x.DType));

    /// <summary>True if both have the same paths, and at each the same type, shape and bits.</summary>
    /// <exception cref="TracingException">A tensor has no value yet.</exception>
    public bool IsSame(Parameters other)
    {
        if (!HasSamePaths(other))
            return false;
        Tensor.Evaluate([.. _tensors, .. other._tensors]);
        return _tensors.Zip(other._tensors, (mine, theirs) => mine.HasSameBits(theirs)).All(isSame => isSame);
    }

    /// <summary>The parameters below a scope, without its name: those of <c>encoder.0.weight</c> as <c>0.weight</c>.</summary>
    public Parameters Within(string scope) =>
        Of(
            this.Where(entry => entry.Key.StartsWith(scope + ".", StringComparison.Ordinal))
                .Select(entry => KeyValuePair.Create(entry.Key[(scope.Length + 1)..], entry.Value))
        );

    /// <summary>All parameters below a scope: <c>0.weight</c> becomes <c>encoder.0.weight</c>.</summary>
    public Parameters Below(string scope) => Of(this.Select(entry => KeyValuePair.Create($"{scope}.{entry.Key}", entry.Value)));

    /// <inheritdoc/>
    public Parameters With(IReadOnlyList<Tensor> tensors) =>
        tensors.Count == Count
            ? new(_list, [.. tensors])
            : throw new ModelException($"[parameters] there are {Count} paths, got {tensors.Count} tensors.");

    /// <summary>A table: path, type and shape, elements; the total below.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var types = Array.ConvertAll(_tensors, tensor => $"{tensor.DType.Name}{tensor.Shape}");
        var (width, middle) = (Names.Append("total").Max(path => path.Length), types.Append("").Max(type => type.Length));
        void Line(string path, string type, long size) =>
            text.Append(path.PadRight(width)).Append("  ").Append(type.PadRight(middle)).Append("  ").Append(size).Append('\n');
        for (var i = 0; i < Count; i++)
            Line(Names[i], types[i], _tensors[i].Size);
        Line("total", "", Size);
        return text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => Names.Zip(_tensors, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string[] Names => _list.Names;

    /// <summary>True if both have the same paths.</summary>
    internal bool HasSamePaths(Parameters other) =>
        ReferenceEquals(_list, other._list) || Names.AsSpan().SequenceEqual(other.Names);

    private void CheckPaths(Parameters other)
    {
        if (HasSamePaths(other))
            return;
        var lone = Names.Except(other.Names).Concat(other.Names.Except(Names)).First();
        throw new ModelException($"[parameters] cannot pair {Count} paths with {other.Count}: only one side has '{lone}'.");
    }

    /// <summary>Paths in order, shared by all maps that differ in tensors alone.</summary>
    private sealed class PathList(string[] names)
    {
        private string? _key;

        public string[] Names => names;

        public string Key => _key ??= string.Join('\n', names);
    }
}
