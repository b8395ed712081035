namespace Functional;

/// <summary>An elementwise operation as the op table lists it.</summary>
public abstract class DeclaredOp : ElementwiseOp
{
    private protected DeclaredOp() { }

    /// <summary>The types in and out.</summary>
    public abstract TypeRule Types { get; }

    /// <summary>The numbers from which property tests draw operand <paramref name="index"/>.</summary>
    public abstract Interval Domain(int index);

    /// <summary>True if it has a derivative.</summary>
    public abstract bool IsDifferentiable { get; }

    /// <summary>What it is of two bools, if that is another operation: a sum is true where either is.</summary>
    internal virtual DeclaredOp? OfBools => null;

    /// <summary>A simpler node with every bit of the same value for operands of the right types, or null.</summary>
    internal virtual Tensor? Simplify(Tensor x, Tensor? y) => null;

    /// <summary>Applies it: promotes types, checks shapes, builds the node.</summary>
    /// <exception cref="ShapeException">The operands cannot be broadcast.</exception>
    /// <exception cref="DTypeException">An operand has a type that the operation does not take.</exception>
    public Tensor Apply(params ReadOnlySpan<Tensor> operands) =>
        operands.Length == 1 ? Elementwise.Make(this, operands[0])
        : operands.Length == 2 ? Elementwise.Make(this, operands[0], operands[1])
        : Elementwise.Make(this, operands[0], operands[1], operands[2]);

    internal sealed override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Apply(operands);
}

internal sealed class UnaryOp<T> : DeclaredOp
    where T : struct, IUnary
{
    public static readonly UnaryOp<T> Instance = new();

    public override string Name => T.Name;
    public override int Arity => 1;
    public override TypeRule Types => T.Types;
    public override bool IsDifferentiable => true;

    public override Interval Domain(int index) => T.Domain;

    public override Value Body(ReadOnlySpan<DType> operands) => T.Body(Value.Input(0, operands[0]));

    internal override Tensor? Simplify(Tensor x, Tensor? y) => T.Simplify(x);

    internal override void Pull(Pullback p) => p.Give(0, T.Vjp(p.Cotangent, p.Operand(0), p.Result));
}

internal sealed class BinaryOp<T> : DeclaredOp
    where T : struct, IBinary
{
    public static readonly BinaryOp<T> Instance = new();

    public override string Name => T.Name;
    public override int Arity => 2;
    public override TypeRule Types => T.Types;
    public override bool IsDifferentiable => true;

    public override Interval Domain(int index) => index == 0 ? T.Domain : T.SecondDomain;

    public override Value Body(ReadOnlySpan<DType> operands) => T.Body(Value.Input(0, operands[0]), Value.Input(1, operands[1]));

    internal override DeclaredOp? OfBools => T.OfBools;

    internal override Tensor? Simplify(Tensor x, Tensor? y) => T.Simplify(x, y!);

    internal override void Pull(Pullback p)
    {
        if (p.Wants(0))
            p.Give(0, T.VjpX(p.Cotangent, p.Operand(0), p.Operand(1), p.Result));
        if (p.Wants(1))
            p.Give(1, T.VjpY(p.Cotangent, p.Operand(0), p.Operand(1), p.Result));
    }
}

internal sealed class PredicateOp<T> : DeclaredOp
    where T : struct, IPredicate
{
    public static readonly PredicateOp<T> Instance = new();

    public override string Name => T.Name;
    public override int Arity => 1;
    public override TypeRule Types => T.Types;
    public override bool IsDifferentiable => false;

    public override Interval Domain(int index) => T.Domain;

    public override Value Body(ReadOnlySpan<DType> operands) => T.Body(Value.Input(0, operands[0]));

    internal override void Pull(Pullback p) { }
}

internal sealed class RelationOp<T> : DeclaredOp
    where T : struct, IRelation
{
    public static readonly RelationOp<T> Instance = new();

    public override string Name => T.Name;
    public override int Arity => 2;
    public override TypeRule Types => T.Types;
    public override bool IsDifferentiable => false;

    public override Interval Domain(int index) => index == 0 ? T.Domain : T.SecondDomain;

    public override Value Body(ReadOnlySpan<DType> operands) => T.Body(Value.Input(0, operands[0]), Value.Input(1, operands[1]));

    internal override void Pull(Pullback p) { }
}

internal sealed class ChoiceOp<T> : DeclaredOp
    where T : struct, IChoice
{
    public static readonly ChoiceOp<T> Instance = new();

    public override string Name => T.Name;
    public override int Arity => 3;
    public override TypeRule Types => T.Types;
    public override bool IsDifferentiable => true;

    public override Interval Domain(int index) => T.Domain;

    public override Value Body(ReadOnlySpan<DType> operands) =>
        T.Body(Value.Input(0, operands[0]), Value.Input(1, operands[1]), Value.Input(2, operands[2]));

    internal override void Pull(Pullback p)
    {
        if (p.Wants(1))
            p.Give(1, T.VjpX(p.Cotangent, p.Operand(0), p.Operand(1), p.Operand(2)));
        if (p.Wants(2))
            p.Give(2, T.VjpY(p.Cotangent, p.Operand(0), p.Operand(1), p.Operand(2)));
    }
}

/// <summary>What all elementwise operations share: promotion, broadcasting, the node.</summary>
internal static class Elementwise
{
    public static Tensor Make(DeclaredOp op, Tensor x)
    {
        if (x.IsWeak && op.Types is (TypeRule.Number or TypeRule.Floating))
            return Tensor.Literal(op, x);
        var type = ComputeType(op, x.DType);
        x = x.To(type);
        return op.Simplify(x, null) ?? new Tensor(op, x.Shape, ResultType(op, type), x);
    }

    public static Tensor Make(DeclaredOp op, Tensor x, Tensor y)
    {
        if (x.IsWeak && y.IsWeak && op.Types is (TypeRule.Number or TypeRule.Floating))
            return Tensor.Literal(op, x, y);
        var shape = Broadcast(op, x, y);
        var promoted = Promote(x, y);
        if (promoted == DType.Bool && op.OfBools is { } logical)
            return Make(logical, x, y);
        var type = ComputeType(op, promoted);
        (x, y) = (x.To(type), y.To(type));
        return op.Simplify(x, y) ?? new Tensor(op, shape, ResultType(op, type), x, y);
    }

    public static Tensor Make(DeclaredOp op, Tensor condition, Tensor x, Tensor y)
    {
        if (condition.DType != DType.Bool)
            throw new DTypeException(
                $"[{op.Name}] needs a bool condition, got {condition.DType.Name}{condition.Shape}. Compare it first."
            );
        var shape = Shape.Broadcast(op.Name, condition.Shape, Shape.Broadcast(op.Name, x.Shape, y.Shape));
        var type = Promote(x, y);
        return new Tensor(op, shape, type, [condition, x.To(type), y.To(type)]);
    }

    /// <summary>All operands in the type to which they promote; literals adapt to the others.</summary>
    public static ReadOnlySpan<Tensor> Promoted(ReadOnlySpan<Tensor> operands)
    {
        var isOneType = true;
        foreach (var operand in operands)
            isOneType &= operand.DType == operands[0].DType;
        if (isOneType)
            return operands;
        DType? common = null;
        foreach (var operand in operands)
            if (!operand.IsWeak)
                common = common is { } type ? DTypes.Promote(type, operand.DType) : operand.DType;
        foreach (var operand in operands)
            if (operand.IsWeak)
                common = common is { } type ? DTypes.PromoteWeak(operand.DType, type) : operand.DType;
        return Array.ConvertAll(operands.ToArray(), operand => operand.To(common!.Value));
    }

    private static Shape Broadcast(DeclaredOp op, Tensor x, Tensor y)
    {
        try
        {
            return Shape.Broadcast(op.Name, x.Shape, y.Shape);
        }
        catch (ShapeException error) when ((x.Label ?? y.Label) is not null)
        {
            // The same numbers, with the parameter's name.
            var reason = error.Message[error.Message.IndexOf(": axis", StringComparison.Ordinal)..];
            throw new ShapeException($"[{op.Name}] cannot broadcast {x.Describe()} with {y.Describe()}{reason}");
        }
    }

    private static DType Promote(Tensor x, Tensor y) =>
        x.DType == y.DType ? x.DType
        : x.IsWeak == y.IsWeak ? DTypes.Promote(x.DType, y.DType)
        : x.IsWeak ? DTypes.PromoteWeak(x.DType, y.DType)
        : DTypes.PromoteWeak(y.DType, x.DType);

    private static DType ResultType(DeclaredOp op, DType compute) => op.Types == TypeRule.Comparison ? DType.Bool : compute;

    private static DType ComputeType(DeclaredOp op, DType promoted) =>
        op.Types switch
        {
            TypeRule.Floating => promoted.IsFloating ? promoted : DType.Float32,
            TypeRule.Bitwise when promoted.IsFloating => throw new DTypeException(
                $"[{op.Name}] needs bools or whole numbers, got {promoted.Name}. Compare with zero first{(op.Name == "xor" ? "; a power is Pow" : "")}."
            ),
            TypeRule.Whole when !promoted.IsInteger => throw new DTypeException(
                $"[{op.Name}] needs whole numbers, got {promoted.Name}. Convert with .To(DType.Int32)."
            ),
            TypeRule.Number when promoted == DType.Bool => throw new DTypeException(
                $"[{op.Name}] needs numbers, got bool. Convert with .To(DType.Int32), or use And, Or, Not."
            ),
            _ => promoted,
        };
}

/// <summary>Every element as another type; floats to integers truncate towards zero, numbers to bool are <c>x ≠ 0</c>.</summary>
internal sealed class CastOp : ElementwiseOp
{
    private static readonly CastOp[] All = Array.ConvertAll([.. DTypes.All], type => new CastOp(type));

    private CastOp(DType target) => Target = target;

    public DType Target { get; }
    public override string Name => "cast";
    public override string Description => $"cast[{Target.Name}]";
    public override int Arity => 1;

    internal override bool RoundsItself => true;

    public static CastOp Of(DType target) => All[(int)target];

    public override Value Body(ReadOnlySpan<DType> operands) => Value.Input(0, operands[0]).To(Target);

    internal override int ComputeHash() => HashCode.Combine(Name.Length, (int)Target);

    internal override void Pull(Pullback p)
    {
        if (Target.IsFloating && p.Operand(0).DType.IsFloating)
            p.Give(0, p.Cotangent.To(p.Operand(0).DType));
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => new(this, operands[0].Shape, Target, operands[0]);
}

public sealed partial class Tensor
{
    /// <summary>An operation on literals alone is a literal: computed in double (or int64), so that no bit is lost before its type is known.</summary>
    internal static Tensor Literal(DeclaredOp op, params ReadOnlySpan<Tensor> literals)
    {
        var type = op.Types == TypeRule.Floating ? DType.Float64 : DType.Int64;
        foreach (var literal in literals)
            type = literal.DType.IsFloating ? DType.Float64 : type;
        Span<DType> types = stackalloc DType[literals.Length];
        Span<long> bits = stackalloc long[literals.Length];
        types.Fill(type);
        for (var i = 0; i < bits.Length; i++)
            bits[i] = Scalars.ToBits(type, ((ConstantOp)literals[i].Op).Value);
        var value = ScalarReader.Evaluate(op.Body(types), bits);
        return type == DType.Float64 ? Scalars.ToDouble(type, value) : value;
    }

    /// <summary>This tensor as another type; itself if it has that type already.</summary>
    /// <remarks>
    /// Floats to integers truncate towards zero and saturate (NaN gives 0), also to int8, uint8 and int16, where PyTorch's result is undefined;
    /// integers wrap around; floats round to nearest even, to float16 and bfloat16 by way of float32; a number to bool is <c>x ≠ 0</c>.
    /// </remarks>
    public Tensor To(DType type) =>
        type == DType && !IsWeak ? this
        : _op is ConstantOp constant
            ? Constant(
                type,
                DType.IsFloating
                    ? Scalars.ToBits(type, constant.Value)
                    : Scalars.ToBits(type, Scalars.ToInt64(DType, constant.Bits))
            )
        : new Tensor(CastOp.Of(type), Shape, type, this);
}
