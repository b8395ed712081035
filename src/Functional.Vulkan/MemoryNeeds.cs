using System.Globalization;

namespace Functional.Vulkan;

/// <summary>What a run of a plan takes from a device's memory, and which of its tensors take most.</summary>
/// <param name="plan">The plan.</param>
/// <param name="memory">Where its intermediate results lie.</param>
/// <param name="arenaBytes">Bytes of intermediate results, and of what single stages need for themselves.</param>
internal sealed class MemoryNeeds(Plan plan, MemoryPlan memory, ulong arenaBytes)
{
    private const int Named = 4;

    private string Name => plan.Stages.Length > 0 ? plan.Stages[^1].Label : "";

    private ulong ResultBytes => Bytes(i => plan.Buffers[i].Role == BufferRole.Result && memory.InPlaceOf[i] < 0);

    /// <summary>Refuses a plan that no run could have memory for.</summary>
    /// <exception cref="DeviceMemoryException">It needs more, beside its arguments, than the library may take.</exception>
    /// <exception cref="DeviceLimitException">An argument, a result or what lies between is more than the device gives in one piece.</exception>
    public void Check(VulkanDevice device)
    {
        CheckPieces(device);
        var (need, budget) = (arenaBytes + ResultBytes, device.MemoryBudget);
        if (need > budget)
            throw new DeviceMemoryException(
                $"[{Name}] on Vulkan: '{device.Capabilities.Name}' has {Number(budget)} bytes for the library. {Text()} Use smaller batches, or the CPU.",
                VkResult.ErrorOutOfDeviceMemory,
                null
            )
            {
                BytesAsked = (long)need,
                BytesInUse = device.BytesInUse,
                Budget = (long)budget,
            };
    }

    private void CheckPieces(VulkanDevice device)
    {
        try
        {
            device.CheckSize(arenaBytes);
            foreach (var buffer in plan.Buffers)
                if (buffer.Role != BufferRole.Temporary)
                    device.CheckSize(VulkanStorage.WholeWords(buffer.Bytes));
        }
        catch (DeviceLimitException error)
        {
            throw error.Saying($"[{Name}] on Vulkan: {error.Reason} {Text()} Use smaller batches, or the CPU.");
        }
    }

    /// <summary>The same error with the plan, and its largest tensors.</summary>
    public DeviceMemoryException Explain(DeviceMemoryException error) =>
        error.Saying($"[{Name}] on Vulkan: {error.Reason} {Text()}");

    private string Text()
    {
        var arguments = Bytes(i => plan.Buffers[i].Role == BufferRole.Argument);
        var largest = Enumerable
            .Range(0, plan.Buffers.Length)
            .Where(i => plan.Buffers[i].Role != BufferRole.Temporary || memory.Offsets[i] >= 0)
            .OrderByDescending(i => plan.Buffers[i].Bytes)
            .Take(Named)
            .Select(Describe);
        return $"The plan takes {Number(arguments)} bytes of arguments, {Number(ResultBytes)} of results and {Number(arenaBytes)} for what lies between; its largest tensors are {string.Join(", ", largest)}.";
    }

    private string Describe(int buffer)
    {
        var (tensor, maker) = (
            plan.Buffers[buffer],
            Array.Find(plan.Stages, stage => stage.Writes.Contains(buffer) && stage is not FillStage)
        );
        var role = maker is null ? " (argument)" : $" of {maker.Label}{(tensor.Role == BufferRole.Result ? " (result)" : "")}";
        return $"{tensor.Type.Name}{tensor.Shape}{role}";
    }

    private ulong Bytes(Func<int, bool> isCounted)
    {
        var bytes = 0UL;
        for (var i = 0; i < plan.Buffers.Length; i++)
            if (isCounted(i))
                bytes += VulkanStorage.WholeWords(plan.Buffers[i].Bytes);
        return bytes;
    }

    private static string Number(ulong bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
