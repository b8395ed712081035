namespace Functional;

/// <summary>How good a state is over many batches: a mean over all their examples; NaN of none.</summary>
/// <param name="state">The state to measure.</param>
/// <param name="batches">What to measure it with.</param>
/// <param name="cancellation">Asked before each batch.</param>
/// <exception cref="OperationCanceledException">The token was cancelled.</exception>
public delegate double Measure(TrainingState state, IEnumerable<Batch> batches, CancellationToken cancellation = default);
