namespace Functional.Benchmarks;

/// <summary>Brings inputs to the device before the first run.</summary>
internal static class Placement
{
    /// <summary>The tree with every tensor in the device's memory; the tree itself for the CPU.</summary>
    public static T Hold<T>(this Device device, T tree)
    {
        if (device == Device.Cpu)
            return tree;
        var held = device.Place(tree);
        Tensor.Evaluate(TensorTree.Flatten(held));
        return held;
    }
}
