using LanguageExt;

namespace Functional;

/// <summary>Training states in files, to go on in another process as if nothing had happened.</summary>
/// <remarks>
/// A file is a safetensors file with <c>parameters.…</c>, <c>optimizer.…</c>, <c>model.…</c>, <c>totals.…</c>, <c>key</c>, <c>step</c> and <c>loss</c>, and the structure of
/// the optimizer's memory among its texts. The place in the data is the step: <see cref="Batches.Epochs"/> goes on from it.
/// </remarks>
/// <example>
/// <code>
/// var state = File.Exists(path) ? TrainingState.Load(path, optimizer: adam) : Training.Begin(net, key, sample);
/// var rest  = Batches.Epochs(inputs, targets, 64, order, epochs: 10, from: state.Step);
/// foreach (var part in rest.Chunk(1000))
/// {
///     state = Training.Run(step, state, part);
///     state.Save(path);
/// }
/// </code>
/// </example>
public static class TrainingStateFile
{
    extension(TrainingState state)
    {
        /// <summary>Writes the state to a file, as a whole or not at all: a crash leaves the old file or the new one.</summary>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void Save(string path) => Checkpoint.Save(path, TrainingStateEntries.Of(state), TrainingStateEntries.Texts(state));
    }

    extension(TrainingState)
    {
        /// <summary>Reads a state from a file; training on from it gives the bits that training on without the file would have given.</summary>
        /// <param name="path">What <c>Save</c> wrote.</param>
        /// <param name="like">A state whose parameters and running state the file's must resemble in path, type and shape: <c>Training.Begin(net, key, sample)</c>.</param>
        /// <param name="optimizer">An optimizer whose memory the file's must resemble.</param>
        /// <exception cref="FormatException">The file is damaged, hostile or holds no training state.</exception>
        /// <exception cref="ModelException">The file holds the state of another network or another optimizer; the message names what differs.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static TrainingState Load(string path, TrainingState? like = null, Optimizer? optimizer = null)
        {
            var (entries, texts) = Checkpoint.LoadAll(path);
            TrainingState state;
            try
            {
                state = TrainingStateEntries.ToState(entries, texts);
            }
            catch (FormatException error)
            {
                throw new FormatException($"[load] '{path}' holds no training state: {error.Message}", error);
            }
            if (TrainingStateEntries.Difference(state, like, optimizer) is { } difference)
                throw new ModelException($"[load] '{path}' holds another training's state: {difference}");
            return state;
        }

        /// <summary>Reads a state from a file, or says why it cannot.</summary>
        /// <param name="path">What <c>Save</c> wrote.</param>
        /// <param name="like">A state that the file's must resemble.</param>
        /// <param name="optimizer">An optimizer whose memory the file's must resemble.</param>
        public static Either<FunctionalException, TrainingState> TryLoad(
            string path,
            TrainingState? like = null,
            Optimizer? optimizer = null
        ) => Loading.Try("load", path, () => TrainingState.Load(path, like, optimizer));
    }
}
