namespace Functional;

/// <summary>The same elements in another device's memory.</summary>
internal sealed class DeviceOp(Device device) : MovementOp
{
    public override string Name => "to_device";
    public override string Description => $"to[{device.Name}]";

    public Device Device => device;

    public override bool Equals(Op? other) => other is DeviceOp move && move.Device == device;

    internal override int ComputeHash() => HashCode.Combine(5, device.Name);

    internal override View Apply(View operand) => operand;

    internal override void Pull(Pullback p) => p.Give(0, p.Operand(0).Placement is { } home ? p.Cotangent.To(home) : p.Cotangent);

    internal override Tensor Batch(ReadOnlySpan<Tensor> operands, ReadOnlySpan<bool> batched, int size) => operands[0].To(device);

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => operands[0].To(device);
}

public sealed partial class Tensor
{
    /// <summary>This tensor on a device; what is computed of it is computed there.</summary>
    /// <remarks>Gradients come back to where the operand is. Nothing is copied if it is there already.</remarks>
    public Tensor To(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Placement == device ? this : new Tensor(new DeviceOp(device), Shape, DType, this, placement: device);
    }
}

/// <summary>Whole trees of tensors on a device.</summary>
public static class Placing
{
    /// <summary>The tree (a tensor, a tuple, a record, parameters, a training state …) with every tensor on this device.</summary>
    public static T Place<T>(this Device device, T tree) =>
        TensorTree.Rebuild(tree, Array.ConvertAll(TensorTree.Flatten(tree), x => x.To(device)));
}
