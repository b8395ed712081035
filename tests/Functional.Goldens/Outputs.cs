namespace Functional.Goldens;

/// <summary>Runs one operation of the golden files with the library: operands and arguments in, outputs out.</summary>
internal delegate Outputs Adapter(Operands x, Arguments a);

/// <summary>What an adapter answers: the outputs in the order of the table, or what the library lacks.</summary>
internal sealed class Outputs
{
    private Outputs(Tensor[] tensors, string? missing)
    {
        Tensors = tensors;
        Lacks = missing;
    }

    public Tensor[] Tensors { get; }

    /// <summary>The name of what the library lacks for these arguments; else null.</summary>
    public string? Lacks { get; }

    public static implicit operator Outputs(Tensor output) => new([output], null);

    public static implicit operator Outputs(Tensor[] outputs) => new(outputs, null);

    public static implicit operator Outputs((Tensor First, Tensor Second) outputs) => new([outputs.First, outputs.Second], null);

    /// <summary>The library has the operation, but not with these arguments.</summary>
    public static Outputs Missing(string name) => new([], name);
}
