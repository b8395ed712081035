namespace Functional;

/// <summary>Some places of a tensor, to read or to write: <c>x.At(rows).Add(values)</c>. Nothing changes; an update is a new tensor.</summary>
/// <remarks>
/// Values broadcast to the shape of what is selected, and gradients reach the tensor and the values. Where an index names a place several
/// times, <see cref="Set"/> keeps the last value, and the others combine all of them.
/// </remarks>
public sealed class Places
{
    private readonly Tensor _tensor;
    private readonly Selection _selection;

    internal Places(Tensor tensor, TensorIndex[] index) =>
        (_tensor, _selection) = (tensor, Selection.Of("at", tensor.Shape, index));

    /// <summary>The shape of what is selected.</summary>
    public Shape Shape => _selection.Result;

    /// <summary>The elements: <c>x.At(i).Get()</c> is <c>x[i]</c>.</summary>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Get() => _selection.Named("get").Get(_tensor);

    /// <summary>The tensor with these values at the places; of several for one place the last, in row-major order, stays.</summary>
    /// <exception cref="ShapeException">The values do not broadcast to the selected shape.</exception>
    /// <exception cref="DTypeException">The tensor cannot hold values of such a type.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Set(Tensor values) => _selection.Named("set").Set(_tensor, values);

    /// <summary>The tensor with these values added at the places; several for one place all count.</summary>
    /// <exception cref="ShapeException">The values do not broadcast to the selected shape.</exception>
    /// <exception cref="DTypeException">The tensor cannot hold values of such a type, or is of bools.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Add(Tensor values) => Numbers("add").Add(_tensor, values);

    /// <summary>The tensor with the largest of what was and what comes to each place; those that tie share the cotangent equally.</summary>
    /// <exception cref="ShapeException">The values do not broadcast to the selected shape.</exception>
    /// <exception cref="DTypeException">The tensor cannot hold values of such a type, or is of bools.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Max(Tensor values) => Numbers("max").Max(_tensor, values);

    /// <summary>The tensor with the smallest of what was and what comes to each place; those that tie share the cotangent equally.</summary>
    /// <exception cref="ShapeException">The values do not broadcast to the selected shape.</exception>
    /// <exception cref="DTypeException">The tensor cannot hold values of such a type, or is of bools.</exception>
    /// <exception cref="ValueException">An index is out of range; thrown when the value is computed.</exception>
    public Tensor Min(Tensor values)
    {
        // −1 − x turns the order of integers round without overflow, which −x does not.
        Tensor Turned(Tensor x) => x.DType.IsFloating ? -x : -1 - x;
        return Turned(Numbers("min").Max(Turned(_tensor), Turned(values)));
    }

    private Selection Numbers(string name) =>
        _tensor.DType == DType.Bool
            ? throw new DTypeException(
                $"[{name}] needs numbers, got bool{_tensor.Shape}. Convert with .To(DType.Int32), or use Set."
            )
            : _selection.Named(name);
}

public sealed partial class Tensor
{
    /// <summary>Elements by NumPy's rules: <c>x[1]</c>, <c>x[.., ^1]</c>, <c>x[1..9, (.., 2)]</c>, <c>x[Axis.Rest, 0]</c>, <c>x[rows, columns]</c>, <c>x[x > 0]</c>.</summary>
    /// <remarks>See <see cref="TensorIndex"/> for all forms. Numbers and ranges copy nothing; a mask is computed at once.</remarks>
    /// <exception cref="AxisException">There are more entries than axes, or a number is out of range.</exception>
    /// <exception cref="ShapeException">Index tensors do not broadcast, or a mask does not fit.</exception>
    /// <exception cref="TracingException">A mask has no value yet. Use <c>Where</c> under Compile and Vectorize.</exception>
    /// <exception cref="ValueException">An element of an index tensor is out of range; thrown when the value is computed.</exception>
    [System.Runtime.CompilerServices.IndexerName("Elements")]
    public Tensor this[params ReadOnlySpan<TensorIndex> index] => Selection.Of("index", Shape, index).Get(this);

    /// <summary>The indexer by name: <c>x.Index(0, Axis.All, rows)</c>, for languages without <c>..</c> and <c>^</c>.</summary>
    /// <exception cref="AxisException">There are more entries than axes, or a number is out of range.</exception>
    /// <exception cref="ShapeException">Index tensors do not broadcast, or a mask does not fit.</exception>
    /// <exception cref="TracingException">A mask has no value yet. Use <c>Where</c> under Compile and Vectorize.</exception>
    /// <exception cref="ValueException">An element of an index tensor is out of range; thrown when the value is computed.</exception>
    public Tensor Index(params TensorIndex[] index) => Selection.Of("index", Shape, index).Get(this);

    /// <summary>Places to read or to write, by the same rules as the indexer: <c>x.At(0, 1..3).Set(values)</c> is x with other elements there.</summary>
    /// <exception cref="AxisException">There are more entries than axes, or a number is out of range.</exception>
    /// <exception cref="ShapeException">Index tensors do not broadcast, or a mask does not fit.</exception>
    /// <exception cref="TracingException">A mask has no value yet. Use <c>Where</c> under Compile and Vectorize.</exception>
    public Places At(params TensorIndex[] index) => new(this, index);
}
