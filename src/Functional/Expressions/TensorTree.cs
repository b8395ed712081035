using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Functional;

/// <summary>A type of your own that holds tensors and can be made again from others: what derivatives and compiled functions take and give.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface ITensorTree<TSelf> : ITensorTree
    where TSelf : ITensorTree<TSelf>
{
    /// <summary>The same structure with other tensors, in the order of <see cref="ITensorTree.Tensors"/>.</summary>
    TSelf With(IReadOnlyList<Tensor> tensors);

    /// <inheritdoc/>
    object ITensorTree.WithAny(IReadOnlyList<Tensor> tensors) => With(tensors);
}

/// <summary>What holds tensors in a fixed order.</summary>
public interface ITensorTree
{
    /// <summary>The tensors, in an order that depends on the structure alone.</summary>
    IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>What distinguishes this structure from others with as many tensors: the names of the parts, say.</summary>
    string StructureKey => "";

    /// <summary>The same structure with other tensors.</summary>
    object WithAny(IReadOnlyList<Tensor> tensors);
}

/// <summary>Takes apart and puts together trees of tensors: tensors, tuples, records, arrays, lists, dictionaries, and <see cref="ITensorTree"/>.</summary>
internal static class TensorTree
{
    public static Tensor[] Flatten(object? tree)
    {
        var leaves = new List<Tensor>();
        Collect(tree, leaves);
        return [.. leaves];
    }

    /// <summary>Adds the tensors of a tree to those of others.</summary>
    public static void Flatten(object? tree, List<Tensor> leaves) => Collect(tree, leaves);

    public static T Rebuild<T>(T tree, IReadOnlyList<Tensor> leaves)
    {
        var next = 0;
        return (T)Replace(tree, leaves, ref next)!;
    }

    /// <summary>What a tree holds besides tensors, as text: functions traced for one structure are not used for another.</summary>
    public static string Structure(object? tree)
    {
        var text = new System.Text.StringBuilder();
        Describe(tree, text);
        return text.ToString();
    }

    /// <summary>Appends what a tree holds besides tensors.</summary>
    public static void Structure(object? tree, System.Text.StringBuilder text) => Describe(tree, text);

    private static void Describe(object? tree, System.Text.StringBuilder text)
    {
        switch (tree)
        {
            case Tensor:
                text.Append('t');
                break;
            case ITensorTree custom:
                text.Append(custom.GetType().Name).Append(custom.StructureKey).Append(custom.Tensors.Count);
                break;
            case ITuple tuple:
                text.Append('(');
                for (var i = 0; i < tuple.Length; i++)
                    Describe(tuple[i], text);
                text.Append(')');
                break;
            case IDictionary dictionary:
                foreach (var key in SortedKeys(dictionary))
                {
                    text.Append(key).Append(':');
                    Describe(dictionary[key], text);
                }
                break;
            case object?[] items:
                text.Append('[');
                foreach (var item in items)
                    Describe(item, text);
                text.Append(']');
                break;
            case IList list:
                text.Append('[');
                foreach (var item in list)
                    Describe(item, text);
                text.Append(']');
                break;
            default:
                text.Append(tree?.GetType().Name);
                if (IsRecord(tree))
                    foreach (var part in Parts(tree))
                        Describe(part.GetValue(tree), text);
                else
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"={tree}");
                text.Append(';');
                break;
        }
    }

    private static void Collect(object? tree, List<Tensor> leaves)
    {
        switch (tree)
        {
            case Tensor tensor:
                leaves.Add(tensor);
                break;
            case ITensorTree custom:
                leaves.AddRange(custom.Tensors);
                break;
            case ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                    Collect(tuple[i], leaves);
                break;
            case IDictionary dictionary:
                foreach (var key in SortedKeys(dictionary))
                    Collect(dictionary[key], leaves);
                break;
            case object?[] items:
                foreach (var item in items)
                    Collect(item, leaves);
                break;
            case IList list:
                foreach (var item in list)
                    Collect(item, leaves);
                break;
            default:
                if (IsRecord(tree))
                    foreach (var part in Parts(tree))
                        Collect(part.GetValue(tree), leaves);
                break;
        }
    }

    private static object? Replace(object? tree, IReadOnlyList<Tensor> leaves, ref int next)
    {
        switch (tree)
        {
            case Tensor:
                return leaves[next++];
            case ITensorTree custom:
                var count = custom.Tensors.Count;
                var own = new Tensor[count];
                for (var i = 0; i < count; i++)
                    own[i] = leaves[next++];
                return custom.WithAny(own);
            case ITuple tuple:
                var items = new object?[tuple.Length];
                for (var i = 0; i < items.Length; i++)
                    items[i] = Replace(tuple[i], leaves, ref next);
                return Construct(tree.GetType(), items);
            case IDictionary dictionary:
                return ReplaceValues(dictionary, leaves, ref next);
            case Array array:
                return ReplaceArray(array, leaves, ref next);
            case IList list:
                return ReplaceList(list, leaves, ref next);
            default:
                return IsRecord(tree) ? ReplaceRecord(tree, leaves, ref next) : tree;
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "A clone of an array that exists has the same type.")]
    private static Array ReplaceArray(Array array, IReadOnlyList<Tensor> leaves, ref int next)
    {
        var copy = (Array)array.Clone();
        for (var i = 0; i < copy.Length; i++)
            copy.SetValue(Replace(array.GetValue(i), leaves, ref next), i);
        return copy;
    }

    private static object ReplaceList(IList list, IReadOnlyList<Tensor> leaves, ref int next)
    {
        if (list is ImmutableArray<Tensor> or ImmutableList<Tensor>)
        {
            var tensors = new Tensor[list.Count];
            for (var i = 0; i < tensors.Length; i++)
                tensors[i] = leaves[next++];
            return list is ImmutableArray<Tensor> ? ImmutableArray.Create(tensors) : ImmutableList.Create(tensors);
        }
        var copy = (IList)Construct(list.GetType(), []);
        foreach (var item in list)
            copy.Add(Replace(item, leaves, ref next));
        return copy;
    }

    private static object ReplaceValues(IDictionary dictionary, IReadOnlyList<Tensor> leaves, ref int next)
    {
        if (dictionary is ImmutableDictionary<string, Tensor> immutable)
        {
            foreach (var key in SortedKeys(dictionary))
                immutable = immutable.SetItem((string)key, leaves[next++]);
            return immutable;
        }
        var copy = (IDictionary)Construct(dictionary.GetType(), []);
        foreach (var key in SortedKeys(dictionary))
            copy[key] = Replace(dictionary[key], leaves, ref next);
        return copy;
    }

    private static object[] SortedKeys(IDictionary dictionary) =>
        [.. dictionary.Keys.Cast<object>().OrderBy(key => key.ToString(), StringComparer.Ordinal)];

    private static bool IsRecord([NotNullWhen(true)] object? tree) =>
        tree is not null && tree.GetType().IsClass && tree is not string && RecordConstructor(tree.GetType()) is not null;

    private static object ReplaceRecord(object tree, IReadOnlyList<Tensor> leaves, ref int next)
    {
        var parts = Parts(tree);
        var values = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            values[i] = Replace(parts[i].GetValue(tree), leaves, ref next);
        return RecordConstructor(tree.GetType())!.Invoke(values);
    }

    private static PropertyInfo[] Parts(object tree)
    {
        var type = tree.GetType();
        return [.. RecordConstructor(type)!.GetParameters().Select(parameter => Property(type, parameter.Name!))];
    }

    // A positional record: a constructor whose parameters are all properties, and the compiler's clone method.
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "Records reach this by value; a trimmed record without its members is passed through as a constant, and ITensorTree needs no reflection."
    )]
    private static ConstructorInfo? RecordConstructor(Type type) =>
        type.GetMethod("<Clone>$") is null
            ? null
            : type.GetConstructors()
                .FirstOrDefault(constructor =>
                    constructor.GetParameters() is { Length: > 0 } parameters
                    && parameters.All(p => type.GetProperty(p.Name!) is not null)
                );

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As for RecordConstructor.")]
    private static PropertyInfo Property(Type type, string name) => type.GetProperty(name)!;

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2067",
        Justification = "The type of a value that exists; tuples and collections keep their constructors where they are made."
    )]
    private static object Construct(Type type, object?[] arguments) => Activator.CreateInstance(type, arguments)!;
}
