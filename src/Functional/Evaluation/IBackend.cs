namespace Functional;

/// <summary>A device that brings its own way of running plans.</summary>
internal interface IBackend
{
    /// <summary>Makes a plan ready for the device.</summary>
    /// <exception cref="DeviceException">The device cannot run a stage; the message names it. Nothing has run then.</exception>
    IProgram Prepare(Plan plan);
}

/// <summary>A plan, ready for one device.</summary>
internal interface IProgram
{
    /// <summary>Runs it: a storage for every argument, wherever it lies; gives one for every root.</summary>
    Storage[] Run(ReadOnlySpan<Storage> arguments);

    /// <summary>What runs for each of the plan's stages, in order; null where stages are not cut into kernels of a device.</summary>
    StageDispatches[]? Dispatches => null;
}

/// <summary>What a device runs for one stage of a plan.</summary>
internal readonly record struct StageDispatches(IReadOnlyList<DispatchReport> Kernels, long ScratchBytes);
