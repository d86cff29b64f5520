using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>A clock that is set again and again while customers order: nothing is lost, and nothing happens twice.</summary>
public abstract class ClockTests(JumpyHostFixtureOf host)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Orders_under_way_while_the_clock_jumps_to_and_fro_all_end_well()
    {
        var customers = new Customers(host, new Chance(), new Insistent(TimeSpan.FromMinutes(2)));
        var books = new Books(host, customers);
        host.Clock.Set(TimeSpan.Zero);
        await customers.OpenAsync();
        foreach (var ahead in new[] { TimeSpan.Zero, TimeSpan.FromHours(1), Day, TimeSpan.Zero, -Day })
        {
            host.Clock.Set(ahead);
            var known = customers.Orders.Count;
            await Eventually.TrueAsync(
                () => customers.Orders.Count > known + 25,
                TimeSpan.FromMinutes(2),
                $"A shop that is busy with the clock at {ahead}"
            );
            await customers.NobodyMustHaveGivenUpAsync();
        }

        await customers.CloseAsync();
        await books.QuietAsync();
        await books.MustAgreeAsync();
        // Nobody was away and nothing failed: a delivery that was given up would be the clock's doing.
        Assert.DoesNotContain(host.Host.Output, line => line.Contains("cannot be delivered", StringComparison.Ordinal));
    }
}

public sealed class ClockOnSqliteTests(JumpyHostFixture host) : ClockTests(host), IClassFixture<JumpyHostFixture>;

public sealed class ClockOnMySqlTests(JumpyMySqlHostFixture host) : ClockTests(host), IClassFixture<JumpyMySqlHostFixture>;
