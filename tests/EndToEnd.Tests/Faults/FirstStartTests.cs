using System.Globalization;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A host killed while it makes its schemas: the next start goes on where that one was cut off.</summary>
public abstract class FirstStartTests(TestDatabase database)
{
    private const int Kills = 6;
    private const int Killer = -1;

    private static readonly string Schemas = string.Join(", ", SourceTree.Modules.Select(module => $"'{module}'"));
    private static readonly string Made = $"""
        SELECT CONCAT_WS(' ',
            (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema IN ({Schemas})), 'columns',
            (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema IN ({Schemas})), 'parts of keys',
            (SELECT COUNT(*) FROM information_schema.referential_constraints WHERE constraint_schema IN ({Schemas})), 'foreign keys',
            (SELECT COUNT(*) FROM users.roles), 'roles')
        """;

    // From where the process has come up to where a whole first start would be over.
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(3.5);

    [Fact]
    public async Task A_host_killed_while_it_migrates_starts_in_the_end()
    {
        var random = new Chance().For(Killer);
        await using var server = database == TestDatabase.MySql ? await MariaDbServer.StartAsync() : null;
        var whole = "";
        for (var round = 0; round <= Kills; round++)
        {
            var settings = SettingsOf(server);
            if (server is not null)
            {
                await EmptySchemas.RunAsync(server, settings);
            }

            await using var host = await HostProcess.LaunchAsync(settings);
            if (round > 0)
            {
                await Task.Delay(Earliest + ((Latest - Earliest) * random.NextDouble()), TestContext.Current.CancellationToken);
                await host.KillAsync();
                await host.LaunchAgainAsync();
            }

            await host.ReadyAsync();
            if (server is not null)
            {
                var made = await server.ScalarAsync<string>(Made);
                whole = round == 0 ? made : whole;
                Assert.Equal(whole, made);
            }
        }
    }

    private Dictionary<string, string?> SettingsOf(MariaDbServer? server) =>
        new()
        {
            ["Database__Provider"] = database.ToString(),
            ["Database__Server"] = server?.Host,
            ["Database__Port"] = server?.Port.ToString(CultureInfo.InvariantCulture),
            ["Database__Secret"] = "a secret of this test alone",
        };
}

public sealed class FirstStartOnSqliteTests() : FirstStartTests(TestDatabase.Sqlite);

public sealed class FirstStartOnMySqlTests() : FirstStartTests(TestDatabase.MySql);
