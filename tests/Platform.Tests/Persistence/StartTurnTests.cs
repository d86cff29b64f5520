using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>Instances that start at once, on a server of this test alone.</summary>
public sealed class StartTurnTests : IAsyncLifetime
{
    private MariaDbServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await MariaDbServer.StartAsync();
        await server.ExecuteAsync("CREATE DATABASE IF NOT EXISTS turn_one; CREATE DATABASE IF NOT EXISTS turn_two");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Instances_of_a_module_have_it_one_after_another_and_other_modules_do_not_wait()
    {
        await using var first = Context("turn_one");
        await using var second = Context("turn_one");
        await using var other = Context("turn_two");
        var turn = await StartTurn.TakeAsync(first, Token);
        Assert.NotNull(turn);

        var waiting = StartTurn.TakeAsync(second, Token);
        await Eventually.TrueAsync(async () => await WaitingAsync() == 1, what: "the second instance to wait");
        await using (await StartTurn.TakeAsync(other, Token))
        {
            Assert.False(waiting.IsCompleted);
        }

        await turn.DisposeAsync();
        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task An_instance_that_is_gone_holds_up_nobody()
    {
        await using var first = Context("turn_one");
        await using var second = Context("turn_one");
        await using var lost = await StartTurn.TakeAsync(first, Token);
        var waiting = StartTurn.TakeAsync(second, Token);
        await Eventually.TrueAsync(async () => await WaitingAsync() == 1, what: "the second instance to wait");

        await server.ExecuteAsync($"KILL {((MySqlConnection)first.Database.GetDbConnection()).ServerThread}");

        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.NotNull(next);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<int> WaitingAsync() =>
        server.ScalarAsync<int>("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'");

    private DbContext Context(string schema) =>
        new(
            new DbContextOptionsBuilder()
                .UseMySql(
                    new MySqlConnectionStringBuilder(server.AdministratorConnection) { Database = schema }.ConnectionString,
                    new MariaDbServerVersion(new Version(10, 11, 0))
                )
                .Options
        );
}
