using Functional;
using static Functional.Operations;

internal static class Indexing
{
    public static void Run()
    {
        // snippet
        Tensor x =
        [
            [1, 2, 3],
            [4, 5, 6],
        ]; // collection expressions; alone, whole literals are int64
        Console.WriteLine(x * 2.5); // a literal beside a tensor is weak: int64 and 2.5 give float32
        Console.WriteLine(x[.., 1]); // a range alone is NumPy's ':'
        Console.WriteLine(x[^1, (.., -1)]); // the last row, backwards
        Console.WriteLine(x[x > 2]); // what a mask picks
        Console.WriteLine(x[Tensor.Of([1, 0]), Tensor.Of([2, 0])]); // elements (1, 2) and (0, 0)
        Console.WriteLine(x.At(.., 1).Set(0)); // values do not change: an update is a new tensor
        Console.WriteLine(Einsum("ij,kj->ik", x, x)); // every product of two rows
        Console.WriteLine(x.To(DType.Float32) | Softmax(axis: 1) | Sum(axis: 0));
        // end
    }
}
