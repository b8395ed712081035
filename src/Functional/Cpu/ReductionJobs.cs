namespace Functional;

internal sealed unsafe partial class ReductionTask<T, TReducer>
{
    private readonly struct RowJob(ReductionTask<T, TReducer> task, byte** buffers, T* target, long perPart) : IParallelJob
    {
        public void Run(int index) => task.Rows(buffers, target, index * perPart, Math.Min(task._outer, (index + 1) * perPart));
    }

    private readonly struct BlockJob(ReductionTask<T, TReducer> task, byte** buffers, T* partials, long blocks) : IParallelJob
    {
        public const int PerPart = 16;

        public void Run(int index)
        {
            var scratch = task.TakeScratch();
            var pointers = stackalloc byte*[task._reader.Kernel.InputCount + task._reader.Kernel.ResultCount];
            for (var i = (long)index * PerPart; i < Math.Min(task._outer * blocks, (long)(index + 1) * PerPart); i++)
                task.RowBlock(buffers, i / blocks, i % blocks, partials + i, pointers, BufferPool.Align(scratch));
            TileScratch.Return(scratch);
        }
    }

    private readonly struct ColumnJob(
        ReductionTask<T, TReducer> task,
        byte** buffers,
        T* target,
        long blocks,
        long tiles,
        int columns
    ) : IParallelJob
    {
        public void Run(int index)
        {
            var column = index % tiles * columns;
            task.Columns(buffers, target, blocks, index / tiles, column, (int)Math.Min(columns, task._kept - column));
        }
    }

    private readonly struct ColumnBlockJob(
        ReductionTask<T, TReducer> task,
        byte** buffers,
        T* partials,
        long blocks,
        long tiles,
        int columns
    ) : IParallelJob
    {
        public void Run(int index)
        {
            var (rest, block) = (index / blocks, index % blocks);
            var (outer, column) = (rest / tiles, rest % tiles * columns);
            var scratch = task.TakeScratch();
            var pointers = stackalloc byte*[task._reader.Kernel.InputCount + task._reader.Kernel.ResultCount];
            task.ColumnBlock(
                buffers,
                outer,
                block,
                column,
                (int)Math.Min(columns, task._kept - column),
                partials + (((outer * blocks) + block) * task._kept) + column,
                pointers,
                BufferPool.Align(scratch)
            );
            TileScratch.Return(scratch);
        }
    }
}
