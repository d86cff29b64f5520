using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>A module that fails on one message only: what everybody else sees of it, and what an administrator does about it.</summary>
public abstract class ParkedMessageTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task A_message_that_fails_is_parked_while_others_pass_and_succeeds_when_retried_after_the_fault_is_gone()
    {
        var (bad, good) = (await shop.ProductAsync("1.00", 1), await shop.ProductAsync("1.00", 1));
        var customer = await shop.CustomerAsync("2.00");
        var admin = await host.AdminAsync();

        JsonElement parked;
        Guid stuck;
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(bad))
        {
            stuck = await Shop.OrderAsync(customer, (bad, 1));
            var sound = await Shop.OrderAsync(customer, (good, 1));
            await Shop.OrderIsAsync(customer, sound, "confirmed");
            parked = await ParkedAsync(admin, stuck);
        }

        Assert.Equal("inventory_reserve_stock", parked.GetProperty("serviceName").GetString());
        Assert.Equal(("orders", "inventory"), (parked.GetProperty("source").GetString(), parked.GetProperty("destination").GetString()));
        Assert.Equal(3, parked.GetProperty("attempts").GetInt32());
        Assert.Contains("told to fail", parked.GetProperty("error").GetString(), StringComparison.Ordinal);
        await Shop.OrderIsAsync(customer, stuck, "reserving");

        var retry = $"/api/platform/messages/inventory/{parked.GetProperty("id").GetGuid()}/retry";
        (await customer.PostAsync(retry)).MustBe(HttpStatusCode.Forbidden);
        (await (await host.StaffAsync()).PostAsync(retry)).MustBe(HttpStatusCode.Forbidden);
        (await admin.PostAsync(retry)).MustBe(HttpStatusCode.NoContent);

        await Shop.OrderIsAsync(customer, stuck, "confirmed");
        Assert.Equal("platform.message_not_found", (await admin.PostAsync(retry)).MustBe(HttpStatusCode.NotFound).Code);
        await shop.StockMustBeAsync(bad, onHand: 0, reserved: 0);
    }

    [Fact]
    public async Task A_discarded_message_stays_visible_and_is_never_handled()
    {
        var bad = await shop.ProductAsync("1.00", 1);
        var customer = await shop.CustomerAsync("1.00");
        var admin = await host.AdminAsync();

        JsonElement parked;
        Guid stuck;
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(bad))
        {
            stuck = await Shop.OrderAsync(customer, (bad, 1));
            parked = await ParkedAsync(admin, stuck);
        }

        var message = $"/api/platform/messages/inventory/{parked.GetProperty("id").GetGuid()}";
        (await admin.PostAsync(message + "/discard")).MustBe(HttpStatusCode.NoContent);
        (await admin.PostAsync(message + "/retry")).MustBe(HttpStatusCode.NotFound);
        Assert.Contains(await MessagesAsync(admin, "discarded"), row => IsAbout(row, stuck));
        Assert.DoesNotContain(await MessagesAsync(admin, "parked"), row => IsAbout(row, stuck));

        // The order that waits for it can still be given up, and nothing is held for it.
        (await customer.PostAsync($"/api/orders/{stuck}/cancel")).MustBe(HttpStatusCode.Accepted);
        await Shop.OrderIsAsync(customer, stuck, "cancelled");
        await shop.StockMustBeAsync(bad, onHand: 1, reserved: 0);
    }

    [Fact]
    public async Task All_parked_messages_of_a_module_or_of_a_service_are_tried_again_at_once_by_administrators()
    {
        var bad = await shop.ProductAsync("1.00", 3);
        var customer = await shop.CustomerAsync("3.00");
        var admin = await host.AdminAsync();
        var stuck = new List<Guid>();
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(bad))
        {
            for (var order = 0; order < 3; order++)
            {
                stuck.Add(await Shop.OrderAsync(customer, (bad, 1)));
                await ParkedAsync(admin, stuck[^1]);
            }
        }

        const string Retry = "/api/platform/messages/inventory/retry";
        (await (await host.StaffAsync()).PostAsync(Retry)).MustBe(HttpStatusCode.Forbidden);
        (await admin.PostAsync(Retry + "?status=discarded")).MustBe(HttpStatusCode.BadRequest);
        var others = await admin.PostAsync(Retry + "?status=parked&service=inventory_release_stock");
        Assert.Equal(0, others.MustBe(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        var retried = await admin.PostAsync(Retry + "?status=parked&service=inventory_reserve_stock");

        Assert.True(retried.MustBe(HttpStatusCode.OK).Json.GetProperty("count").GetInt32() >= 3);
        foreach (var order in stuck)
        {
            await Shop.OrderIsAsync(customer, order, "confirmed");
        }
    }

    private static Task<JsonElement> ParkedAsync(Client admin, Guid order) =>
        Eventually.GetAsync(
            async () => (await MessagesAsync(admin, "parked")).Find(row => IsAbout(row, order)),
            row => row.ValueKind == JsonValueKind.Object,
            what: "The parked message"
        );

    private static async Task<List<JsonElement>> MessagesAsync(Client admin, string status)
    {
        var answer = await admin.GetAsync($"/api/platform/messages?module=inventory&status={status}&pageSize=100");
        return [.. answer.MustBe(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
    }

    private static bool IsAbout(JsonElement message, Guid order) =>
        message.GetProperty("payload").GetProperty("reference").GetGuid() == order;
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class ParkedMessageOnSqliteTests(BehaviourHostFixture host) : ParkedMessageTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class ParkedMessageOnMySqlTests(BehaviourMySqlHostFixture host) : ParkedMessageTests(host);
