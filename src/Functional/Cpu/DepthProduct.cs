using System.Numerics;

namespace Functional;

/// <summary>
/// Deep and small products, whose rectangle of C is too small to share: the depth is cut into parts, fixed by the shape, and their
/// sums are added in order.
/// </summary>
internal static unsafe class DepthProduct
{
    private const int SmallResult = 1 << 15,
        ShortestPart = 1024,
        MostParts = 16;

    /// <summary>Parts into which the depth of such a product is cut; 1 for other shapes.</summary>
    public static int Parts(int m, int n, int k) => (long)m * n > SmallResult ? 1 : Math.Clamp(k / ShortestPart, 1, MostParts);

    /// <summary>Writes one product as the sum of its parts.</summary>
    public static void Multiply<T>(in MatrixProblem<T> problem, int parts, WorkerPool? pool)
        where T : unmanaged
    {
        nint size = (nint)problem.M * problem.N;
        T* sums = MatrixWorkspace.Take<T>(MatrixWorkspace.Use.PartialSums, parts * size);
        PartJob<T> job = new(problem, sums, parts);
        WorkerPool.For(parts, ref job, pool);
        for (int i = 0; i < problem.M; i++)
            AddParts(sums + ((nint)i * problem.N), size, parts, problem.C + (i * problem.CRow), problem.N);
    }

    private static void AddParts<T>(T* first, nint stride, int parts, T* target, int count)
        where T : unmanaged
    {
        Span<T> sum = new(target, count);
        new ReadOnlySpan<T>(first, count).CopyTo(sum);
        for (int part = 1; part < parts; part++)
            Add(new(first + (part * stride), count), sum);
    }

    private static void Add<T>(ReadOnlySpan<T> from, Span<T> to)
        where T : unmanaged
    {
        int j = 0;
        for (; j <= to.Length - Vector<T>.Count; j += Vector<T>.Count)
            (new Vector<T>(from[j..]) + new Vector<T>(to[j..])).CopyTo(to[j..]);
        for (; j < to.Length; j++)
            to[j] = (Vector.CreateScalar(from[j]) + Vector.CreateScalar(to[j]))[0];
    }

    private readonly struct PartJob<T>(MatrixProblem<T> problem, T* sums, int parts) : IParallelJob
        where T : unmanaged
    {
        public void Run(int index)
        {
            int begin = Begin(index);
            T* sum = sums + ((nint)index * problem.M * problem.N);
            MatrixProduct.MultiplyUndivided(problem.Depth(begin, Begin(index + 1) - begin, sum, problem.N), null);
        }

        private int Begin(int part) => (int)((long)part * problem.K / parts);
    }
}
