namespace Functional.Vulkan;

/// <summary>What memory is for.</summary>
internal enum MemoryKind
{
    /// <summary>Kernels read and write it; mapped only on devices with unified memory.</summary>
    Device,

    /// <summary>The host writes it, the device copies from it.</summary>
    Upload,

    /// <summary>The device copies to it, the host reads it.</summary>
    Readback,
}
