namespace Functional.Vulkan;

/// <summary>Something is larger than a device allows.</summary>
public sealed class DeviceLimitException : VulkanException
{
    internal DeviceLimitException(string message, string limit, ulong value, ulong need)
        : base(message)
    {
        Limit = limit;
        Value = value;
        Need = need;
    }

    /// <summary>The same error in other words.</summary>
    internal DeviceLimitException Saying(string message) => new(message, Limit, Value, Need);

    /// <summary>The limit's name in <see cref="DeviceLimits"/>.</summary>
    public string Limit { get; }

    /// <summary>What the device allows.</summary>
    public ulong Value { get; }

    /// <summary>What was asked for.</summary>
    public ulong Need { get; }
}
