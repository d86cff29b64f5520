using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>Who changed what, when and from where, over all modules wherever they live.</summary>
public abstract class AuditTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task What_staff_change_is_on_record_with_who_when_and_from_where()
    {
        var began = DateTime.UtcNow.AddSeconds(-5);
        var sku = await shop.ProductAsync("1.00", 3);
        var (staff, admin) = (await host.StaffAsync(), await host.AdminAsync());

        var records = await RecordsAsync(admin, $"account={staff.UserId}&operation=inventory_receive_stock");

        var record = Assert.Single(records, row => Text(row, "path").Contains(sku, StringComparison.Ordinal));
        Assert.Equal(
            ("inventory", "POST", "127.0.0.1", staff.UserId),
            (Text(record, "module"), Text(record, "method"), Text(record, "address"), record.GetProperty("accountId").GetGuid())
        );
        Assert.Contains("staff", record.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.InRange(record.GetProperty("at").GetDateTime(), began, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal(3, record.GetProperty("details").GetProperty("quantity").GetInt32());
    }

    [Fact]
    public async Task What_was_changed_is_found_by_when_that_was()
    {
        await shop.ProductAsync("1.00", 1);
        var (staff, admin) = (await host.StaffAsync(), await host.AdminAsync());
        var receipts = $"account={staff.UserId}&operation=inventory_receive_stock";
        var record = (await RecordsAsync(admin, receipts))[0];
        var at = record.GetProperty("at").GetDateTime();
        var (before, after) = (Time(at.AddTicks(-10)), Time(at.AddTicks(10)));

        Assert.Equal([Id(record)], (await RecordsAsync(admin, $"{receipts}&from={Time(at)}&to={after}")).Select(Id));
        Assert.DoesNotContain(Id(record), (await RecordsAsync(admin, $"{receipts}&from={before}&to={Time(at)}")).Select(Id));
        (await admin.GetAsync($"/api/platform/audit?from={after}&to={before}")).MustBe(HttpStatusCode.BadRequest, "validation.failed");

        static string Time(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_was_refused_or_only_repeated_is_not_on_record()
    {
        var sku = await shop.ProductAsync("1.00", 1);
        var (staff, admin) = (await host.StaffAsync(), await host.AdminAsync());
        var receipts = $"/api/inventory/stock/{sku}/receipts";

        (await staff.PostAsync(receipts, new { quantity = -1, reason = "Nothing" })).MustBe(HttpStatusCode.BadRequest);
        var key = Guid.NewGuid().ToString();
        for (var time = 0; time < 2; time++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receipts)
            {
                Content = new StringContent(
                    """{"quantity":2,"reason":"Delivered"}""",
                    new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
                ),
            };
            request.Headers.Add("Idempotency-Key", key);
            (await staff.SendAsync(request)).MustBe(HttpStatusCode.Created);
        }

        var records = await RecordsAsync(admin, $"account={staff.UserId}&operation=inventory_receive_stock");
        Assert.Equal(2, records.Count(row => Text(row, "path").Contains(sku, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Personal_data_and_secrets_are_masked_and_customers_and_sessions_are_not_on_record()
    {
        var admin = await host.AdminAsync();
        var customer = await shop.CustomerAsync("5.00");
        var profile = (await admin.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
        using var edit = new HttpRequestMessage(HttpMethod.Put, "/api/users/me")
        {
            Content = new StringContent(
                """{"displayName":"Somebody Secret","phoneNumber":"+4912345678"}""",
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            ),
        };
        edit.Headers.TryAddWithoutValidation("If-Match", profile.Headers.ETag!.ToString());
        (await admin.SendAsync(edit)).MustBe(HttpStatusCode.OK);

        var edited = (await RecordsAsync(admin, $"account={admin.UserId}&operation=users_edit_profile"))[0];
        Assert.DoesNotContain("Secret", edited.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("+49", edited.ToString(), StringComparison.Ordinal);
        Assert.Empty(await RecordsAsync(admin, $"account={customer.UserId}"));
        Assert.Empty(await RecordsAsync(admin, "operation=users_sign_in"));
    }

    [Fact]
    public async Task Who_lets_a_message_be_tried_again_is_on_record()
    {
        var bad = await shop.ProductAsync("1.00", 1);
        var customer = await shop.CustomerAsync("1.00");
        var admin = await host.AdminAsync();
        Guid id;
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(bad))
        {
            var order = await Shop.OrderAsync(customer, (bad, 1));
            var parked = await Eventually.GetAsync(
                async () =>
                    (await ItemsAsync(admin, "/api/platform/messages?module=inventory&status=parked&pageSize=100")).Find(row =>
                        row.GetProperty("payload").GetProperty("reference").GetGuid() == order
                    ),
                row => row.ValueKind == JsonValueKind.Object,
                what: "The parked message"
            );
            id = parked.GetProperty("id").GetGuid();
        }

        (await admin.PostAsync($"/api/platform/messages/inventory/{id}/retry")).MustBe(HttpStatusCode.NoContent);

        var records = await RecordsAsync(admin, "module=inventory&operation=platform_retry_message");
        var record = Assert.Single(records, row => Text(row, "path").Contains(id.ToString(), StringComparison.Ordinal));
        Assert.Equal(admin.UserId, record.GetProperty("accountId").GetGuid());
    }

    [Fact]
    public async Task The_list_is_for_administrators_and_paged_over_all_modules()
    {
        var admin = await host.AdminAsync();
        await shop.ProductAsync("1.00", 1);
        await shop.CustomerAsync("1.00");

        (await (await host.StaffAsync()).GetAsync("/api/platform/audit")).MustBe(HttpStatusCode.Forbidden);
        var all = await ItemsAsync(admin, "/api/platform/audit?pageSize=100");
        Assert.Superset(new HashSet<string> { "catalog", "inventory", "payments" }, all.Select(row => Text(row, "module")).ToHashSet());
        Assert.Equal(all.OrderByDescending(row => row.GetProperty("at").GetDateTime()).Select(Id), all.Select(Id));
        var second = await ItemsAsync(admin, "/api/platform/audit?pageSize=2&page=2");
        Assert.Equal(all.Skip(2).Take(2).Select(Id), second.Select(Id));
    }

    private static Task<List<JsonElement>> RecordsAsync(Client admin, string filter) =>
        ItemsAsync(admin, $"/api/platform/audit?pageSize=100&{filter}");

    private static async Task<List<JsonElement>> ItemsAsync(Client admin, string path)
    {
        var answer = (await admin.GetAsync(path)).MustBe(HttpStatusCode.OK);
        Assert.Empty(answer.Json.GetProperty("unreachable").EnumerateArray());
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    private static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}

[Collection<BehaviourOnSqlite>]
[Trait(Topology.Suite, Topology.Sqlite)]
public sealed class AuditOnSqliteTests(BehaviourHostFixture host) : AuditTests(host);

[Collection<BehaviourOnMySql>]
[Trait(Topology.Suite, Topology.Every)]
public sealed class AuditOnMySqlTests(BehaviourMySqlHostFixture host) : AuditTests(host);
