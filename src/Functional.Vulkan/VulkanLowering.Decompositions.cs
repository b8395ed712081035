namespace Functional.Vulkan;

internal sealed partial class VulkanLowering
{
    public VulkanStage Decomposition(DecompositionStage stage) =>
        throw Refusal(
            stage,
            string.Join(" and ", stage.Inputs.Select(input => $"{input.Type.Name}{input.View.Shape}")),
            "it has no form on a GPU"
        );
}
