using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Functional.Vulkan;

/// <summary>Collects what the validation layer says. Errors are thrown at the library's next call; warnings are kept.</summary>
/// <remarks>A warning is advice, or the layer's own limit, with which a user's program can do nothing; the library's tests bear neither.</remarks>
internal sealed unsafe class ValidationLog : IDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private volatile bool _hasThrown;
    private GCHandle _self;

    internal ValidationLog() => _self = GCHandle.Alloc(this);

    /// <summary>Every error and warning so far, thrown or not.</summary>
    internal IReadOnlyCollection<string> Messages => _messages;

    /// <summary>How a messenger is made that writes here.</summary>
    internal VkDebugUtilsMessengerCreateInfoEXT CreateInfo =>
        new()
        {
            messageSeverity = VkDebugUtilsMessageSeverityFlagsEXT.Warning | VkDebugUtilsMessageSeverityFlagsEXT.Error,
            messageType = VkDebugUtilsMessageTypeFlagsEXT.Validation | VkDebugUtilsMessageTypeFlagsEXT.Performance,
            pfnUserCallback = (delegate* unmanaged<
                VkDebugUtilsMessageSeverityFlagsEXT,
                VkDebugUtilsMessageTypeFlagsEXT,
                VkDebugUtilsMessengerCallbackDataEXT*,
                void*,
                uint>)
                &Receive,
            pUserData = (void*)GCHandle.ToIntPtr(_self),
        };

    /// <summary>Throws the errors that came since the last time.</summary>
    internal void Throw(string? call = null)
    {
        if (_errors.IsEmpty)
            return;
        List<string> found = [];
        while (_errors.TryDequeue(out var error))
            found.Add(error);
        _hasThrown = true;
        throw new VulkanException(
            $"[vulkan] validation: {string.Join(Environment.NewLine, found)}",
            VkResult.ErrorValidationFailed,
            call
        );
    }

    /// <summary>Throws the errors that came at an end, unless some were thrown before: what follows from those would hide them.</summary>
    internal void ThrowFirst(string call)
    {
        if (!_hasThrown)
            Throw(call);
    }

    public void Dispose()
    {
        if (_self.IsAllocated)
            _self.Free();
    }

    [UnmanagedCallersOnly]
    private static uint Receive(
        VkDebugUtilsMessageSeverityFlagsEXT severity,
        VkDebugUtilsMessageTypeFlagsEXT type,
        VkDebugUtilsMessengerCallbackDataEXT* data,
        void* user
    )
    {
        if (GCHandle.FromIntPtr((nint)user).Target is ValidationLog log)
        {
            var message = Marshal.PtrToStringUTF8((nint)data->pMessage) ?? "";
            log._messages.Enqueue($"{severity}: {message}");
            if (severity.HasFlag(VkDebugUtilsMessageSeverityFlagsEXT.Error))
                log._errors.Enqueue(message);
        }
        return 0;
    }
}
