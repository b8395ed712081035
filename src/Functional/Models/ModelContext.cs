using System.Collections.Immutable;
using System.Globalization;

namespace Functional;

/// <summary>Where in a model a computation stands.</summary>
/// <param name="Scope">The path of the open scope with a dot behind it; empty at the root.</param>
/// <param name="Next">The number that the next layer of this scope takes.</param>
/// <param name="Owner">The path of the layer that is being built, or null between layers.</param>
internal sealed record Place(string Scope, int Next, string? Owner)
{
    public static Place Root { get; } = new("", 0, null);

    /// <summary>A layer takes the next number; layers inside it go on counting.</summary>
    public Place Own() => this with { Next = Next + 1, Owner = Scope + Number };

    /// <summary>After a layer: counting goes on, the owner is the one before.</summary>
    public Place Disown(Place before) => this with { Owner = before.Owner };

    /// <summary>A scope of its own below the layer or scope that is open.</summary>
    public Place Open(string name) => new($"{(Owner is null ? Scope : Owner + ".")}{name}.", 0, null);

    /// <summary>A scope that takes the next number.</summary>
    public Place OpenNext() => new($"{Scope}{Number}.", 0, null);

    private string Number => Next.ToString(CultureInfo.InvariantCulture);
}

/// <summary>All that a model's computation reads and passes on; immutable.</summary>
internal sealed record ModelContext
{
    private static readonly ImmutableDictionary<string, Tensor> None = ImmutableDictionary.Create<string, Tensor>(
        StringComparer.Ordinal
    );

    /// <summary>The parameters given, or null where they are to be created.</summary>
    public required Parameters? Given { get; init; }

    /// <summary>The key from which parameters are created, null where they are given.</summary>
    public Key? InitialKey { get; init; }

    /// <summary>The key of this run, from which dropout's keys derive.</summary>
    public Key? RunKey { get; init; }

    public required Mode Mode { get; init; }

    public Place Place { get; init; } = Place.Root;

    /// <summary>Parameters created so far, by path.</summary>
    public ImmutableDictionary<string, Tensor> Created { get; init; } = None;

    /// <summary>First values of the running state created so far.</summary>
    public ImmutableDictionary<string, Tensor> CreatedState { get; init; } = None;

    /// <summary>The running state as it is now.</summary>
    public ImmutableDictionary<string, Tensor> State { get; init; } = None;

    /// <summary>Paths in use, of parameters, running state and keys.</summary>
    public ImmutableHashSet<string> Used { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Where tied layers were first used.</summary>
    public ImmutableDictionary<object, Place> Ties { get; init; } =
        ImmutableDictionary.Create<object, Place>(ReferenceEqualityComparer.Instance);

    /// <summary>True inside a tied layer that has been used before: its paths are known.</summary>
    public bool IsReuse { get; init; }

    public bool IsInitializing => Given is null;
}
