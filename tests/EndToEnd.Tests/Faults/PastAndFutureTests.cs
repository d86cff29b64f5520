using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>What was dated before the clock was set: nothing waits for as long as the clock went back.</summary>
public abstract class PastAndFutureTests(JumpyHostFixtureOf host)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Shop shop = new(host);

    [Fact]
    public async Task What_is_to_be_tried_again_does_not_wait_for_as_long_as_the_clock_went_back()
    {
        host.Clock.Set(TimeSpan.Zero);
        var sku = await shop.ProductAsync("5.00", 1);
        var customer = await shop.CustomerAsync("5.00");
        var admin = await host.AdminAsync();

        Guid order;
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(sku))
        {
            order = await Shop.OrderAsync(customer, (sku, 1));
            await Eventually.GetAsync(
                () => admin.GetAsync("/api/platform/messages?status=retrying"),
                answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() > 0,
                what: "A message that is to be tried again"
            );
            host.Clock.Set(-Day);
        }

        // Whether it is in time for the order's own time limit is the machine's; that it does not stand still is not.
        await Shop.OrderIsSettledAsync(customer, order);
        await NothingMustBeWaitingAsync(admin);
    }

    [Fact]
    public async Task A_notification_that_failed_does_not_wait_for_as_long_as_the_clock_went_back()
    {
        host.Clock.Set(TimeSpan.Zero);
        var sku = await shop.ProductAsync("5.00", 1);
        var customer = await shop.CustomerAsync("5.00");
        var staff = await host.StaffAsync();
        // What other tests have left is sent first, or it would make the folder again.
        await NothingMustBeWaitingAsync(await host.AdminAsync());
        await Eventually.GetAsync(
            () => staff.GetAsync("/api/notifications?status=pending"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() == 0,
            TimeSpan.FromMinutes(2),
            "No notification that waits"
        );
        Directory.CreateDirectory(host.Host.DataFolder);
        var mail = Path.Combine(host.Host.DataFolder, "mail");
        if (Directory.Exists(mail))
        {
            Directory.Delete(mail, recursive: true);
        }

        await File.WriteAllTextAsync(mail, "No folder.", TestContext.Current.CancellationToken);
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Eventually.GetAsync(
            () => staff.GetAsync($"/api/notifications?cause={order}"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Any(HasFailedOnce),
            TimeSpan.FromMinutes(1),
            "A notification that could not be sent"
        );

        host.Clock.Set(-Day);
        File.Delete(mail);

        Assert.Single(await shop.NotificationsAboutAsync(order, 1));
    }

    [Fact]
    public async Task Tokens_from_a_past_or_a_future_that_is_over_are_refused_and_signing_in_helps()
    {
        host.Clock.Set(TimeSpan.Zero);
        var now = await host.CustomerAsync();
        host.Clock.Set(Day);
        (await now.With(now.Token!).GetAsync("/api/users/me")).MustBe(HttpStatusCode.Unauthorized);
        var tomorrow = await host.CustomerAsync();
        (await tomorrow.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
        host.Clock.Set(TimeSpan.Zero);
        (await tomorrow.With(tomorrow.Token!).GetAsync("/api/users/me")).MustBe(HttpStatusCode.Unauthorized);
        // Both go on with their refresh tokens.
        (await tomorrow.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
        (await now.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_that_starts_after_its_clock_went_back_delivers_what_it_had_left()
    {
        host.Clock.Set(Day);
        var sku = await shop.ProductAsync("5.00", 1);
        var customer = await shop.CustomerAsync("5.00");
        Guid order;
        await using (await ModuleData.Of(host).HangAsync("inventory"))
        {
            order = await Shop.OrderAsync(customer, (sku, 1));
            await host.Host.KillAsync();
        }

        host.Clock.Set(TimeSpan.Zero);
        await host.Host.StartAgainAsync();
        await Shop.OrderIsSettledAsync(customer, order);
        await NothingMustBeWaitingAsync(await host.AdminAsync());
    }

    private static Task NothingMustBeWaitingAsync(Client admin) =>
        Eventually.GetAsync(
            () => admin.GetAsync("/api/platform/messages"),
            answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() == 0,
            TimeSpan.FromMinutes(2),
            "Nothing that waits"
        );

    private static bool HasFailedOnce(System.Text.Json.JsonElement notification) =>
        notification.GetProperty("error").ValueKind == System.Text.Json.JsonValueKind.String;
}

public sealed class JumpyHostFixture() : JumpyHostFixtureOf(TestDatabase.Sqlite);

/// <inheritdoc cref="JumpyHostFixture" />
public sealed class JumpyMySqlHostFixture() : JumpyHostFixtureOf(TestDatabase.MySql);

/// <summary>A host whose clock tests can set.</summary>
public abstract class JumpyHostFixtureOf(TestDatabase database) : HostFixtureOf(database)
{
    public MovableClock Clock { get; } = new();

    protected override bool ClientsRenewTokens => true;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. Clock.Environment,
            new("orders__StepTimeLimit", "00:00:12"),
            new("notifications__Delivery__FirstRetryPause", "00:00:02"),
            // A busy machine is not what is tried here.
            new("Messaging__QueryTimeLimit", "00:00:20"),
            // Keys are to outlive the jumps, as they outlive the requests.
            new("Web__IdempotencyRetention", "7.00:00:00"),
        ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Clock.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PastAndFutureOnSqliteTests(JumpyHostFixture host) : PastAndFutureTests(host), IClassFixture<JumpyHostFixture>;

public sealed class PastAndFutureOnMySqlTests(JumpyMySqlHostFixture host) : PastAndFutureTests(host), IClassFixture<JumpyMySqlHostFixture>;
