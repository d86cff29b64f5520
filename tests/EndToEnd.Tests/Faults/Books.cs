using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Faults;

/// <summary>What the modules' books say when all is quiet, and whether they agree: with each other, and with what customers were told.</summary>
internal sealed class Books(HostFixtureOf host, Customers customers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly string[] OnTheWay = ["reserving", "paying", "confirming", "rejecting", "cancelling"];
    private static readonly string[] Final = ["confirmed", "rejected", "cancelled"];

    private readonly Shop shop = new(host);

    /// <summary>Waits until nothing is on its way: no order, no message, no notification, no timer.</summary>
    public async Task QuietAsync()
    {
        foreach (var status in OnTheWay)
        {
            await NoneAsync(await host.StaffAsync(), $"/api/orders?status={status}");
        }

        await NoneAsync(await host.AdminAsync(), "/api/platform/messages?status=queued");
        await NoneAsync(await host.AdminAsync(), "/api/platform/messages?status=retrying");
        await NoneAsync(await host.StaffAsync(), "/api/notifications?status=pending");
    }

    /// <summary>Insists that they agree.</summary>
    public async Task MustAgreeAsync()
    {
        var watch = Stopwatch.StartNew();
        var staff = await host.StaffAsync();
        Assert.Equal(0, await TotalAsync(await host.AdminAsync(), "/api/platform/messages"));
        var orders = (await AllAsync(staff, "/api/orders")).ToDictionary(order => order.GetProperty("id").GetGuid());
        Assert.All(orders.Values, order => Assert.Contains(StatusOf(order), Final));
        await OrdersMustBeThosePlacedAsync(orders);
        await StockMustAgreeAsync(orders);
        await MoneyMustAgreeAsync(staff, orders);
        await EverybodyMustKnowAsync(staff, orders);
        var count = orders.Values.CountBy(StatusOf).Select(status => $"{status.Value} {status.Key}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{orders.Count} orders: {string.Join(", ", count)}; compared in {watch.Elapsed.TotalSeconds:0.0} s"
        );
    }

    /// <summary>No order that nobody was told of, none lost, and none placed twice by a key.</summary>
    private async Task OrdersMustBeThosePlacedAsync(Dictionary<Guid, JsonElement> orders)
    {
        Assert.Equal(customers.Orders.Values.Select(order => order.Id).Order(), orders.Keys.Order());
        foreach (var (key, order) in customers.Orders.Take(20))
        {
            var again = (await customers.RepeatAsync(key)).MustBe(HttpStatusCode.Accepted);
            Assert.Equal(order.Id, again.Json.GetProperty("id").GetGuid());
        }

        Assert.Equal(orders.Count, await TotalAsync(await host.StaffAsync(), "/api/orders"));
    }

    private async Task StockMustAgreeAsync(Dictionary<Guid, JsonElement> orders)
    {
        foreach (var (sku, delivered) in customers.Delivered)
        {
            var sold = customers.Orders.Values.Where(order => StatusOf(orders[order.Id]) == "confirmed");
            await shop.StockMustBeAsync(sku, delivered - sold.Sum(order => order.Lines.GetValueOrDefault(sku)), reserved: 0);
        }

        Assert.Equal(0, await TotalAsync(await host.StaffAsync(), "/api/inventory/reservations?status=held"));
    }

    /// <summary>Each confirmed order is charged once its total; for every other, what was charged was given back.</summary>
    private async Task MoneyMustAgreeAsync(Client staff, Dictionary<Guid, JsonElement> orders)
    {
        await shop.LedgerMustBalanceAsync();
        var booked = (await AllAsync(staff, "/api/payments/transactions"))
            .Where(transaction => transaction.GetProperty("reference").ValueKind == JsonValueKind.String)
            .ToLookup(transaction => transaction.GetProperty("reference").GetGuid(), UsersSideOf);
        Assert.Empty(booked.Select(transactions => transactions.Key).Except(orders.Keys));
        foreach (var (id, order) in orders)
        {
            var total = Shop.AmountOf(order.GetProperty("total"));
            var moved = booked[id].ToList();
            if (StatusOf(order) == "confirmed")
            {
                Assert.Equal([("charge", -total)], moved);
            }
            else if (moved.Count > 0)
            {
                Assert.Equal([("charge", -total), ("refund", total)], moved.OrderBy(side => side.Amount));
            }
        }

        foreach (var (customer, paidIn) in customers.PaidIn)
        {
            var own = orders.Values.Where(order => order.GetProperty("userId").GetGuid() == customer.UserId);
            var spent = own.Where(order => StatusOf(order) == "confirmed").Sum(order => Shop.AmountOf(order.GetProperty("total")));
            Assert.Equal(paidIn - spent, await Shop.MoneyOfAsync(customer));
        }
    }

    /// <summary>Each final state that an order came to was told once; mails are files of whole letters, one a notification.</summary>
    private async Task EverybodyMustKnowAsync(Client staff, Dictionary<Guid, JsonElement> orders)
    {
        var notifications = await AllAsync(staff, "/api/notifications");
        Assert.All(notifications, notification => Assert.Equal("sent", StatusOf(notification)));
        var told = notifications.ToLookup(
            notification => notification.GetProperty("cause").GetGuid(),
            notification => notification.GetProperty("template").GetString()!
        );
        foreach (var id in orders.Keys)
        {
            var order = (await staff.GetAsync($"/api/orders/{id}")).MustBe(HttpStatusCode.OK).Json;
            var came = Shop.TimelineOf(order).Where(what => Final.Contains(what)).ToList();
            Assert.Equal(StatusOf(order), came[^1]);
            Assert.Equal(came.Select(what => "orders." + what).Order(), told[id].Order());
        }

        var mails = host
            .Deployment.Processes.Select(process => new DirectoryInfo(Path.Combine(process.DataFolder, "mail")))
            .Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateFiles("*.eml"))
            .Select(mail => Path.GetFileNameWithoutExtension(mail.Name));
        Assert.Equal(notifications.Select(notification => notification.GetProperty("id").GetString()).Order(), mails.Order());
    }

    private static (string Kind, decimal Amount) UsersSideOf(JsonElement transaction)
    {
        var side = transaction
            .GetProperty("entries")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("userId").ValueKind == JsonValueKind.String);
        return (transaction.GetProperty("kind").GetString()!, Shop.AmountOf(side.GetProperty("amount")));
    }

    private static string StatusOf(JsonElement row) => row.GetProperty("status").GetString()!;

    private static Task NoneAsync(Client client, string path) =>
        Eventually.GetAsync(
            () => FirstAsync(client, path),
            answer => TotalOf(answer) == 0 && IsWhole(answer),
            Patience,
            "Nothing at " + path
        );

    private static async Task<long> TotalAsync(Client client, string path) => TotalOf(await FirstAsync(client, path));

    private static async Task<Answer> FirstAsync(Client client, string path) =>
        (await client.GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "pageSize=5")).MustBe(HttpStatusCode.OK);

    /// <summary>Whether every process was asked: one that did not answer may have more.</summary>
    private static bool IsWhole(Answer answer) =>
        !answer.Json.TryGetProperty("unreachable", out var unreachable) || unreachable.GetArrayLength() == 0;

    private static long TotalOf(Answer answer) => answer.Json.GetProperty("total").GetInt64();

    private static async Task<List<JsonElement>> AllAsync(Client client, string path)
    {
        var rows = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var number = page.ToString(CultureInfo.InvariantCulture);
            var answer = (await client.GetAsync($"{path}?pageSize=100&page={number}")).MustBe(HttpStatusCode.OK).Json;
            rows.AddRange(answer.GetProperty("items").EnumerateArray());
            if (rows.Count >= answer.GetProperty("total").GetInt32())
            {
                return rows;
            }
        }
    }
}
