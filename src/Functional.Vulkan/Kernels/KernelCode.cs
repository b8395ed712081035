namespace Functional.Vulkan;

/// <summary>An array that the invocations of a workgroup share.</summary>
/// <param name="Number">Its number in the kernel.</param>
/// <param name="Type">The type of its elements, one that kernels compute in.</param>
internal readonly record struct SharedArray(int Number, DType Type);

/// <summary>A kernel as statements in order; what they work on are expressions of the kernel language.</summary>
/// <remarks>
/// What a statement gives back is an input, which expressions may mention in the block of that statement and in those inside it. An
/// expression is written down where it is first needed, and may be mentioned anywhere again. Values have types that kernels compute in.
/// </remarks>
internal abstract class KernelCode
{
    /// <summary>A number of the type of indices.</summary>
    public abstract Value Literal(long value);

    /// <summary>Where the invocation stands, in the type of indices.</summary>
    public abstract Value At(Position position);

    /// <summary>The number that the dispatch comes with, in the type of indices: see <see cref="KernelCall.Parameter"/>.</summary>
    public abstract Value Parameter { get; }

    /// <summary>Evaluates a value here, once.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What listings call it.</param>
    public abstract Value Keep(Value value, string name = "t");

    /// <summary>Evaluates values here that share parts, so that the parts are evaluated once.</summary>
    public abstract void Prepare(params ReadOnlySpan<Value> values);

    /// <summary>A literal in a form that compilers do not compute with, on devices whose compiler computes wrongly; else the literal.</summary>
    public abstract Value Hidden(Value literal);

    /// <summary>Makes an input stand for a value in this block: expressions that mention it may have been made before.</summary>
    public abstract void Let(Value input, Value value);

    /// <summary>An operation on operands of these types, its value rounded to what its type holds.</summary>
    public abstract Value Call(ElementwiseOp op, DType[] types, Value[] operands);

    /// <summary><c>sum + a · b</c>, rounded once or twice, whichever the device does faster.</summary>
    public abstract Value AddProduct(Value sum, Value a, Value b);

    /// <summary>An element of a buffer; the index must be inside.</summary>
    public abstract Value Load(int binding, Value index, string name = "x");

    /// <summary>An element of a buffer where the condition holds, else zero; the index may be anything then, and nothing is read.</summary>
    public abstract Value LoadWhere(Value condition, int binding, Value index, string name = "x");

    /// <summary>Puts an element into a buffer; the value is one that the buffer's type holds.</summary>
    public abstract void Store(int binding, Value index, Value value);

    /// <summary>The elements of a pack of a buffer, given the pack's number.</summary>
    public abstract Value[] LoadPack(int binding, Value index);

    /// <summary>Puts the elements of a pack into a buffer.</summary>
    public abstract void StorePack(int binding, Value index, Value[] values);

    /// <summary>Declares an array that the workgroup shares; its elements are undefined at first.</summary>
    public abstract SharedArray Share(string name, DType type, int length);

    /// <summary>An element of a shared array.</summary>
    public abstract Value Load(SharedArray array, Value index, string name = "x");

    /// <summary>Puts an element into a shared array.</summary>
    public abstract void Store(SharedArray array, Value index, Value value);

    /// <summary>Waits for the workgroup, and sees what it put into shared arrays. All invocations of it must come here, or none.</summary>
    /// <param name="buffers">True to see what it put into exchanged buffers, too.</param>
    public abstract void Barrier(bool buffers = false);

    /// <summary>Declares a matrix that each subgroup holds, in registers of all its lanes; undefined at first.</summary>
    /// <remarks>What is done with it is done by all invocations of a workgroup or by none; kernels with matrices say the subgroup's size.</remarks>
    public abstract HeldMatrix Hold(string name, MatrixKind kind);

    /// <summary>Makes a matrix zero.</summary>
    public abstract void Clear(HeldMatrix matrix);

    /// <summary>Loads a matrix from a shared array, whose words may each hold two components; index and stride are in its elements, and of multiples of 16 bytes.</summary>
    public abstract void Load(HeldMatrix matrix, SharedArray array, Value index, int stride, bool isColumnMajor);

    /// <summary><c>sum + left · right</c>, kept in the first.</summary>
    public abstract void AddProduct(HeldMatrix sum, HeldMatrix left, HeldMatrix right);

    /// <summary>Puts a matrix into a shared array, row after row.</summary>
    public abstract void Store(HeldMatrix matrix, SharedArray array, Value index, int stride);

    /// <summary>Puts a matrix into a buffer, row after row; index and stride are of multiples of 16 bytes.</summary>
    public abstract void Store(HeldMatrix matrix, int binding, Value index, int stride);

    /// <summary>Lowers an int32 of a buffer to the value if it is larger, in one step even if several invocations do so.</summary>
    public abstract void AtomicMin(int binding, Value index, Value value);

    /// <summary>Counts from a start to an end that it does not reach.</summary>
    public abstract void For(string name, Value start, Value end, Value step, Action<Value> turn);

    /// <summary>Counts, and carries values from turn to turn; gives the last ones.</summary>
    public abstract Value[] Fold(
        string name,
        Value start,
        Value end,
        Value step,
        Value[] initial,
        Func<Value, Value[], Value[]> turn
    );

    /// <summary>Does it where the condition holds.</summary>
    public abstract void If(Value condition, Action then);
}

/// <summary>Statements written down in a target language.</summary>
internal sealed class KernelCode<T>(Kernel kernel, KernelTarget<T> target) : KernelCode
    where T : notnull
{
    private int _shared;
    private int _held;
    private Scope<T> _scope = new();

    public override Value Literal(long value) =>
        Value.ConstantBits(kernel.Index, kernel.Index == DType.Int32 ? (uint)(int)value : value);

    public override Value At(Position position) => Known(kernel.Index, target.At(position));

    public override Value Parameter => Known(kernel.Index, target.Parameter());

    public override Value Keep(Value value, string name) =>
        value.Code == Instruction.Constant ? value : Known(value.Type, target.Keep(value.Type, Of(value), name));

    public override void Prepare(params ReadOnlySpan<Value> values) => target.Read(values, _scope);

    public override Value Hidden(Value literal)
    {
        var written = Of(literal);
        return target.Hide(literal, written) is var hidden && hidden.Equals(written) ? literal : Known(literal.Type, hidden);
    }

    public override void Let(Value input, Value value) => _scope.Set(input, Of(value));

    public override Value Call(ElementwiseOp op, DType[] types, Value[] operands)
    {
        var type = Bodies.Of(op, types).Type;
        return Known(type, target.Keep(type, target.Call(op, types, Of(operands)), op.Name));
    }

    public override Value AddProduct(Value sum, Value a, Value b) =>
        Known(sum.Type, target.AddProduct(sum.Type, Of(sum), Of(a), Of(b)));

    public override Value Load(int binding, Value index, string name)
    {
        var type = kernel.Bindings[binding].Type.Lane;
        return Known(type, target.Keep(type, target.Load(binding, Of(index)), name));
    }

    public override Value LoadWhere(Value condition, int binding, Value index, string name)
    {
        Prepare(condition, index);
        var type = kernel.Bindings[binding].Type.Lane;
        return Known(type, target.Keep(type, target.LoadWhere(Of(condition), binding, Of(index)), name));
    }

    public override void Store(int binding, Value index, Value value)
    {
        var place = target.Keep(kernel.Index, Of(index), "at");
        target.Store(binding, place, Of(value));
    }

    public override Value[] LoadPack(int binding, Value index)
    {
        var type = kernel.Bindings[binding].Type.Lane;
        return Array.ConvertAll(target.LoadPack(binding, Of(index)), element => Known(type, target.Keep(type, element, "x")));
    }

    public override void StorePack(int binding, Value index, Value[] values)
    {
        var place = target.Keep(kernel.Index, Of(index), "at");
        target.StorePack(binding, place, Of(values));
    }

    public override SharedArray Share(string name, DType type, int length)
    {
        target.Share(name, type.Lane, length);
        return new SharedArray(_shared++, type.Lane);
    }

    public override Value Load(SharedArray array, Value index, string name) =>
        Known(array.Type, target.Keep(array.Type, target.LoadShared(array.Number, Of(index)), name));

    public override void Store(SharedArray array, Value index, Value value) =>
        target.StoreShared(array.Number, Of(index), Of(value));

    public override void Barrier(bool buffers) => target.Barrier(buffers);

    public override HeldMatrix Hold(string name, MatrixKind kind)
    {
        target.Hold(name, kind);
        return new HeldMatrix(_held++);
    }

    public override void Clear(HeldMatrix matrix) => target.ClearMatrix(matrix.Number);

    public override void Load(HeldMatrix matrix, SharedArray array, Value index, int stride, bool isColumnMajor) =>
        target.LoadMatrix(matrix.Number, array.Number, Of(index), stride, isColumnMajor);

    public override void AddProduct(HeldMatrix sum, HeldMatrix left, HeldMatrix right) =>
        target.MultiplyMatrices(sum.Number, left.Number, right.Number);

    public override void Store(HeldMatrix matrix, SharedArray array, Value index, int stride) =>
        target.StoreMatrixShared(matrix.Number, array.Number, Of(index), stride);

    public override void Store(HeldMatrix matrix, int binding, Value index, int stride) =>
        target.StoreMatrix(matrix.Number, binding, Of(index), stride);

    public override void AtomicMin(int binding, Value index, Value value) => target.AtomicMin(binding, Of(index), Of(value));

    public override void For(string name, Value start, Value end, Value step, Action<Value> turn) =>
        Fold(
            name,
            start,
            end,
            step,
            [],
            (index, _) =>
            {
                turn(index);
                return [];
            }
        );

    public override Value[] Fold(
        string name,
        Value start,
        Value end,
        Value step,
        Value[] initial,
        Func<Value, Value[], Value[]> turn
    )
    {
        var types = Array.ConvertAll(initial, value => value.Type);
        var last = target.Fold(
            name,
            start.Type,
            Of(start),
            Of(end),
            Of(step),
            types,
            Of(initial),
            (index, carried) =>
                Inside(() =>
                {
                    var number = Known(start.Type, index);
                    return Of(turn(number, Known(types, carried)));
                })
        );
        return Known(types, last);
    }

    public override void If(Value condition, Action then) =>
        target.If(
            Of(condition),
            () =>
                Inside<T[]>(() =>
                {
                    then();
                    return [];
                })
        );

    private TResult Inside<TResult>(Func<TResult> write)
    {
        var outer = _scope;
        _scope = new Scope<T>(outer);
        var result = write();
        _scope = outer;
        return result;
    }

    private Value Known(DType type, T written)
    {
        var input = Value.Input(0, type);
        _scope.Set(input, written);
        return input;
    }

    private Value[] Known(DType[] types, T[] written)
    {
        var inputs = new Value[types.Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = Known(types[i], written[i]);
        return inputs;
    }

    private T Of(Value value)
    {
        target.Read([value], _scope);
        return _scope.Get(value);
    }

    private T[] Of(Value[] values)
    {
        target.Read(values, _scope);
        return Array.ConvertAll(values, value => _scope.Get(value));
    }
}
