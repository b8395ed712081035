namespace Functional;

/// <summary>Work that consists of independent parts, each known by its index.</summary>
internal interface IParallelJob
{
    /// <summary>Does one part. Several threads call it at once, each with an index of its own.</summary>
    void Run(int index);
}
