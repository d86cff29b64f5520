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

    /// <summary>Has all messages that a module sends wait for an hour.</summary>
    public Task PostponeAsync(string module) => server!.ExecuteAsync($"UPDATE {module}.outbox SET due_at = due_at + INTERVAL 1 HOUR");

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
        var queued = await QueuedAsync(admin, "orders");
        var id = queued[0].GetProperty("id").GetGuid();
        var discard = $"/api/platform/messages/orders/{id}/discard";

        await Eventually.GetAsync(
            () => admin.PostAsync(discard),
            // While it is on its way it cannot be.
            answer => answer.Status != HttpStatusCode.Conflict && answer.MustBe(HttpStatusCode.NoContent) is not null,
            what: "A message that is not on its way"
        );

        Assert.DoesNotContain(await MessagesAsync(admin, "orders", "queued"), row => Is(row, id));
        var kept = Assert.Single(await MessagesAsync(admin, "orders", "discarded"), row => Is(row, id));
        Assert.Equal(("orders", "notifications"), (kept.GetProperty("source").GetString(), kept.GetProperty("destination").GetString()));
        Assert.Equal(queued[0].GetProperty("payload").ToString(), kept.GetProperty("payload").ToString());
        (await admin.PostAsync(discard)).MustBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_of_a_module_can_be_made_due_and_discarded_at_once_on_record()
    {
        const string Messages = "/api/platform/messages/reporting";
        var admin = await host.AdminAsync();
        var ids = (await QueuedAsync(admin, "reporting")).ConvertAll(IdOf);
        await host.PostponeAsync("reporting");

        Assert.Equal(ids.Count, CountOf(await admin.PostAsync(Messages + "/retry?status=queued")));
        // What is due is tried as it is.
        Assert.Equal(0, CountOf(await admin.PostAsync(Messages + "/retry?status=queued")));
        var discarded = 0;
        await Eventually.GetAsync(
            // What is on its way is passed over.
            async () => discarded += CountOf(await admin.PostAsync(Messages + "/discard?status=queued")),
            count => count == ids.Count,
            what: "All to be discarded"
        );

        Assert.Empty(await MessagesAsync(admin, "reporting", "queued"));
        Assert.Superset(ids.ToHashSet(), (await MessagesAsync(admin, "reporting", "discarded")).Select(IdOf).ToHashSet());
        Assert.Equal(ids.ToHashSet(), await OnRecordAsync(admin, "platform_retry_messages"));
        Assert.Equal(ids.ToHashSet(), await OnRecordAsync(admin, "platform_discard_messages"));
    }

    private static Task<List<JsonElement>> QueuedAsync(Client admin, string module) =>
        Eventually.GetAsync(() => MessagesAsync(admin, module, "queued"), rows => rows.Count > 0, what: "A queued message");

    /// <summary>The messages of reporting that were decided about.</summary>
    private static async Task<HashSet<Guid>> OnRecordAsync(Client admin, string operation)
    {
        var answer = await admin.GetAsync("/api/platform/audit?module=reporting&operation=" + operation);
        return
        [
            .. from record in answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            from id in record.GetProperty("details").GetProperty("messages").EnumerateArray()
            select id.GetGuid(),
        ];
    }

    private static int CountOf(Answer done) => done.MustBe(HttpStatusCode.OK).Json.GetProperty("count").GetInt32();

    private static async Task<List<JsonElement>> MessagesAsync(Client admin, string module, string status)
    {
        var answer = await admin.GetAsync($"/api/platform/messages?module={module}&status={status}&pageSize=100");
        return [.. answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static bool Is(JsonElement message, Guid id) => IdOf(message) == id;

    private static Guid IdOf(JsonElement message) => message.GetProperty("id").GetGuid();
}
