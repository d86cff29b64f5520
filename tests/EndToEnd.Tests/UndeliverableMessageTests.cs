using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host whose messages to one module have nowhere to go: it lives elsewhere, and the broker does not answer.</summary>
public sealed class CutOffFixture : IAsyncLifetime
{
    private const string Email = "admin@example.test";
    private const string Password = "a long enough one";

    private MariaDbServer? server;
    private HostProcess? host;

    public Task<Client> AdminAsync() => Client.SignedInAsync(host!, Email, Password);

    public async ValueTask InitializeAsync()
    {
        server = await MariaDbServer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["MODULES"] = "*,!notifications",
            ["Database__Provider"] = "MySql",
            ["Database__Server"] = server.Host,
            ["Database__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Database__Secret"] = "0123456789abcdef",
            ["Messaging__Broker"] = "amqp://guest:guest@127.0.0.1:1",
            ["Placement__Secrets__0"] = "0123456789abcdef0123456789abcdef",
            ["users__FirstAdministrator__Email"] = Email,
            ["users__FirstAdministrator__Password"] = Password,
        };
        await EmptySchemas.RunAsync(server, settings);
        host = await HostProcess.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

/// <summary>What an administrator does about a message that does not get to its receiver.</summary>
public sealed class UndeliverableMessageTests(CutOffFixture host) : IClassFixture<CutOffFixture>
{
    [Fact]
    public async Task It_can_be_discarded_and_stays_visible()
    {
        var admin = await host.AdminAsync();
        var queued = await Eventually.GetAsync(() => MessagesAsync(admin, "queued"), rows => rows.Count > 0, what: "A queued message");
        var id = queued[0].GetProperty("id").GetGuid();
        var discard = $"/api/platform/messages/orders/{id}/discard";

        await Eventually.GetAsync(
            () => admin.PostAsync(discard),
            // While it is on its way it cannot be.
            answer => answer.Status != HttpStatusCode.Conflict && answer.MustBe(HttpStatusCode.NoContent) is not null,
            what: "A message that is not on its way"
        );

        Assert.DoesNotContain(await MessagesAsync(admin, "queued"), row => Is(row, id));
        var kept = Assert.Single(await MessagesAsync(admin, "discarded"), row => Is(row, id));
        Assert.Equal(("orders", "notifications"), (kept.GetProperty("source").GetString(), kept.GetProperty("destination").GetString()));
        Assert.Equal(queued[0].GetProperty("payload").ToString(), kept.GetProperty("payload").ToString());
        (await admin.PostAsync(discard)).MustBe(HttpStatusCode.NotFound);
    }

    private static async Task<List<JsonElement>> MessagesAsync(Client admin, string status)
    {
        var answer = await admin.GetAsync($"/api/platform/messages?module=orders&status={status}&pageSize=100");
        return [.. answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static bool Is(JsonElement message, Guid id) => message.GetProperty("id").GetGuid() == id;
}
