using System.Buffers;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Tensors over memory that somebody else owns.</summary>
public sealed class ViewTests
{
    [Fact]
    public void A_view_is_the_memory_itself()
    {
        float[] numbers = [1, 2, 3, 4, 5];
        var x = Tensor.View<float>(numbers.AsMemory(1, 4), [2, 2]);
        Assert.True(x.AsSpan<float>() == numbers.AsSpan(1, 4));
        Assert.Equal([4, 6, 8, 10], (x * 2).ToArray<float>());
        Assert.Equal([2, 4, 3, 5], x.Transpose().ToArray<float>());
        Assert.True(x.AsSpan<float>().Length == 4 && x.IsComputed);
        Assert.Equal(0, Tensor.View<float>(default).Size);
    }

    [Fact]
    public void Nothing_is_ever_written_into_it()
    {
        var (net, batch) = (Linear(30, 20), new Batch(Tensor.Ones([4, 30]), Tensor.Zeros([4, 20])));
        var step = new TrainingStep(net, Losses.MeanSquaredError, Optimizers.Sgd(0.1), []);
        TrainingState Ready(Func<Tensor, Tensor> memory)
        {
            var state = step.Next(Training.Begin(net, Key.From(0), batch.Inputs), batch);
            return state with { Parameters = state.Parameters.With([.. state.Parameters.Tensors.Select(memory)]) };
        }
        // The next state is written over the last one where nobody else has it.
        var own = Ready(x => Tensor.Of(x.ToArray<float>(), x.Shape));
        var memory = own.Parameters.Tensors.Select(x => x.Storage!).ToArray();
        var expected = step.NextInPlace(own, batch);
        Assert.Equal(memory, expected.Parameters.Tensors.Select(x => x.Storage!));

        var numbers = new List<(float[] Memory, float[] Before)>();
        var lent = Ready(x =>
        {
            numbers.Add((x.ToArray<float>(), x.ToArray<float>()));
            return Tensor.View<float>(numbers[^1].Memory, x.Shape);
        });
        var next = step.NextInPlace(lent, batch);
        Assert.Equal(expected.Parameters.Tensors.Select(Bits.Of), next.Parameters.Tensors.Select(Bits.Of));
        Assert.All(numbers, one => Assert.Equal(one.Before, one.Memory));
        Assert.All(numbers.Zip(next.Parameters.Tensors), pair => Assert.NotEqual(pair.Item1.Before, pair.Item2.ToArray<float>()));
    }

    [Fact]
    public void It_stays_alive_and_in_place_and_is_let_go()
    {
        var memory = Use();
        for (var i = 0; i < 20 && memory.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(memory.IsAlive);

        // In methods of their own, so that no slot of this one keeps what they used.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use()
        {
            var (x, memory) = Make();
            for (var i = 0; i < 3; i++)
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            Assert.True(memory.IsAlive);
            Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * 2L), (x * 2).ToArray<long>());
            GC.KeepAlive(x);
            return memory;
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (Tensor, WeakReference) Make()
        {
            var numbers = Enumerable.Range(0, 1000).Select(i => (long)i).ToArray();
            return (Tensor.View<long>(numbers), new WeakReference(numbers));
        }
    }

    [Fact]
    public void A_span_of_a_view_outlives_it()
    {
        var span = Span();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal([3, 4], span.ToArray());

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static ReadOnlySpan<int> Span() => Tensor.View<int>(new[] { 3, 4 }).AsSpan<int>();
    }

    [Fact]
    public void Memory_of_any_kind_is_pinned_once_and_unpinned()
    {
        var owner = new Counted();
        Use(owner);
        for (var i = 0; i < 20 && owner.Pins != 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(0, owner.Pins);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Use(Counted owner)
        {
            var x = Tensor.View<int>(owner.Memory, [3]);
            Assert.Equal(6, x.Sum().Item());
            Assert.Equal(1, owner.Pins);
            GC.KeepAlive(x);
        }
    }

    private sealed unsafe class Counted : MemoryManager<int>
    {
        private readonly int[] _numbers = GC.AllocateArray<int>(3, pinned: true);

        public Counted() => (_numbers[0], _numbers[1], _numbers[2]) = (1, 2, 3);

        public int Pins;

        public override Span<int> GetSpan() => _numbers;

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            Interlocked.Increment(ref Pins);
            return new MemoryHandle(System.Runtime.CompilerServices.Unsafe.AsPointer(ref _numbers[elementIndex]), default, this);
        }

        public override void Unpin() => Interlocked.Decrement(ref Pins);

        protected override void Dispose(bool disposing) { }
    }
}
