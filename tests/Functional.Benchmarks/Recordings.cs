using Functional.Vulkan;
using static Functional.Operations;

namespace Functional.Benchmarks;

/// <summary>A plan of 1,000 kernels, recorded for buffers that it has not met: what the host does once for each set of buffers. Nothing runs.</summary>
internal static class Recordings
{
    private const int Kernels = 1000;
    private const int Steps = Kernels / 2;
    private const int Side = 16;

    public static IEnumerable<Workload> All => [new("record-1000", Prepare) { IsForVulkan = true }];

    // Products and what follows them, by turns: three buffers a kernel, and a barrier between any two. Small weights keep errors from growing.
    private static Prepared Prepare(Device on)
    {
        var device = (VulkanDevice)on;
        var inputs = new RandomInputs(29);
        var (x, w) = device.Hold((inputs.Normal([Side, Side]), (inputs.Normal([Side, Side]) * 0.1f).Evaluate()));
        var chain = x;
        for (var i = 0; i < Steps; i++)
            chain = Tanh(chain.MatMul(w) + x);
        Plan plan;
        Storage[] arguments;
        lock (Graph.Lock)
        {
            var graph = Graph.Of([chain]);
            plan = Epilogues.Fuse(Plan.Of(graph), device.Capabilities.Limits.MaxStorageBuffers);
            arguments = Array.ConvertAll(plan.ArgumentNodes, node => graph.Nodes[node].Storage!);
        }
        var lowering = new VulkanLowering(device, plan, null);
        var stages = Array.ConvertAll(plan.Stages.ToArray(), stage => stage.Match(lowering));
        var arena = device.Allocate((ulong)lowering.Memory.ArenaBytes);
        var result = device.Allocate(VulkanStorage.WholeWords(chain.Size * sizeof(float)));
        BufferRange PlaceOf(int buffer)
        {
            var bytes = VulkanStorage.WholeWords(plan.Buffers[buffer].Bytes);
            return plan.Buffers[buffer].Role switch
            {
                BufferRole.Argument => new BufferRange(((VulkanStorage)arguments[buffer]).Buffer, 0, bytes),
                BufferRole.Result => new BufferRange(result, 0, bytes),
                _ => new BufferRange(arena, (ulong)lowering.Memory.Offsets[buffer], bytes),
            };
        }
        var recorder = new Recorder(device, PlaceOf, 0, _ => throw new InvalidOperationException("no stage reports"));
        var recording = new Recording(new Segments(device, "record-1000"), 0);
        return new(
            () =>
            {
                recorder.Into(recording.Begin([]), arena);
                foreach (var stage in stages)
                    stage.Record(recorder);
                return [];
            },
            _ => CheckRecorded(device, recording, [arena, result], x, w)
        );
    }

    // What was recorded last, run now.
    private static void CheckRecorded(VulkanDevice device, Recording recording, DeviceBuffer[] buffers, Tensor x, Tensor w)
    {
        Check.Near("the number of commands", Kernels, recording.Commands, 0);
        device.Wait(recording.Submit(buffers));
        var got = new float[Side * Side];
        buffers[1].Read(got.AsSpan());
        var (start, weights) = (x.ToArray<float>(), w.ToArray<float>());
        var y = Array.ConvertAll(start, element => (double)element);
        for (var i = 0; i < Steps; i++)
            y = Step(y, weights, start);
        for (var i = 0; i < y.Length; i++)
            Check.Near($"element {i}", y[i], got[i], 1e-5);
    }

    private static double[] Step(double[] y, float[] w, float[] x)
    {
        var next = new double[y.Length];
        for (var i = 0; i < Side; i++)
        for (var j = 0; j < Side; j++)
        {
            double sum = x[(i * Side) + j];
            for (var k = 0; k < Side; k++)
                sum += y[(i * Side) + k] * w[(k * Side) + j];
            next[(i * Side) + j] = Math.Tanh(sum);
        }
        return next;
    }
}
