using System.Globalization;
using System.Text;

namespace Functional.Vulkan;

/// <summary>What a Vulkan device is and can do.</summary>
public sealed record DeviceCapabilities
{
    /// <summary>The device's name, as its driver gives it; where the system has several of that name, with the index in the driver's list: <c>NAME, device 1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The driver's name and version.</summary>
    public required string Driver { get; init; }

    /// <summary>Discrete or integrated GPU, virtual GPU, or CPU.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>The version of Vulkan that the device implements.</summary>
    public required Version ApiVersion { get; init; }

    /// <summary>The vendor's PCI number, or Khronos' for software.</summary>
    public required uint VendorId { get; init; }

    /// <summary>The vendor's number for the device.</summary>
    public required uint DeviceId { get; init; }

    /// <summary>The device's identity, the same in every process and after a restart.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What the device can do; of an open device, what is enabled.</summary>
    public required DeviceFeatures Features { get; init; }

    /// <summary>What the device promises about floats.</summary>
    public required FloatControls FloatControls { get; init; }

    /// <summary>Sizes and counts.</summary>
    public required DeviceLimits Limits { get; init; }

    /// <summary>The subgroup: its size, and what its lanes can do together.</summary>
    public required SubgroupProperties Subgroup { get; init; }

    /// <summary>Products of small matrices that its matrix units compute, added up in float32; none where there are no units, or where they are not used.</summary>
    public IReadOnlyList<MatrixUnit> MatrixUnits { get; init; } = [];

    /// <summary>Matrices whose sizes a kernel may choose; null where there are none.</summary>
    public FlexibleMatrices? FlexibleMatrices { get; init; }

    /// <summary>Why matrix units that the device has are not used, or null.</summary>
    public string? MatrixRefusal { get; init; }

    /// <summary>Extensions that the device offers.</summary>
    public required IReadOnlySet<string> Extensions { get; init; }

    /// <summary>Why the library cannot use the device, or null.</summary>
    public string? Rejection { get; init; }

    /// <summary>Whether all of the features are there.</summary>
    public bool Has(DeviceFeatures features) => (Features & features) == features;

    /// <summary>The same device with other features.</summary>
    internal DeviceCapabilities With(DeviceFeatures features)
    {
        features = MatrixSupport.Consistent(features);
        return this with
        {
            Features = features,
            MatrixUnits = [.. MatrixUnits.Where(unit => MatrixSupport.IsFor(unit, features))],
            FlexibleMatrices = features.HasFlag(DeviceFeatures.CooperativeMatrix) ? FlexibleMatrices : null,
        };
    }

    /// <summary>Whether kernels can load, store and compute with an element type.</summary>
    public bool Computes(DType type) =>
        Has(
            type switch
            {
                DType.Bool or DType.UInt8 or DType.Int8 => DeviceFeatures.Storage8,
                DType.Int16 or DType.Float16 or DType.BFloat16 => DeviceFeatures.Storage16,
                DType.Int64 => DeviceFeatures.Int64,
                DType.Float64 => DeviceFeatures.Float64,
                _ => DeviceFeatures.None,
            }
        );

    /// <summary>A listing for people, one subject a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var l = Limits;
        void Line(string label, FormattableString value) =>
            text.Append(label.PadRight(16)).Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line("device", $"{Name} ({Kind}, {VendorId:x4}:{DeviceId:x4}, {Uuid})");
        Line("driver", $"{Driver}");
        Line("Vulkan", $"{ApiVersion}");
        if (Rejection is not null)
            Line("not usable", $"{Rejection}");
        Line(
            "memory",
            $"{Size(l.DeviceMemory)} on the device, {Size(l.MaxAllocation)} an allocation, {Size(l.MaxBuffer)} a buffer, {Size(l.MaxStorageBufferRange)} a binding"
        );
        Line(
            "workgroup",
            $"{l.MaxWorkgroupInvocations} invocations, size {l.MaxWorkgroupSize}, count {l.MaxWorkgroupCount}, {Size(l.SharedMemory)} shared"
        );
        Line(
            "bindings",
            $"{l.MaxStorageBuffers} storage buffers at multiples of {l.StorageBufferAlignment} bytes, {l.MaxPushConstantBytes} bytes of push constants"
        );
        Line("subgroup", $"{Subgroup.Size} lanes ({Subgroup.MinSize} to {Subgroup.MaxSize}), {Subgroup.Operations}");
        Line(
            "floats",
            $"keep -0, inf, nan: {FloatControls.SignedZeroInfNanPreserve}; keep subnormals: {FloatControls.DenormPreserve}; round to even: {FloatControls.RoundingModeRte}"
        );
        Line("features", $"{Features}");
        if (MatrixUnits.Count > 0)
            Line("matrix units", $"{string.Join("; ", MatrixUnits)}");
        if (MatrixRefusal is not null)
            Line("matrix units", $"not used: {MatrixRefusal}");
        if (FlexibleMatrices is not null)
            Line("flexible ones", $"{FlexibleMatrices}");
        return text.ToString();
    }

    private static string Size(ulong bytes)
    {
        // The largest numbers are often one byte short of a power of two.
        var (value, unit) = bytes switch
        {
            >= (1UL << 30) - 1 => (bytes / (double)(1UL << 30), "GiB"),
            >= (1UL << 20) - 1 => (bytes / (double)(1UL << 20), "MiB"),
            >= (1UL << 10) - 1 => (bytes / (double)(1UL << 10), "KiB"),
            _ => (bytes, "bytes"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");
    }
}

/// <summary>Sizes and counts that a device imposes; bytes unless said otherwise.</summary>
/// <param name="DeviceMemory">All memory that is the device's own.</param>
/// <param name="MaxAllocation">The largest single allocation.</param>
/// <param name="MaxBuffer">The largest buffer.</param>
/// <param name="MaxStorageBufferRange">The most of a buffer that a kernel sees through one binding.</param>
/// <param name="StorageBufferAlignment">Bindings start at multiples of this.</param>
/// <param name="NonCoherentAtom">Ranges of mapped memory are made visible in multiples of this.</param>
/// <param name="MaxStorageBuffers">Storage buffers of one kernel.</param>
/// <param name="MaxPushConstantBytes">Push constants of one kernel.</param>
/// <param name="SharedMemory">Memory that a workgroup shares.</param>
/// <param name="MaxWorkgroupInvocations">Invocations of one workgroup.</param>
/// <param name="MaxWorkgroupSize">Invocations of one workgroup along each axis.</param>
/// <param name="MaxWorkgroupCount">Workgroups of one dispatch along each axis.</param>
/// <param name="TimestampPeriod">Nanoseconds in one unit of a timestamp.</param>
public sealed record DeviceLimits(
    ulong DeviceMemory,
    ulong MaxAllocation,
    ulong MaxBuffer,
    ulong MaxStorageBufferRange,
    ulong StorageBufferAlignment,
    ulong NonCoherentAtom,
    uint MaxStorageBuffers,
    uint MaxPushConstantBytes,
    uint SharedMemory,
    uint MaxWorkgroupInvocations,
    (uint X, uint Y, uint Z) MaxWorkgroupSize,
    (uint X, uint Y, uint Z) MaxWorkgroupCount,
    float TimestampPeriod
);

/// <summary>The lanes that run together.</summary>
/// <param name="Size">Lanes of a subgroup, by default.</param>
/// <param name="MinSize">The smallest size that may be asked for.</param>
/// <param name="MaxSize">The largest size that may be asked for.</param>
/// <param name="Operations">What lanes can do together in compute kernels.</param>
public sealed record SubgroupProperties(uint Size, uint MinSize, uint MaxSize, SubgroupOperations Operations);

/// <summary>One product of small matrices that a subgroup computes at once: <c>[Rows, Depth] × [Depth, Columns]</c>, added up in float32.</summary>
/// <param name="Rows">Rows of the left operand.</param>
/// <param name="Columns">Columns of the right one.</param>
/// <param name="Depth">Terms of a sum.</param>
/// <param name="Type">The operands' type: float16 or bfloat16.</param>
public readonly record struct MatrixUnit(int Rows, int Columns, int Depth, DType Type)
{
    /// <summary>The sizes and the type: <c>16×16×16 float16</c>.</summary>
    public override string ToString() => $"{Rows}×{Columns}×{Depth} {Type.Name}";
}

/// <summary>What the lanes of a subgroup can do together; numbered as in Vulkan.</summary>
[Flags]
public enum SubgroupOperations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Elect one lane.</summary>
    Basic = 1,

    /// <summary>All, any.</summary>
    Vote = 2,

    /// <summary>Reductions and scans.</summary>
    Arithmetic = 4,

    /// <summary>Broadcasts and ballots.</summary>
    Ballot = 8,

    /// <summary>Read any lane.</summary>
    Shuffle = 16,

    /// <summary>Read a lane at a distance.</summary>
    ShuffleRelative = 32,

    /// <summary>Reductions of parts of a subgroup.</summary>
    Clustered = 64,

    /// <summary>Groups of four.</summary>
    Quad = 128,
}

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>None of the others.</summary>
    Other = 0,

    /// <summary>A GPU that shares the host's memory.</summary>
    Integrated = 1,

    /// <summary>A GPU with memory of its own.</summary>
    Discrete = 2,

    /// <summary>A GPU seen through a virtual machine.</summary>
    Virtual = 3,

    /// <summary>Software on the host's processors.</summary>
    Cpu = 4,
}

/// <summary>Optional abilities of a device.</summary>
[Flags]
public enum DeviceFeatures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Arithmetic on 64-bit floats.</summary>
    Float64 = 1 << 0,

    /// <summary>Arithmetic on 16-bit floats.</summary>
    Float16 = 1 << 1,

    /// <summary>64-bit integers.</summary>
    Int64 = 1 << 2,

    /// <summary>Arithmetic on 16-bit integers.</summary>
    Int16 = 1 << 3,

    /// <summary>Arithmetic on 8-bit integers.</summary>
    Int8 = 1 << 4,

    /// <summary>16-bit elements in storage buffers.</summary>
    Storage16 = 1 << 5,

    /// <summary>8-bit elements in storage buffers.</summary>
    Storage8 = 1 << 6,

    /// <summary>Semaphores that count; the library needs them.</summary>
    TimelineSemaphore = 1 << 7,

    /// <summary>The second form of barriers and submission; the library needs it.</summary>
    Synchronization2 = 1 << 8,

    /// <summary>Limits on buffers as the driver knows them; the library needs it.</summary>
    Maintenance4 = 1 << 9,

    /// <summary>The Vulkan memory model.</summary>
    VulkanMemoryModel = 1 << 10,

    /// <summary>That scope, across workgroups.</summary>
    VulkanMemoryModelDeviceScope = 1 << 11,

    /// <summary>A kernel may ask for a subgroup size.</summary>
    SubgroupSizeControl = 1 << 12,

    /// <summary>A kernel may ask that no subgroup is partly empty.</summary>
    FullSubgroups = 1 << 13,

    /// <summary>Subgroup operations on 8, 16 and 64-bit numbers.</summary>
    SubgroupExtendedTypes = 1 << 14,

    /// <summary>Atomics on 64-bit integers in buffers.</summary>
    Int64Atomics = 1 << 15,

    /// <summary>Query pools that the host resets.</summary>
    HostQueryReset = 1 << 16,

    /// <summary>The device's memory is mapped into the host's, coherent and cached: buffers need no staging.</summary>
    UnifiedMemory = 1 << 17,

    /// <summary>Products of small matrices that a subgroup holds: the matrix units of a GPU.</summary>
    CooperativeMatrix = 1 << 18,

    /// <summary>The same of bfloat16.</summary>
    CooperativeMatrixBFloat16 = 1 << 19,
}
