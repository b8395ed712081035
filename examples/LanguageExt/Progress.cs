using Functional;

namespace LanguageExtExample;

/// <summary>The best state so far, and how many epochs brought nothing better.</summary>
internal sealed record Progress(TrainingState State, double Error, int Epochs, int Fruitless)
{
    public Progress Next(TrainingState state, double error) =>
        error < Error ? new(state, error, Epochs + 1, 0) : this with { Epochs = Epochs + 1, Fruitless = Fruitless + 1 };
}
