using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host that also says what each message came to.</summary>
public sealed class DetailedLogFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("Serilog__MinimumLevel__Override__MonolithFirst", "Debug")];
}

/// <summary>What the host writes: enough to follow a request through its modules, and nothing that belongs to somebody.</summary>
public sealed class LogTests(DetailedLogFixture host) : IClassFixture<DetailedLogFixture>
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
        Assert.Equal(host.Host.Output.Count, lines.Count);
    }

    [Fact]
    public async Task What_an_order_sets_off_in_any_module_is_found_by_its_trace()
    {
        await OrderAsync();

        var placed = Lines().Last(line => Is(line, "Service", "PlaceOrder")).GetProperty("@tr").GetString()!;
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

        var welcome = Assert.Single(Lines(), line => line.TryGetProperty("SignIn", out _));

        Assert.Equal(address, welcome.GetProperty("Address").GetString());
        Assert.Equal(address + "/docs", welcome.GetProperty("Docs").GetString());
        Assert.Equal(address + "/api/users/sign-in", welcome.GetProperty("SignIn").GetString());
    }

    [Fact]
    public async Task No_password_token_or_address_is_in_it()
    {
        var customer = await OrderAsync();
        (await host.Anonymous.PostAsync("/api/users/sign-in", new { email = customer.Email, password = "not-the-right-one" })).MustBe(
            HttpStatusCode.Unauthorized
        );
        (await customer.With("eyJhbGciOiJub25lIn0.e30.").GetAsync("/api/users/me")).MustBe(HttpStatusCode.Unauthorized);

        var log = string.Join('\n', host.Host.Output);

        Assert.All(
            [customer.Email, "not-the-right-one", customer.Token!, "eyJ", "admin@example.test", "BEGIN PRIVATE KEY"],
            secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase)
        );
    }

    private List<JsonElement> Lines() =>
        [.. host.Host.Output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

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
