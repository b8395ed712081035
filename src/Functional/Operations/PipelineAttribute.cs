namespace Functional;

/// <summary>Marks a method of <see cref="Tensor"/> that <see cref="Operations"/> also offers as functions: <c>x | Sum(1)</c> and <c>Sum(x, 1)</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PipelineAttribute : Attribute;
