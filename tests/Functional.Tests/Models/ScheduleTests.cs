using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Learning rates that change from step to step, inside one plan. Their values are compared with another library's in the goldens.</summary>
public sealed class ScheduleTests
{
    private static readonly Parameters X = Parameters.Of(("x", Tensor.Of([1.0, -2])));
    private static readonly Parameters G = Parameters.Of(("x", Tensor.Of([1.0, 1])));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_warm_up_and_a_decay_are_two_schedules_one_after_the_other()
    {
        var schedule = Schedules.Linear(1, 0, 1, 4).Then(4, Schedules.Exponential(1, 0.5));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 0.5, 0.25], Rates(schedule, 7));
    }

    [Fact]
    public void Schedules_multiply_and_numbers_are_schedules() =>
        Assert.Equal([0.2, 0.1, 0.05], Rates(0.1 * Schedules.Exponential(2, 0.5), 3), (a, b) => Math.Abs(a - b) < 1e-15);

    [Fact]
    public void A_schedule_of_your_own_is_a_function_of_the_step() =>
        Assert.Equal([1, 0.5, 0.25], Rates(new Schedule(step => 1 / Pow(2, step)), 3));

    [Fact]
    public void An_optimizer_asks_its_schedule_at_every_step()
    {
        var optimizer = Optimizers.Sgd(Schedules.MultiStep(1, [1, 2], 0.1));
        var (x, state) = (X, optimizer.Init(X));
        for (var step = 0; step < 3; step++)
            (x, state) = optimizer.Step(G, state, x);
        Assert.Equal([1 - 1.11, -2 - 1.11], x["x"].ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_changing_rate_is_one_trace()
    {
        var traced = 0;
        var schedule = new Schedule(step =>
        {
            traced++;
            return 0.1 / (step + 1);
        });
        var net = Linear(2, 1);
        var train = Training.Step(net, Losses.MeanSquaredError, Optimizers.Sgd(schedule));
        var batch = new Batch(Tensor.Ones([4, 2]), Tensor.Ones([4, 1]));
        Training.Run(train, Training.Begin(net, Key.From(1)), Enumerable.Repeat(batch, 20), Token);
        Assert.Equal(1, traced);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_after_its_patience_and_rests()
    {
        var plateau = new Plateau(1)
        {
            Factor = 0.5,
            Patience = 1,
            Cooldown = 2,
        };
        double[] measures = [3, 2, 2, 2, 2, 2, 2, 2];
        var rates = measures.Select(measure => (plateau = plateau.Next(measure)).Rate);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25], rates);
    }

    [Fact]
    public void A_factor_in_the_state_changes_the_rate_between_steps()
    {
        var net = Linear(2, 1, bias: false);
        var train = Training.Step(net, Losses.MeanSquaredError, Optimizers.Sgd(0.1) >> Optimizers.Factor());
        var batch = new Batch(Tensor.Ones([4, 2]), Tensor.Ones([4, 1]));
        var begin = Training.Begin(net, Key.From(1), batch.Inputs);
        var first = train(begin, batch);
        var frozen = train(first.WithFactor(0), batch);
        Assert.False(begin.Parameters.IsSame(first.Parameters));
        Assert.True(first.Parameters.IsSame(frozen.Parameters));
        Assert.False(first.Parameters.IsSame(train(frozen.WithFactor(0.5), batch).Parameters));
    }

    private static double[] Rates(Schedule schedule, int count) =>
        [.. Enumerable.Range(0, count).Select(step => schedule.At(Tensor.Of((double)step)).Item())];
}
