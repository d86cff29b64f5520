using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A host whose messages to one module have nowhere to go: it lives elsewhere, and the broker does not answer.</summary>
public sealed class CutOffFixture() : HostFixtureOf(TestDatabase.MySql)
{
    protected override Topology Topology => Topology.Monolith;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            new("MODULES", "*,!notifications"),
            new("Messaging__Broker", "amqp://guest:guest@127.0.0.1:1"),
            new("Placement__Secrets__0", "0123456789abcdef0123456789abcdef"),
        ];
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
        (await (await host.StaffAsync()).PostAsync(discard)).MustBe(HttpStatusCode.Forbidden);

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
