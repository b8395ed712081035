namespace Functional;

/// <summary>
/// Matrix products in blocks. A block's panels of A are packed for all threads; the tasks of the block, rectangles of C, then pack
/// a panel of B when they come to it.
/// </summary>
internal static unsafe class BlockedProduct<T, TTile>
    where T : unmanaged
    where TTile : struct, IMatrixTile<T>
{
    // Panels of A in one block: 4 MiB, part of a last-level cache.
    private static readonly int BlockElements = (4 << 20) / sizeof(T);

    // A chunk of a panel of B, at most 33 KiB, stays in the nearest cache while panels of A pass by.
    private static readonly int LongestChunk = Math.Min(256, (33 << 10) / (Width * sizeof(T)));

    // An operand this small, or used for this few rows or panels of the other, is read where it lies.
    private const int SmallOperand = 1 << 14,
        FewRowsOfA = 256,
        FewPanelsOfA = 4,
        FewPanelsOfB = 2;

    private static int Width => 3 * TTile.Lanes;

    /// <summary>Writes one product, on one thread if there is no pool.</summary>
    public static void Multiply(in MatrixProblem<T> problem, WorkerPool? pool)
    {
        (int m, int n, int k) = (problem.M, problem.N, problem.K);
        int chunk = Even(k, LongestChunk, 4);
        if (!PacksA(problem))
        {
            MultiplyBlock(problem, MatrixPanels<T>.Of(problem.A, TTile.Rows), PacksB(problem), chunk, false, pool);
            return;
        }

        int rows = Even(m, BlockElements / chunk, TTile.Rows);
        int depth = Math.Max(1, BlockElements / rows / chunk) * chunk;
        for (int p = 0; p < k; p += depth)
        for (int i = 0; i < m; i += rows)
        {
            MatrixProblem<T> block = problem.Block(i, p, rows, depth);
            MultiplyBlock(block, PackA(block, chunk, pool), PacksB(problem), chunk, p > 0, pool);
        }
    }

    private static void MultiplyBlock(
        in MatrixProblem<T> block,
        MatrixPanels<T> panelsOfA,
        bool packsB,
        int chunk,
        bool add,
        WorkerPool? pool
    )
    {
        BlockJob<T, TTile> job = new(block, panelsOfA, packsB, chunk, add);
        WorkerPool.For(job.Divide(pool?.Size ?? 1), ref job, pool);
    }

    private static MatrixPanels<T> PackA(in MatrixProblem<T> block, int chunk, WorkerPool? pool)
    {
        nint size = PackingJob<T>.Size(block.M, TTile.Rows, block.K, chunk);
        T* memory = MatrixWorkspace.Take<T>(MatrixWorkspace.Use.PanelsOfA, size);
        PackingJob<T> job = new(block.A, memory, block.M, TTile.Rows, block.K, chunk);
        WorkerPool.For(job.Parts, ref job, pool);
        return job.Packed;
    }

    private static bool PacksA(in MatrixProblem<T> problem)
    {
        bool near = problem.A.Column == 1 && problem.M <= FewRowsOfA;
        bool small = (problem.A.Row == 1 || problem.A.Column == 1) && (long)problem.M * problem.K <= SmallOperand;
        return problem.N > FewPanelsOfB * Width && !near && !small;
    }

    private static bool PacksB(in MatrixProblem<T> problem)
    {
        bool small = problem.M <= FewPanelsOfA * TTile.Rows || (long)problem.K * problem.N <= SmallOperand;
        return problem.B.Column != 1 || !small;
    }

    /// <summary>The size, rounded up to a step, of the fewest equal parts of a length that are within a limit.</summary>
    private static int Even(int length, int limit, int step)
    {
        int parts = (length + limit - 1) / limit;
        int size = (length + parts - 1) / parts;
        return (size + step - 1) / step * step;
    }
}
