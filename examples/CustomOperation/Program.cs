using CustomOperation;
using Functional;
using Functional.Vulkan;
using static Functional.Operations;

// With 'vulkan' all of it runs on a GPU; the moving median has a compute shader for it.
if (args is ["vulkan"])
    Device.Default = VulkanDevice.Create();

var x = Tensor.Of([-2.0, -0.5, 0.0, 0.5, 2.0]);

// 1. One number from one number: a struct. It fuses with its neighbours, runs on every backend, batches, and differentiates to any order.
Console.WriteLine($"snake      {Custom.Apply<Snake>(x)}");
Console.WriteLine($"its slope  {Differentiate.Gradient((Tensor v) => Custom.Apply<Snake>(v).Sum())(x)}");

// 2. Composed of operations, but with a gradient of its own: rounding through which the gradient passes (Bengio et al. 2013).
var quantize = Custom.Gradient(v => Floor((v * 4) + 0.5) / 4, (g, v, y) => g);
Console.WriteLine($"quantized  {quantize(x * 0.9)}");
Console.WriteLine($"its slope  {Differentiate.Gradient((Tensor v) => quantize(v * 0.9).Sum())(x)}");

// 3. A kernel in plain .NET and one in GLSL, with its gradient: for a routine that you have already, or a loop that no operation says.
var median = new MovingMedian(3);
var signal = Tensor.Of([5.0, 1, 9, 2, 7]);
Console.WriteLine($"median     {median.Apply(signal)}");
Console.WriteLine($"its slope  {Differentiate.Gradient((Tensor v) => median.Apply(v).Sum())(signal)}");
var eachRow = Vectorize.Map((Tensor row) => median.Apply(row));
Console.WriteLine("of rows");
Console.WriteLine(
    eachRow(
        Tensor.Of([
            [3.0, 1, 2, 8],
            [4, 6, 5, 0],
        ])
    )
);
