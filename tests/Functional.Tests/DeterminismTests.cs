using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Results depend on no setting of the machine.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Interpreted")]
public sealed class DeterminismTests
{
    [Fact]
    public void Training_gives_the_same_bits_on_any_number_of_threads_with_emitted_and_interpreted_kernels()
    {
        var hashes = Setting.All.Select(setting => (setting, Hash: setting.Run(Train))).ToList();
        Assert.All(
            hashes,
            entry => Assert.True(entry.Hash == hashes[0].Hash, $"{entry.setting} differs from {hashes[0].setting}")
        );
    }

    [Fact]
    public void Training_twice_gives_the_same_bits() => Assert.Equal(Train(), Train());

    [Fact]
    public void Reductions_and_products_give_the_same_bits_under_every_setting()
    {
        static string Compute()
        {
            var x = Key.From(5).Normal([257, 131]);
            var y = Key.From(6).Normal([131, 67]);
            var product = x.MatMul(y);
            return Bits.Hash([
                product,
                x.Sum(),
                x.Sum(axis: 0),
                x.Softmax(axis: 1),
                product.LogSumExp(axis: 0),
                product.Max(axis: 1),
            ]);
        }
        var hashes = Setting.All.Select(setting => setting.Run(Compute)).Distinct();
        Assert.Single(hashes);
    }

    private static string Train()
    {
        var net = Linear(20, 67) >> Relu >> Dropout(0.2) >> Linear(67, 33) >> Tanh >> Linear(33, 5);
        var (data, start) = Key.From(11).Split();
        var inputs = data.Normal([130, 20]);
        var targets = inputs.Slice(1, 0, 5).ArgMax(axis: 1);
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.ClipByGlobalNorm(1) >> Optimizers.AdamW(1e-2));
        var batches = Enumerable.Range(0, 6).SelectMany(epoch => Batches.Shuffled(inputs, targets, 32, data.Fold(epoch)));
        var final = Training.Run(step, Training.Begin(net, start), batches);
        return Bits.Hash(final.Tensors);
    }
}
