namespace Functional;

/// <summary>Where tensors are computed and kept: the host's processors, or a GPU that another package opens.</summary>
/// <remarks>
/// <see cref="Tensor.To(Device)"/> places a tensor, and what is computed of it stays on its device. Tensors that nobody placed are free: they
/// follow those beside them, and are computed on <see cref="Default"/> when they are alone.
/// </remarks>
public abstract class Device
{
    private static Device Current = new HostDevice();

    internal Device() { }

    /// <summary>The host's processors, which need nothing installed.</summary>
    public static Device Cpu { get; } = Current;

    /// <summary>Where tensors are computed that nobody placed and that follow no placed one; <see cref="Cpu"/> unless it is set.</summary>
    public static Device Default
    {
        get => Volatile.Read(ref Current);
        set => Volatile.Write(ref Current, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>The name: <c>cpu</c>, or what the device's driver calls it, with a number where others are called the same.</summary>
    public abstract string Name { get; }

    /// <summary>The same numbers in this device's memory; the storage itself if it is there. Type and shape are for errors.</summary>
    internal abstract Storage Take(Storage storage, DType type, Shape shape);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private sealed class HostDevice : Device
    {
        public override string Name => "cpu";

        internal override Storage Take(Storage storage, DType type, Shape shape) => storage.OnHost();
    }
}
