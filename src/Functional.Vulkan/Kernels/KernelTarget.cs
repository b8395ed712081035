namespace Functional.Vulkan;

/// <summary>Where an invocation stands in its dispatch.</summary>
internal enum Position
{
    /// <summary>Its number in the dispatch.</summary>
    Invocation,

    /// <summary>The number of invocations of the dispatch.</summary>
    Invocations,

    /// <summary>The number of its workgroup.</summary>
    Group,

    /// <summary>The number of workgroups.</summary>
    Groups,

    /// <summary>Its number in its workgroup.</summary>
    Local,

    /// <summary>The number of its subgroup in its workgroup.</summary>
    Subgroup,
}

/// <summary>A language in which kernels are written down; <typeparamref name="T"/> is a value in it: an id, or an expression's text.</summary>
/// <remarks>A new instruction of the kernel language is a case of <c>Write</c> in each target, and nothing else.</remarks>
internal abstract class KernelTarget<T>
    where T : notnull
{
    /// <summary>How the device computes <c>a · b + c</c> in float32 and in float64.</summary>
    protected virtual (MultiplyAdd Single, MultiplyAdd Double) MultiplyAdds => (MultiplyAdd.Fused, MultiplyAdd.Fused);

    /// <summary>One instruction on written operands; a literal is one as well.</summary>
    protected abstract T Write(Value value, T a, T b, T c);

    /// <summary>A written literal in a form that the device's compiler does not compute with, if that computes wrongly.</summary>
    public virtual T Hide(Value literal, T written) => written;

    /// <summary>Gives a value a name if the language computes it anew wherever it is mentioned.</summary>
    public abstract T Keep(DType type, T value, string name);

    /// <summary>An element of a buffer.</summary>
    public abstract T Load(int binding, T index);

    /// <summary>An element of a buffer where the condition holds, else zero; the index may be anything then, and nothing is read.</summary>
    public abstract T LoadWhere(T condition, int binding, T index);

    /// <summary>Puts an element into a buffer.</summary>
    public abstract void Store(int binding, T index, T value);

    /// <summary>The elements of a pack of a buffer.</summary>
    public abstract T[] LoadPack(int binding, T index);

    /// <summary>Puts the elements of a pack into a buffer.</summary>
    public abstract void StorePack(int binding, T index, T[] values);

    /// <summary>Lowers an int32 of a buffer to the value if it is larger.</summary>
    public abstract void AtomicMin(int binding, T index, T value);

    /// <summary>Declares the next array that the workgroup shares; they are numbered from 0.</summary>
    public abstract void Share(string name, DType type, int length);

    /// <summary>An element of a shared array.</summary>
    public abstract T LoadShared(int array, T index);

    /// <summary>Puts an element into a shared array.</summary>
    public abstract void StoreShared(int array, T index, T value);

    /// <summary>Waits for the workgroup, and sees what it put into shared arrays, and into exchanged buffers if these are meant, too.</summary>
    public abstract void Barrier(bool buffers);

    /// <summary>Declares the next matrix that each subgroup holds; they are numbered from 0.</summary>
    public abstract void Hold(string name, MatrixKind kind);

    /// <summary>Makes a held matrix zero.</summary>
    public abstract void ClearMatrix(int matrix);

    /// <summary>Loads a held matrix from a shared array.</summary>
    public abstract void LoadMatrix(int matrix, int array, T index, int stride, bool isColumnMajor);

    /// <summary>Adds a product of held matrices to a third.</summary>
    public abstract void MultiplyMatrices(int sum, int left, int right);

    /// <summary>Puts a held matrix into a shared array, row after row.</summary>
    public abstract void StoreMatrixShared(int matrix, int array, T index, int stride);

    /// <summary>Puts a held matrix into a buffer, row after row.</summary>
    public abstract void StoreMatrix(int matrix, int binding, T index, int stride);

    /// <summary>Where the invocation stands, in the type of indices.</summary>
    public abstract T At(Position position);

    /// <summary>The number that the dispatch comes with, in the type of indices.</summary>
    public abstract T Parameter();

    /// <summary>Counts from a start to an end that it does not reach, in some integer type, and carries values from turn to turn.</summary>
    public abstract T[] Fold(
        string name,
        DType index,
        T start,
        T end,
        T step,
        DType[] types,
        T[] initial,
        Func<T, T[], T[]> turn
    );

    /// <summary>Does it where the condition holds.</summary>
    public abstract void If(T condition, Action then);

    /// <summary>An operation on written operands: its body, in place.</summary>
    public virtual T Call(ElementwiseOp op, DType[] types, T[] operands) => Read(Bodies.Of(op, types), operands);

    /// <summary><c>sum + a · b</c>, rounded once if the device does so in one instruction, else twice.</summary>
    public T AddProduct(DType type, T sum, T a, T b)
    {
        var how = type == DType.Float32 ? MultiplyAdds.Single : MultiplyAdds.Double;
        var (x, y, z) = (Value.Input(0, type), Value.Input(1, type), Value.Input(2, type));
        return Read(type.IsFloating && how == MultiplyAdd.Fused ? Value.Fma(x, y, z) : z + (x * y), a, b, sum);
    }

    /// <summary>A body on written inputs.</summary>
    public T Read(Value body, params ReadOnlySpan<T> inputs)
    {
        var known = new Scope<T>();
        Read([body], known, inputs, isGuarded: true);
        return known.Get(body);
    }

    /// <summary>Several values that may share parts; <paramref name="known"/> has what is written already, and gets what is written now.</summary>
    public void Read(ReadOnlySpan<Value> roots, Scope<T> known) => Read(roots, known, [], isGuarded: true);

    private void Read(ReadOnlySpan<Value> roots, Scope<T> known, ReadOnlySpan<T> inputs, bool isGuarded)
    {
        var uses = Uses(roots, known);
        var stack = new Stack<Value>();
        foreach (var root in roots)
        {
            stack.Push(root);
            while (stack.TryPeek(out var value))
            {
                if (!known.Has(value) && !IsReady(value, known, stack))
                    continue;
                stack.Pop();
                if (known.Has(value))
                    continue;
                // An input that nobody has written belongs to a block that has ended.
                var written =
                    value.Code != Instruction.Input ? Write(value, known, isGuarded)
                    : inputs.Length > 0 ? inputs[(int)value.Bits]
                    : known.Get(value);
                known.Set(
                    value,
                    uses[value] > 1 && value.Code != Instruction.Constant
                        ? Keep(value.Type, written, inputs.Length > 0 ? "t" : "at")
                        : written
                );
            }
        }
    }

    private T Write(Value value, Scope<T> known, bool isGuarded)
    {
        T Of(Value? operand) => operand is null ? default! : known.Get(operand);
        if (!isGuarded || Guards.Of(value, MultiplyAdds.Single, MultiplyAdds.Double) is not { } guard)
            return Write(value, Of(value.A), Of(value.B), Of(value.C));
        var inner = new Scope<T>();
        Read([guard], inner, [Of(value.A), Of(value.B), Of(value.C)], isGuarded: false);
        return inner.Get(guard);
    }

    private static bool IsReady(Value value, Scope<T> known, Stack<Value> stack)
    {
        var isReady = true;
        foreach (var operand in (ReadOnlySpan<Value?>)[value.C, value.B, value.A])
            if (operand is not null && !known.Has(operand))
            {
                stack.Push(operand);
                isReady = false;
            }
        return isReady;
    }

    // How often each value that is still to be written is mentioned.
    private static Dictionary<Value, int> Uses(ReadOnlySpan<Value> roots, Scope<T> known)
    {
        var uses = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Value>();
        foreach (var root in roots)
            stack.Push(root);
        while (stack.TryPop(out var value))
        {
            if (known.Has(value))
                continue;
            uses[value] = uses.GetValueOrDefault(value) + 1;
            if (uses[value] > 1)
                continue;
            foreach (var operand in (ReadOnlySpan<Value?>)[value.A, value.B, value.C])
                if (operand is not null)
                    stack.Push(operand);
        }
        return uses;
    }
}
