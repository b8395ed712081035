using System.Reflection;
using System.Reflection.Emit;

namespace Functional.Properties;

/// <summary>The laws are about everything there is: a primitive or a function that no subject uses fails here.</summary>
public sealed class CoverageTests
{
    private static readonly Assembly Library = typeof(Tensor).Assembly;

    // With the reason.
    private static readonly Dictionary<string, string> PrimitivesWithoutLaw = new()
    {
        ["DeviceOp"] = "moves between devices; the tests of placement are about it",
        ["PlaceOp"] = "part of a path that is read through, never of a tree",
    };

    // Of those that take a tensor and give one.
    private static readonly Dictionary<string, string> FunctionsWithoutLaw = new()
    {
        ["Evaluate"] = "looks",
        ["Identity"] = "gives its argument",
        ["GetEnumerator"] = "reads nested arrays",
        ["OnesLike"] = "makes a constant",
        ["ZerosLike"] = "makes a constant",
        ["FullLike"] = "makes a constant",
        ["NonZero"] = "has a shape that depends on values",
        ["Unique"] = "has a shape that depends on values",
        ["UniqueConsecutive"] = "has a shape that depends on values",
        ["BinCount"] = "has a shape that depends on values",
        ["WithPrecision"] = "rounds operands, so that difference quotients say nothing; its facts are in PrecisionTests",
        ["MatrixRank"] = "iterates and counts; its facts are in SpectrumTests",
        ["Accuracy"] = "counts what is right",
    };

    private static readonly Lazy<HashSet<Type>> Used = new(FindUsed);

    public static TheoryData<string> Table => [.. OpTable.All.Select(op => op.Name)];

    [Fact]
    public void Every_primitive_is_in_the_tree_of_a_subject_or_of_its_derivatives()
    {
        var kinds = Library.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract).ToList();
        Assert.InRange(kinds.Count, 45, 1000);
        var seen = Used.Value.Select(type => type.IsGenericType ? type.GetGenericTypeDefinition() : type).ToHashSet();
        var unseen = kinds.Where(kind => !seen.Contains(kind)).Select(kind => kind.Name).ToList();
        Assert.Equal(string.Join(' ', PrimitivesWithoutLaw.Keys.Order()), string.Join(' ', unseen.Order()));
    }

    [Fact]
    public void Every_declared_elementwise_operation_is_in_the_table_or_in_a_tree()
    {
        var declared = Library.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IElementwise)));
        var table = OpTable.All.Select(op => op.GetType().GetGenericArguments()[0]).ToHashSet();
        Assert.All(declared, type => Assert.Contains(type, table));
        var families = Library.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IFamily)));
        Assert.All(families, type => Assert.Contains(typeof(FamilyOp<>).MakeGenericType(type), Used.Value));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_operation_of_the_table_is_a_subject_with_and_without_derivative(string name)
    {
        var op = OpTable.All.Single(op => op.Name == name);
        var subject = Assert.Single(Subject.All, subject => subject.Name == name);
        Assert.Equal(op.IsDifferentiable, Subject.Differentiable.Any(other => other.Name == name));
        var one = new SubjectCase(subject, new Sizes(2, 2, 2), 0);
        Assert.Contains(op, Nodes([subject.Apply(one.Operands)]));
    }

    [Fact]
    public void Names_of_subjects_are_their_own() =>
        Assert.Equal(Subject.All.Count, Subject.All.Select(subject => subject.Name).Distinct().Count());

    [Fact]
    public void Every_public_function_of_tensors_is_called_by_a_subject()
    {
        var called = CalledNames();
        var table = OpTable.All.Select(op => op.GetType().GetGenericArguments()[0].Name).ToHashSet();
        var missing = Functions().Where(name => !called.Contains(name) && !table.Contains(name)).ToList();
        Assert.True(
            missing.ToHashSet().SetEquals(FunctionsWithoutLaw.Keys),
            $"Without a law: {string.Join(' ', missing.Except(FunctionsWithoutLaw.Keys))}. "
                + $"Excused but not there: {string.Join(' ', FunctionsWithoutLaw.Keys.Except(missing))}."
        );
    }

    // Public static and instance methods that take a tensor and give tensors: differentiable or not.
    private static HashSet<string> Functions() =>
        [
            .. ((Type[])[typeof(Tensor), typeof(Operations), typeof(Losses), typeof(Attention), typeof(Recurrent)])
                .Concat([typeof(ComplexNumbers), typeof(Metrics), typeof(Positions)])
                .SelectMany(type =>
                    type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                )
                .Where(method =>
                    !method.IsSpecialName
                    && HoldsTensors(method.ReturnType)
                    && (!method.IsStatic || method.GetParameters().Any(parameter => HoldsTensors(parameter.ParameterType)))
                )
                .Select(method => method.Name),
        ];

    private static bool HoldsTensors(Type type) =>
        type == typeof(Tensor)
        || type == typeof(LstmState)
        || (type.HasElementType && HoldsTensors(type.GetElementType()!))
        || (
            type.IsGenericType
            && !type.IsAssignableTo(typeof(Delegate))
            && type.GetGenericArguments().Any(argument => HoldsTensors(argument))
        );

    private static HashSet<Type> FindUsed()
    {
        var used = new HashSet<Type>();
        foreach (var subject in Subject.All)
        {
            var one = new SubjectCase(subject, new Sizes(2, 3, 2), 1);
            // What Vectorize makes is not looked at here: an operation batches to operations that are subjects themselves.
            var value = subject.Apply(one.Operands);
            Tensor[] roots = [value, .. Subject.Differentiable.Contains(subject) ? Derivatives(one) : []];
            used.UnionWith(Nodes(roots).Select(op => op.GetType()));
        }
        return used;
    }

    private static Tensor[] Derivatives(SubjectCase one)
    {
        Tensor[] First(Tensor[] x) => Differentiate.Gradient<Tensor[]>(v => (one.Apply(v) is var y ? y * y : y).Sum())(x);
        var seconds = Differentiate.Gradient<Tensor[]>(x => First(x).Select(g => (g * g).Sum()).Aggregate((a, b) => a + b));
        return [.. First(one.Floating), .. seconds(one.Floating)];
    }

    // Also of what loops run, and of what was computed while the tree was built.
    private static HashSet<Op> Nodes(Tensor[] roots)
    {
        var (found, pending) = (new HashSet<Op>(ReferenceEqualityComparer.Instance), new Stack<Tensor[]>([roots]));
        while (pending.TryPop(out var trees))
            foreach (var node in Graph.Of(trees, throughValues: true).Nodes)
                if (found.Add(node.Op) && node.Op is ScanOp scan)
                    pending.Push(scan.Body.Roots);
        return found;
    }

    // The names of the library's methods that the code of the subjects calls: their bodies are lambdas in nested classes.
    private static HashSet<string> CalledNames()
    {
        const BindingFlags all =
            BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.Static
            | BindingFlags.Instance
            | BindingFlags.DeclaredOnly;
        static IEnumerable<Type> Nested(Type type) => type.GetNestedTypes(all).SelectMany(Nested).Prepend(type);
        var names = new HashSet<string>();
        foreach (var type in Nested(typeof(Structured)))
        foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
        foreach (var callee in Callees(method))
            if (callee.DeclaringType?.Assembly == Library)
                names.Add(callee.Name);
        return names;
    }

    private static IEnumerable<MethodBase> Callees(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length; )
        {
            var instruction = code[at] == 0xFE ? Long[code[at + 1]] : Short[code[at]];
            at += instruction.Size;
            if (instruction.OperandType == OperandType.InlineMethod)
                yield return method.Module.ResolveMethod(
                    BitConverter.ToInt32(code, at),
                    method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
                    method.IsGenericMethod ? method.GetGenericArguments() : null
                )!;
            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static readonly OpCode[] Short = Codes(1);

    private static readonly OpCode[] Long = Codes(2);

    private static OpCode[] Codes(int size)
    {
        var codes = new OpCode[256];
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
            if (field.GetValue(null) is OpCode code && code.Size == size)
                codes[code.Value & 0xFF] = code;
        return codes;
    }
}
