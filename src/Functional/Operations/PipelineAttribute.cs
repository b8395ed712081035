namespace Functional;

/// <summary>Marks a method of <see cref="Tensor"/> that <see cref="Operations"/> also offers as a function for pipelines.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PipelineAttribute : Attribute;
