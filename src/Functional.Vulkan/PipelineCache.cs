using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>
/// Compiled kernels in the driver's own form, kept on disk from one process to the next. Nothing depends on it: a file that is
/// damaged, another driver's or not to be written is as good as none.
/// </summary>
/// <remarks>
/// The folder is <c>FUNCTIONAL_CACHE</c>, else <c>functional</c> in <c>XDG_CACHE_HOME</c> or the user's local data;
/// <c>FUNCTIONAL_VULKAN_CACHE=off</c> keeps nothing.
/// </remarks>
internal sealed unsafe class PipelineCache
{
    internal const int MaxBytes = 64 << 20;

    // Magic, length, and a checksum: drivers check their header, but not all check the rest. It is against damage, not against forgery.
    internal const int Header = 8 + sizeof(long) + sizeof(long);

    private readonly VulkanDevice _device;
    private readonly PhysicalDevice _physical;
    private int _added;
    private int _saved;

    internal PipelineCache(VulkanDevice device, PhysicalDevice physical)
    {
        (_device, _physical) = (device, physical);
        if ((physical.CacheFolder ?? Folder()) is not { } folder)
            return;
        var capabilities = physical.Capabilities;
        Path = System.IO.Path.Combine(
            folder,
            "vulkan",
            $"{capabilities.VendorId:x8}-{capabilities.DeviceId:x8}-{physical.DriverVersion:x8}-{physical.CacheUuid:n}.bin"
        );
        var data = Read();
        Loaded = data.Length;
        Handle = Create(data);
    }

    /// <summary>The driver's cache, or none.</summary>
    internal VkPipelineCache Handle { get; }

    /// <summary>Where it is kept; null if it is not.</summary>
    internal string? Path { get; }

    /// <summary>Bytes that an earlier process left.</summary>
    internal int Loaded { get; }

    private static ReadOnlySpan<byte> Magic => "fnpipe02"u8;

    /// <summary>Counts a kernel that was compiled; every so often, all are saved.</summary>
    internal void Added()
    {
        _added++;
        if (_added >= 4 && _added >= 2 * _saved)
            Save();
    }

    /// <summary>Writes the cache if it has anything new: beside the file, then in its place.</summary>
    internal void Save()
    {
        if (Path is null || Handle == default || _added == _saved)
            return;
        _saved = _added;
        if (Read() is { Length: > 0 } others && others.Length != Loaded)
            Merge(others);
        if (Data() is not { Length: > 0 and <= MaxBytes } data)
            return;
        var file = new byte[Header + data.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), data.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), Checksum(data));
        data.CopyTo(file, Header);
        var temporary = $"{Path}.{Environment.ProcessId}-{Guid.NewGuid():n}.tmp";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            File.WriteAllBytes(temporary, file);
            File.Move(temporary, Path, overwrite: true);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            Delete(temporary);
        }
    }

    internal void Free()
    {
        if (Handle != default)
            _device.Functions.vkDestroyPipelineCache(_device.Handle, Handle, null);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_VULKAN_CACHE") is "off")
            return null;
        if (Environment.GetEnvironmentVariable("FUNCTIONAL_CACHE") is { Length: > 0 } own)
            return own;
        var shared = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            );
        return shared.Length > 0 ? System.IO.Path.Combine(shared, "functional") : null;
    }

    /// <summary>The file's data, if it is whole and this driver's; else nothing.</summary>
    private byte[] Read()
    {
        try
        {
            var info = new FileInfo(Path!);
            if (!info.Exists || info.Length <= Header || info.Length > Header + MaxBytes)
                return [];
            var file = File.ReadAllBytes(Path!);
            var data = file.AsSpan(Header);
            var isWhole =
                file.AsSpan().StartsWith(Magic)
                && BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(8)) == data.Length
                && BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(16)) == Checksum(data);
            return isWhole && IsOurs(data) ? data.ToArray() : [];
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            return [];
        }
    }

    // VkPipelineCacheHeaderVersionOne: length, version, vendor, device, UUID.
    private bool IsOurs(ReadOnlySpan<byte> data) =>
        data.Length >= 32
        && BinaryPrimitives.ReadUInt32LittleEndian(data) >= 32
        && BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) == 1
        && BinaryPrimitives.ReadUInt32LittleEndian(data[8..]) == _physical.Capabilities.VendorId
        && BinaryPrimitives.ReadUInt32LittleEndian(data[12..]) == _physical.Capabilities.DeviceId
        && new Guid(data.Slice(16, 16), bigEndian: true) == _physical.CacheUuid;

    private VkPipelineCache Create(ReadOnlySpan<byte> data)
    {
        VkPipelineCache cache = default;
        fixed (byte* bytes = data)
        {
            var info = new VkPipelineCacheCreateInfo { initialDataSize = (nuint)data.Length, pInitialData = bytes };
            var result = _device.Functions.vkCreatePipelineCache(_device.Handle, &info, null, &cache);
            if (result >= 0)
                return cache;
        }
        return data.Length > 0 ? Create([]) : default;
    }

    private byte[] Data()
    {
        nuint size = 0;
        if (_device.Functions.vkGetPipelineCacheData(_device.Handle, Handle, &size, null) != VkResult.Success || size > MaxBytes)
            return [];
        var data = new byte[size];
        fixed (byte* bytes = data)
            return _device.Functions.vkGetPipelineCacheData(_device.Handle, Handle, &size, bytes) == VkResult.Success
                ? data[..(int)size]
                : [];
    }

    // Another process has saved since.
    private void Merge(byte[] others)
    {
        var cache = Create(others);
        if (cache == default)
            return;
        _ = _device.Functions.vkMergePipelineCaches(_device.Handle, Handle, 1, &cache);
        _device.Functions.vkDestroyPipelineCache(_device.Handle, cache, null);
    }

    /// <summary>Two checks of all bytes: their CRC-32C, and one of every word together with the CRC so far.</summary>
    internal static long Checksum(ReadOnlySpan<byte> data)
    {
        var (plain, turned) = (uint.MaxValue, 0u);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            plain = BitOperations.Crc32C(plain, word);
            turned = BitOperations.Crc32C(turned, word ^ plain);
        }
        foreach (var rest in data[(data.Length / sizeof(ulong) * sizeof(ulong))..])
            plain = BitOperations.Crc32C(plain, rest);
        return ((long)turned << 32) | plain;
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (IsOfFiles(error)) { }
    }

    private static bool IsOfFiles(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
