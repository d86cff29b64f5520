using MonolithFirst.EndToEnd.Tests.BadInput;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// What must hold wherever modules live: the tests that <c>tests/run</c> repeats on every topology. They share one deployment, because
/// the largest of them are more than a dozen processes.
/// </summary>
[CollectionDefinition]
public sealed class BehaviourOnSqlite : ICollectionFixture<BehaviourHostFixture>;

/// <inheritdoc cref="BehaviourOnSqlite" />
[CollectionDefinition]
public sealed class BehaviourOnMySql : ICollectionFixture<BehaviourMySqlHostFixture>;

/// <summary>
/// Time limits for more than a dozen processes that have just started on two cores, and compile what they run for the first time: what is
/// slow there is not hung. That limits hold is asked where the limits are, not here.
/// </summary>
internal static class CrowdedMachine
{
    public static readonly IReadOnlyList<KeyValuePair<string, string?>> Settings =
    [
        new("Web__RequestTimeLimit", "00:01:30"),
        new("Placement__Gateway__TimeLimit", "00:00:40"),
        new("Placement__Calls__ConnectTimeLimit", "00:00:10"),
        new("Messaging__QueryTimeLimit", "00:00:30"),
    ];
}

/// <summary>A host that parks a message within a test's patience, and that also says in its log what each message came to.</summary>
public sealed class BehaviourHostFixture() : BehaviourHostFixtureOf(TestDatabase.Sqlite);

/// <inheritdoc cref="BehaviourHostFixture" />
public sealed class BehaviourMySqlHostFixture() : BehaviourHostFixtureOf(TestDatabase.MySql);

public abstract class BehaviourHostFixtureOf(TestDatabase database) : LongTokensHostFixtureOf(database)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            .. CrowdedMachine.Settings,
            new("Messaging__Attempts", "3"),
            new("Messaging__FirstRetryPause", "00:00:00.050"),
            new("Serilog__MinimumLevel__Override__MonolithFirst", "Debug"),
        ];
}
