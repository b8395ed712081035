using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Training as a sequence of states: metrics, epochs, stopping early, cancelling.</summary>
public sealed class TrainingTests
{
    private static readonly Tensor Inputs = Key.From(1).Normal([96, 2]);
    private static readonly Tensor Targets = (Inputs.Select(1, 0) > 0).To(DType.Int64);
    private static readonly Layer Net = Linear(2, 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<Batch> Shuffled(int epoch) => Batches.Shuffled(Inputs, Targets, 40, Key.From(epoch));

    [Fact]
    public void Averages_of_an_epoch_weigh_batches_by_their_size()
    {
        // With a rate of 0 the network stays, so that the averages are those over all examples at once.
        var step = Training.Step(Net, Losses.CrossEntropy, Optimizers.Sgd(0), ("accuracy", Metrics.Accuracy));
        var begin = Training.Begin(Net, Key.From(3), Inputs);
        var output = Net.Apply(begin.Parameters, Inputs);
        var last = Training.Epochs(step, begin, Shuffled, 2, Token).Last();
        Assert.Equal(96, last.Totals["examples"].Item());
        Assert.Equal(["accuracy", "loss"], last.Averages.Paths);
        Assert.Equal(Metrics.Accuracy(output, Targets).Item(), last.Averages["accuracy"].Item(), 1e-6);
        Assert.Equal(Losses.CrossEntropy(output, Targets).Item(), last.Averages["loss"].Item(), 1e-6);
    }

    [Fact]
    public void Totals_of_other_metrics_begin_anew()
    {
        Func<Tensor, Tensor, Tensor> error = (output, target) => 1 - Metrics.Accuracy(output, target);
        var first = Training.Step(Net, Losses.CrossEntropy, Optimizers.Sgd(0), ("accuracy", Metrics.Accuracy));
        var other = Training.Step(Net, Losses.CrossEntropy, Optimizers.Sgd(0), ("error", error));
        var batch = Shuffled(0).First();
        var state = other(first(Training.Begin(Net, Key.From(3), Inputs), batch), batch);
        Assert.Equal(["error", "loss"], state.Averages.Paths);
        Assert.Equal(40, state.Totals["examples"].Item());
    }

    [Fact]
    public void A_measure_over_batches_is_that_over_all_examples()
    {
        var state = Training.Begin(Net, Key.From(3), Inputs);
        var measure = Training.Evaluate(Net, Metrics.Accuracy);
        Assert.Equal(
            Metrics.Accuracy(Net.Apply(state.Parameters, Inputs), Targets).Item(),
            measure(state, Batches.InOrder(Inputs, Targets, 40), Token),
            1e-6
        );
        Assert.True(double.IsNaN(measure(state, [], Token)));
    }

    [Fact]
    public void Epochs_learn_and_the_earlier_states_stay()
    {
        var step = Training.Step(Net, Losses.CrossEntropy, Optimizers.Adam(0.1), ("accuracy", Metrics.Accuracy));
        var states = Training.Epochs(step, Training.Begin(Net, Key.From(3)), Shuffled, 12, Token).ToList();
        Assert.Equal(36, states[^1].Step.Item());
        Assert.True(states[^1].Averages["accuracy"].Item() > 0.95);
        Assert.True(states[0].Averages["loss"].Item() > states[^1].Averages["loss"].Item());
        Assert.False(states[0].Parameters.IsSame(states[^1].Parameters));
        // The same training, step by step: the same bits.
        var again = Training
            .States(step, Training.Begin(Net, Key.From(3)), Enumerable.Range(0, 12).SelectMany(Shuffled), Token)
            .Last();
        Assert.True(again.Parameters.IsSame(states[^1].Parameters));
    }

    [Fact]
    public void A_sequence_ends_when_patience_does()
    {
        double[] losses = [5, 4, 4.5, 3, 3, 3.5, 9, 1];
        Assert.Equal([5, 4, 4.5, 3, 3, 3.5], losses.UntilNoBetter(by: x => x, patience: 2));
        Assert.Equal(losses, losses.UntilNoBetter(by: x => x, patience: 4));
        Assert.Equal([5, 4], losses.UntilNoBetter(by: x => x, patience: 1, higherIsBetter: true));
        Assert.Equal([4, 3, 3.5, 1], losses.Every(2));
    }

    [Fact]
    public void The_best_state_is_found_by_LINQ()
    {
        var step = Training.Step(Net, Losses.CrossEntropy, Optimizers.Adam(0.1));
        var measure = Training.Evaluate(Net, Losses.CrossEntropy);
        var (best, loss) = Training
            .Epochs(step, Training.Begin(Net, Key.From(3)), Shuffled, 5, Token)
            .Select(state => (State: state, Loss: measure(state, Batches.InOrder(Inputs, Targets, 96), Token)))
            .UntilNoBetter(by: x => x.Loss, patience: 3)
            .MinBy(x => x.Loss);
        Assert.Equal(loss, Losses.CrossEntropy(Net.Apply(best.Parameters, Inputs), Targets).Item(), 1e-6);
    }

    [Fact]
    public void A_cancelled_training_stops_before_the_next_step()
    {
        using var source = new CancellationTokenSource();
        var step = Training.Step(Net, Losses.CrossEntropy, Optimizers.Sgd(0.1));
        var begin = Training.Begin(Net, Key.From(3));
        var reached = new List<TrainingState>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var state in Training.States(step, begin, Shuffled(0), source.Token))
            {
                reached.Add(state);
                source.Cancel();
            }
        });
        Assert.Single(reached);
        Assert.Throws<OperationCanceledException>(() => Training.Run(step, begin, Shuffled(0), source.Token));
        Assert.Throws<OperationCanceledException>(() => Training.Epochs(step, begin, Shuffled, 2, source.Token).Last());
        var measure = Training.Evaluate(Net, Metrics.Accuracy);
        Assert.Throws<OperationCanceledException>(() => measure(reached[0], Shuffled(0), source.Token));
    }

    [Fact]
    public void A_metric_that_is_no_scalar_is_named()
    {
        var step = Training.Step(Net, Losses.CrossEntropy, Optimizers.Sgd(0.1), ("right", (x, y) => Equal(x.ArgMax(1), y)));
        var error = Assert.Throws<ShapeException>(() => step(Training.Begin(Net, Key.From(3)), new(Inputs, Targets)));
        Assert.Contains("'right'", error.Message, StringComparison.Ordinal);
    }
}
