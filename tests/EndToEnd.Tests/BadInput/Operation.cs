using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.BadInput;

/// <summary>A good request of an operation; the bad ones are made from it.</summary>
/// <param name="Client">Who may do it.</param>
/// <param name="Path">Where.</param>
/// <param name="Body">With what; null where the operation takes no body.</param>
/// <param name="IfMatch">On which condition, where it edits.</param>
/// <param name="Succeeds">Whether sending it as it is succeeds; where not, its own tests show that it can.</param>
internal sealed record Example(Client Client, string Path, object? Body = null, string? IfMatch = null, bool Succeeds = true);

/// <summary>An operation that changes something, as the OpenAPI document names it.</summary>
/// <param name="Roles">Who may: nobody signed in, anybody signed in, staff, or administrators.</param>
/// <param name="Make">Arranges what it needs and gives a good request.</param>
internal sealed record Operation(Access Roles, Func<HostFixtureOf, Task<Example>> Make)
{
    /// <summary>Fields that may hold any characters, because they are compared and never shown.</summary>
    public IReadOnlyList<string> AnyCharacters { get; init; } = [];

    /// <summary>Fields that hold a secret: a wrong one is counted, which is a change that must be.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The table in which wrong secrets are counted: the one that a refused request may change.</summary>
    public string? CountsIn { get; init; }

    /// <summary>Texts that need not say anything.</summary>
    public IReadOnlyList<string> MayBeBlank { get; init; } = [];

    /// <summary>Objects all of whose fields may be missing; the body itself is "".</summary>
    public IReadOnlyList<string> MayBeEmpty { get; init; } = [];

    /// <summary>Numbers for which zero is one as any other.</summary>
    public IReadOnlyList<string> MayBeZero { get; init; } = [];

    /// <summary>Whether numbers below zero are meant.</summary>
    public bool TakesNegative { get; init; }
}

internal enum Access
{
    Anonymous,
    SignedIn,
    Staff,
    Admin,
}
