namespace Digits;

/// <summary>What the command line asks for.</summary>
/// <param name="Data">Folder of IDX files; the program draws its own digits without.</param>
/// <param name="Download">Whether to fetch MNIST first, unless the folder has it.</param>
/// <param name="Epochs">How often training sees every image.</param>
/// <param name="Batch">Images in a training step.</param>
/// <param name="Seed">Decides the drawn digits, the first parameters, the order of the images and what dropout drops.</param>
/// <param name="Load">Parameters to evaluate instead of training.</param>
/// <param name="Output">Where trained parameters go.</param>
/// <param name="Device">What computes: <c>cpu</c>, <c>vulkan</c>, or what chooses among the Vulkan devices.</param>
internal sealed record Options(
    string? Data,
    bool Download,
    int Epochs,
    int Batch,
    long Seed,
    string? Load,
    string Output,
    string Device
)
{
    /// <summary>How many steps training takes in all.</summary>
    public int StepsFor(DigitImages images) => (int)Math.Min((long)Epochs * (((images.Count - 1) / Batch) + 1), int.MaxValue);
}
