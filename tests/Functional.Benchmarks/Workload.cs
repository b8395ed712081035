namespace Functional.Benchmarks;

/// <summary>One workload of the benchmark.</summary>
/// <param name="Name">As the peer calls it.</param>
/// <param name="Prepare">Makes the inputs, and places them.</param>
internal sealed record Workload(string Name, Func<Device, Prepared> Prepare)
{
    /// <summary>True for what only a Vulkan device does.</summary>
    public bool IsForVulkan { get; init; }

    /// <summary>All that can run now, in the order of the peer's list.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. Products.All,
        .. Chains.All,
        .. Movements.All,
        .. Reductions.All,
        .. Normalizations.All,
        .. Sorts.All,
        .. Convolutions.All,
        .. Trainings.All,
        .. ImageTrainings.All,
        .. TextTrainings.All,
        .. TinyOperations.All,
        .. Ceilings.All,
        .. Recordings.All,
    ];

    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static Workload Named(string name) =>
        All.FirstOrDefault(workload => workload.Name == name)
        ?? throw new ArgumentException(
            $"no workload '{name}'; the workloads are: {string.Join(", ", All.Select(workload => workload.Name))}"
        );
}

/// <summary>A workload with its inputs.</summary>
/// <param name="Run">One run: builds the tree anew, evaluates all of the result, and returns it.</param>
/// <param name="Check">Compares the result of the last run with plain loops in double precision; throws <see cref="WrongResultException"/>. The results are on the host by then.</param>
internal sealed record Prepared(Func<Tensor[]> Run, Action<Tensor[]> Check)
{
    /// <summary>What one run amounts to, for a ceiling of the device: bytes moved, or multiplications and additions.</summary>
    public (string Field, double Amount)? Work { get; init; }
}

/// <summary>A result that plain loops do not confirm.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
