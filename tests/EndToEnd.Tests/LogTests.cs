using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// What the processes of a host write: enough to follow a request through the modules, wherever they are, and nothing that belongs to
/// somebody.
/// </summary>
public abstract class LogTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task Every_line_is_JSON_with_module_service_trace_and_user()
    {
        await OrderAsync();

        var lines = Lines();
        Assert.NotEmpty(lines);
        Assert.All(
            lines,
            line =>
                Assert.All(
                    ["@t", "@m", "Module", "Service", "User", "Correlation"],
                    field => Assert.True(line.TryGetProperty(field, out _), line.ToString())
                )
        );
        var sent = lines.Where(line =>
            line.GetProperty("Module").GetString() == "notifications" && line.TryGetProperty("NotificationId", out _)
        );
        Assert.NotEmpty(sent);
        Assert.All(Written(), line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_order_sets_off_in_any_module_is_found_by_its_trace()
    {
        await OrderAsync();

        var placed = Lines().Where(line => Is(line, "Service", "PlaceOrder")).MaxBy(When).GetProperty("@tr").GetString()!;
        string[] expected =
        [
            "PlaceOrder",
            "inventory_reserve_stock",
            "inventory_stock_reserved",
            "payments_take_charge",
            "payments_charge_taken",
            "inventory_commit_stock",
            "notifications_notify_user",
            "send_Email",
        ];
        await Eventually.GetAsync(
            () => Task.FromResult(Lines().Where(line => Is(line, "@tr", placed)).ToList()),
            lines => expected.All(service => lines.Exists(line => Is(line, "Service", service))),
            what: "Lines of every step in one trace"
        );
    }

    [Fact]
    public void A_line_says_where_it_is_up_and_how_to_sign_in()
    {
        var address = host.Host.BaseAddress.GetLeftPart(UriPartial.Authority);

        var welcome = Welcome.Of(host.Host);

        Assert.Equal(address, welcome.GetProperty("Address").GetString());
        Assert.Equal(address + "/docs", welcome.GetProperty("Docs").GetString());
        Assert.Equal(address + "/api/users/sign-in", welcome.GetProperty("SignIn").GetString());
    }

    [Fact]
    public void Each_process_says_what_it_hosts_and_what_is_elsewhere()
    {
        var welcomes = host
            .Deployment.Processes.Select(process => (Here: Welcome.HereAt(process), Others: Welcome.OthersAt(process)))
            .ToList();

        var modules = welcomes.SelectMany(welcome => welcome.Here).Distinct().ToList();
        Assert.Equal(["catalog", "inventory", "notifications", "orders", "payments", "reporting", "users"], modules.Order());
        Assert.All(
            welcomes,
            welcome =>
            {
                var elsewhere = modules.Except(welcome.Here).ToList();
                Assert.All(elsewhere, module => Assert.Contains(module, welcome.Others, StringComparison.Ordinal));
                Assert.All(welcome.Here, module => Assert.DoesNotContain(module, welcome.Others, StringComparison.Ordinal));
                Assert.Contains(
                    elsewhere.Count > 0 ? " elsewhere, queries over " : "every module is here",
                    welcome.Others,
                    StringComparison.Ordinal
                );
            }
        );
    }

    [Fact]
    public async Task No_password_token_address_or_secret_of_the_settings_is_in_it()
    {
        var customer = await OrderAsync();
        (await host.Anonymous.PostAsync("/api/users/sign-in", new { email = customer.Email, password = "not-the-right-one" })).MustBe(
            HttpStatusCode.Unauthorized
        );
        (await customer.With("eyJhbGciOiJub25lIn0.e30.").GetAsync("/api/users/me")).MustBe(HttpStatusCode.Unauthorized);

        var log = string.Join('\n', Written());

        Assert.NotEmpty(SecretSettings());
        Assert.All(
            [customer.Email, "not-the-right-one", customer.Token!, "eyJ", "admin@example.test", .. SecretSettings()],
            secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase)
        );
        Assert.All(
            [HostFixtureOf.PasswordsBegin, HostFixtureOf.SigningKeysBegin],
            beginning => Assert.DoesNotContain(beginning, log, StringComparison.Ordinal)
        );
    }

    private IEnumerable<string> SecretSettings() =>
        from setting in host.Deployment.Settings
        where
            setting.Value is not null
            && (
                setting.Key.Contains("Secret", StringComparison.Ordinal)
                || setting.Key.EndsWith("Password", StringComparison.Ordinal)
                // An address with an account in it.
                || setting.Key.EndsWith("Broker", StringComparison.Ordinal)
            )
        select setting.Value;

    private IEnumerable<string> Written() => host.Deployment.Processes.SelectMany(process => process.Output);

    private List<JsonElement> Lines() => Parsed(Written());

    private static List<JsonElement> Parsed(IEnumerable<string> lines) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static DateTimeOffset When(JsonElement line) => line.GetProperty("@t").GetDateTimeOffset();

    private static bool Is(JsonElement line, string field, string value) =>
        line.TryGetProperty(field, out var found) && found.GetString() == value;

    private async Task<Client> OrderAsync()
    {
        var customer = await shop.CustomerAsync("1.00");
        var order = await Shop.OrderAsync(customer, (await shop.ProductAsync("1.00", 1), 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await shop.NotificationsAboutAsync(order, 1);
        return customer;
    }
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class LogOnSqliteTests(BehaviourHostFixture host) : LogTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class LogOnMySqlTests(BehaviourMySqlHostFixture host) : LogTests(host);
