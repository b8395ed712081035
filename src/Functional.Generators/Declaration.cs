using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Functional.Generators;

/// <summary>What the generator reads of one operation's declaration.</summary>
internal sealed class Declaration
{
    private static readonly (string Interface, string Class, int Arity)[] Kinds =
    [
        ("IUnary", "UnaryOp", 1),
        ("IBinary", "BinaryOp", 2),
        ("IPredicate", "PredicateOp", 1),
        ("IRelation", "RelationOp", 2),
        ("IChoice", "ChoiceOp", 3),
    ];

    private readonly string _class;
    private readonly int _arity;
    private readonly string _documentation;
    private readonly bool _isPublic;

    private Declaration(StructDeclarationSyntax syntax, string kind, int arity)
    {
        Name = syntax.Identifier.Text;
        _class = kind;
        _arity = arity;
        _documentation = Documentation(syntax);
        _isPublic = syntax.Modifiers.Any(SyntaxKind.PublicKeyword);
    }

    public string Name { get; }

    public string Instance => $"{_class}<Functional.Primitives.{Name}>.Instance";

    /// <summary>A choice has its condition first, which reads badly as a method.</summary>
    public bool HasMethod => _isPublic && _arity < 3;

    public static Declaration? From(StructDeclarationSyntax syntax)
    {
        foreach (var (name, kind, arity) in Kinds)
            if (syntax.BaseList!.Types.Any(type => type.Type.ToString() == name))
                return new Declaration(syntax, kind, arity);
        return null;
    }

    /// <summary>The documentation comment above a member, indented by four.</summary>
    public static string Documentation(SyntaxNode node)
    {
        var lines = node.GetLeadingTrivia()
            .ToFullString()
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("///"));
        return string.Concat(lines.Select(line => $"    {line}\n"));
    }

    public string Function()
    {
        var parameters = _arity switch
        {
            1 => "Tensor x",
            2 => "Tensor x, Tensor y",
            _ => "Tensor condition, Tensor x, Tensor y",
        };
        var arguments = _arity switch
        {
            1 => "x",
            2 => "x, y",
            _ => "condition, x, y",
        };
        var access = _isPublic ? "public" : "internal";
        return $"{_documentation}    {access} static Tensor {Name}({parameters}) => Elementwise.Make({Instance}, {arguments});\n\n";
    }

    public string Method() =>
        $"{_documentation}    public Tensor {Name}({(_arity == 1 ? "" : "Tensor other")}) => Elementwise.Make({Instance}, this{(_arity == 1 ? "" : ", other")});\n\n";
}
