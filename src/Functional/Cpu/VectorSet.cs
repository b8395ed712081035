using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Intrinsics;

namespace Functional;

/// <summary>The vector types and methods of a kernel with a given number of lanes.</summary>
[RequiresDynamicCode("Makes generic types.")]
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The vector classes are kept by DynamicDependency.")]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "As above.")]
internal sealed class VectorSet
{
    private static readonly Type[] Generic = [typeof(Vector64<>), typeof(Vector128<>), typeof(Vector256<>), typeof(Vector512<>)];
    private static readonly Type[] Classes = [typeof(Vector64), typeof(Vector128), typeof(Vector256), typeof(Vector512)];

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector64))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector128))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector256))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector512))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector64<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector128<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector256<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector512<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicMethods, typeof(LaneFunctions))]
    private VectorSet(int lanes) => Lanes = lanes;

    public int Lanes { get; }

    public static VectorSet For(KernelCode code)
    {
        var widest = code.Instructions.Max(instruction => instruction.Type.ByteSize);
        var bytes =
            Vector512.IsHardwareAccelerated ? 64
            : Vector256.IsHardwareAccelerated ? 32
            : 16;
        return new VectorSet(bytes / Math.Max(4, widest));
    }

    /// <summary>The vector of a type that is not bool.</summary>
    public Type Of(DType type) => Generic[Width(type)].MakeGenericType(Element(type));

    public Type Mask(int size) => Of(size == 8 ? DType.Int64 : DType.Int32);

    public MethodInfo Operator(string name, DType type)
    {
        var vector = Of(type);
        return vector
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .First(method =>
                method.Name == name
                && method.GetParameters().All(p => p.ParameterType == vector || name.EndsWith("Shift", StringComparison.Ordinal))
            );
    }

    /// <summary>A method of the static vector class: <c>Vector512.Sqrt</c>.</summary>
    public MethodInfo Static(string name, DType type)
    {
        var vector = Of(type);
        foreach (
            var method in Classes[Width(type)]
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Where(method => method.Name == name)
        )
        {
            var closed =
                method.IsGenericMethodDefinition && method.GetGenericArguments().Length == 1
                    ? method.MakeGenericMethod(Element(type))
                    : method;
            if (closed.IsGenericMethodDefinition)
                continue;
            var parameters = closed.GetParameters();
            if (
                name == "Load" ? parameters[0].ParameterType == Element(type).MakePointerType()
                : name == "Store" ? parameters[0].ParameterType == vector && parameters[1].ParameterType.IsPointer
                : parameters.All(parameter => parameter.ParameterType == vector)
            )
                return closed;
        }
        throw new InvalidOperationException($"{Classes[Width(type)].Name} has no {name} for {type.Name}.");
    }

    /// <summary>One number in every lane.</summary>
    public MethodInfo Create(DType type) => Classes[Width(type)].GetMethod("Create", [Element(type)])!;

    public MethodInfo Reinterpretation(DType from, DType to) =>
        Classes[Width(from)]
            .GetMethods()
            .First(method => method.Name == "As" && method.GetGenericArguments().Length == 2)
            .MakeGenericMethod(Element(from), Element(to));

    /// <summary>From a mask of the given lane size to the other.</summary>
    public MethodInfo MaskConversion(int size) =>
        size == 8 ? Conversion(DType.Int64, DType.Int32) : Conversion(DType.Int32, DType.Int64);

    /// <summary>The conversion between two types of numbers.</summary>
    public MethodInfo Conversion(DType from, DType to) => LaneMethod($"{from}To{to}", null);

    /// <summary>Loading, storing or splatting bytes as a mask.</summary>
    public MethodInfo BoolMethod(string name) => LaneMethod($"{name}Bool", null);

    /// <summary>A function over lanes: of <see cref="LaneFunctions"/>, for this number of lanes.</summary>
    public MethodInfo LaneMethod(string name, DType? type) =>
        typeof(LaneFunctions).GetMethod($"{name}{type}{Lanes}", BindingFlags.NonPublic | BindingFlags.Static)
        ?? throw new InvalidOperationException($"There is no lane function {name}{type}{Lanes}.");

    // 0 for 64 bits, 1 for 128, 2 for 256, 3 for 512.
    private int Width(DType type) => System.Numerics.BitOperations.Log2((uint)(Lanes * type.ByteSize)) - 3;

    private static Type Element(DType type) =>
        type switch
        {
            DType.Float32 => typeof(float),
            DType.Float64 => typeof(double),
            DType.Int64 => typeof(long),
            _ => typeof(int),
        };
}
