namespace Functional.Tests.Readme;

/// <summary>A row of the README's table: functions that share a meaning, and a use of the first of them on a 4 × 4 matrix.</summary>
/// <param name="Members">The functions; with the types of its parameters, one that has to be told from others of its name.</param>
/// <param name="Use">A value of the first function.</param>
internal sealed record OperationRow(string[] Members, Func<Tensor, Tensor> Use)
{
    /// <summary>The functions' names.</summary>
    public IEnumerable<string> Names => Members.Select(member => member.Split('(')[0]);

    /// <summary>The operation of the table that is declared under this name: used on the matrix, its other operands the same in another order.</summary>
    public static implicit operator OperationRow(string name) => new([name], DeclaredUse(name));

    public static implicit operator OperationRow((string Names, Func<Tensor, Tensor> Use) row) =>
        new(row.Names.Split(", "), row.Use);

    private static Func<Tensor, Tensor> DeclaredUse(string name)
    {
        var op = OpTable.All.Single(op => DeclaredName(op) == name);
        return x =>
            op.Apply([.. Enumerable.Range(0, op.Arity).Select(i => i == 0 && op.Types == TypeRule.Choice ? x > 0 : x.Roll(i))]);
    }

    /// <summary>The name of the function that is made of a declaration.</summary>
    public static string DeclaredName(DeclaredOp op) => op.GetType().GetGenericArguments()[0].Name;
}

/// <summary>Rows about one kind of thing.</summary>
internal sealed record OperationFamily(string Title, OperationRow[] Rows);
