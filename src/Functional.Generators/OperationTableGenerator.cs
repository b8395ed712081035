using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Generators;

/// <summary>Makes the public face of operations from their declarations, so that each is declared in one place.</summary>
/// <remarks>
/// From every struct that implements IUnary, IBinary, IPredicate, IRelation or IChoice: a row of <c>OpTable</c>, a function of <c>Operations</c>
/// and a method of <c>Tensor</c>, with the struct's documentation. From every method marked [Pipeline]: a function of <c>Operations</c> that
/// takes the other arguments and returns a function of the tensor, and one that takes the tensor first. Internal structs get a row and an
/// internal function.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class OperationTableGenerator : IIncrementalGenerator
{
    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var structs = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is StructDeclarationSyntax { BaseList: not null },
                static (found, _) => Declaration.From((StructDeclarationSyntax)found.Node)
            )
            .Where(static found => found is not null)
            .Collect();
        var methods = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => IsPipeline(node),
                static (found, _) => Pipeline((MethodDeclarationSyntax)found.Node)
            )
            .Collect();
        context.RegisterSourceOutput(structs, static (output, found) => output.AddSource("OpTable.g.cs", Table(found!)));
        context.RegisterSourceOutput(methods, static (output, found) => output.AddSource("Pipelines.g.cs", Pipelines(found)));
    }

    private static bool IsPipeline(SyntaxNode node) =>
        node is MethodDeclarationSyntax method
        && method.AttributeLists.Any(list => list.Attributes.Any(attribute => attribute.Name.ToString() == "Pipeline"));

    private static string Table(ImmutableArray<Declaration> declarations)
    {
        var ordered = declarations.OrderBy(declaration => declaration.Name, System.StringComparer.Ordinal).ToList();
        var text = new StringBuilder("#nullable enable\nnamespace Functional;\n\n");
        text.Append("/// <summary>Every declared elementwise operation.</summary>\npublic static class OpTable\n{\n");
        text.Append("    /// <summary>The operations by name, in alphabetical order.</summary>\n");
        text.Append("    public static System.Collections.Generic.IReadOnlyList<DeclaredOp> All { get; } =\n    [\n");
        foreach (var declaration in ordered)
            text.Append($"        {declaration.Instance},\n");
        text.Append("    ];\n}\n\npublic static partial class Operations\n{\n");
        foreach (var declaration in ordered)
            text.Append(declaration.Function());
        text.Append("}\n\npublic sealed partial class Tensor\n{\n");
        foreach (var declaration in ordered.Where(declaration => declaration.HasMethod))
            text.Append(declaration.Method());
        return text.Append("}\n").ToString();
    }

    private static string Pipelines(ImmutableArray<string> functions)
    {
        // A method's documentation names neither the tensor in front nor which form of another function it means.
        var text = new StringBuilder(
            "#nullable enable\n#pragma warning disable CS0419, CS1573\nnamespace Functional;\n\npublic static partial class Operations\n{\n"
        );
        foreach (var function in functions.OrderBy(function => function, System.StringComparer.Ordinal))
            text.Append(function);
        return text.Append("}\n").ToString();
    }

    // public Tensor Sum(int axis, bool keepAxes = false)  →  public static Func<Tensor, Tensor> Sum(int axis, bool keepAxes = false)
    private static string Pipeline(MethodDeclarationSyntax method)
    {
        var parameters = method.ParameterList.ToString().Replace("ReadOnlySpan<int>", "int[]");
        var call =
            $"x.{method.Identifier.Text}({string.Join(", ", method.ParameterList.Parameters.Select(parameter => parameter.Identifier.Text))})";
        var documentation = Declaration.Documentation(method);
        var curried =
            $"{documentation}    public static System.Func<Tensor, Tensor> {method.Identifier.Text}{parameters} => x => {call};\n\n";
        return HasDirect(method) ? curried + Direct(method, documentation, call) : curried;
    }

    // public Tensor Sum(int axis, bool keepAxes = false)  →  public static Tensor Sum(Tensor x, int axis, bool keepAxes = false)
    private static string Direct(MethodDeclarationSyntax method, string documentation, string call)
    {
        var own = method.ParameterList.Parameters.Count == 0 ? "" : $", {method.ParameterList.Parameters.ToFullString().Trim()}";
        return $"{documentation}    public static Tensor {method.Identifier.Text}(Tensor x{own}) => {call};\n\n";
    }

    // Numbers become tensors and sizes alike: MaxPool2D(3, 2) could be either form, and so could Clamp(x, y).
    private static bool HasDirect(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.All(parameter =>
            parameter.Type!.ToString() is not ("PerAxis" or "PerAxis?" or "Tensor?")
        );
}
