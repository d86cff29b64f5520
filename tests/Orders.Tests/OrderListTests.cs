using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.Orders.Tests;

/// <summary>Who finds which orders in the list, and by what.</summary>
public abstract class OrderListTests(HostFixtureOf host)
{
    private readonly Shop shop = new(host);

    [Fact]
    public async Task Customers_list_their_own_orders_and_nobody_elses()
    {
        var (customer, other) = (await host.CustomerAsync(), await host.CustomerAsync());
        var placed = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            placed.Add(await shop.PlaceAsync(customer));
        }

        var others = await shop.PlaceAsync(other);
        foreach (var order in placed)
        {
            await Shop.StatusIsAsync(customer, order, "rejected");
        }

        Assert.Equal(placed.AsEnumerable().Reverse(), await ListAsync(customer, "/api/orders"));
        Assert.Equal(placed, await ListAsync(customer, "/api/orders?sort=placedAt"));
        Assert.Equal([placed[1]], await ListAsync(customer, "/api/orders?sort=placedAt&page=2&pageSize=1"));
        Assert.Equal(3, await CountAsync(customer, "/api/orders?pageSize=1"));
        Assert.Equal(3, await CountAsync(customer, "/api/orders?status=rejected"));
        Assert.Equal(0, await CountAsync(customer, "/api/orders?status=confirmed"));
        Assert.Equal(3, await CountAsync(customer, $"/api/orders?userId={customer.UserId}"));
        Assert.Equal([others], await ListAsync(other, "/api/orders?sort=-total"));
        (await customer.GetAsync($"/api/orders?userId={other.UserId}")).MustBe(HttpStatusCode.Forbidden, "orders.not_yours");
    }

    [Fact]
    public async Task Staff_list_the_orders_of_everybody_and_filter_them()
    {
        var customer = await host.CustomerAsync();
        var order = await shop.PlaceAsync(customer);
        await Shop.StatusIsAsync(customer, order, "rejected");
        await shop.PlaceAsync(await host.CustomerAsync());
        var staff = await host.StaffAsync();

        Assert.True(await CountAsync(staff, "/api/orders") >= 2);
        Assert.Equal([order], await ListAsync(staff, $"/api/orders?userId={customer.UserId}"));
        Assert.Equal([order], await ListAsync(staff, $"/api/orders?userId={customer.UserId}&status=rejected"));
        Assert.Empty(await ListAsync(staff, $"/api/orders?userId={customer.UserId}&status=cancelled"));
        var row = (await staff.GetAsync($"/api/orders?userId={customer.UserId}")).Json.GetProperty("items")[0];
        Assert.Equal("outOfStock", row.GetProperty("rejectionReason").GetString());
    }

    [Fact]
    public async Task Orders_are_found_by_the_time_they_were_placed()
    {
        var customer = await host.CustomerAsync();
        var placed = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            placed.Add(await shop.PlaceAsync(customer));
        }

        var staff = await host.StaffAsync();
        var all = $"/api/orders?sort=placedAt&userId={customer.UserId}";
        var times = (await staff.GetAsync(all))
            .MustBe(HttpStatusCode.OK)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(row => row.GetProperty("placedAt").GetDateTime())
            .ToList();

        Assert.Equal(placed[1..], await ListAsync(staff, $"{all}&from={Time(times[1], 0)}"));
        Assert.Equal(placed[..1], await ListAsync(staff, $"{all}&to={Time(times[1], 0)}"));
        Assert.Equal([placed[1]], await ListAsync(staff, $"{all}&from={Time(times[1], 0)}&to={Time(times[2], 0)}"));
        Assert.Equal([placed[1]], await ListAsync(staff, $"{all}&from={Time(times[1], 5)}&to={Time(times[2], -3)}"));
        Assert.Equal(placed[2..], await ListAsync(customer, $"/api/orders?from={Time(times[2], 1)}"));

        static string Time(DateTime time, int hoursFromUtc) =>
            Uri.EscapeDataString(new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(hoursFromUtc)).ToString("O"));
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("status=99")]
    [InlineData("status=3")]
    [InlineData("status=Rejected")]
    [InlineData("userId=me")]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-02-30T00:00:00Z")]
    [InlineData("from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-02-01T01:00:00%2B01:00")]
    [InlineData("page=0")]
    [InlineData("page=two")]
    [InlineData("pageSize=101")]
    [InlineData("sort=colour")]
    public async Task A_list_that_makes_no_sense_is_refused(string query)
    {
        var refused = (await (await host.StaffAsync()).GetAsync("/api/orders?" + query)).MustBe(HttpStatusCode.BadRequest);
        Assert.NotNull(refused.Code);
    }

    private static async Task<long> CountAsync(Client client, string list) =>
        (await client.GetAsync(list)).MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt64();

    private static async Task<IEnumerable<Guid>> ListAsync(Client client, string list) =>
        (await client.GetAsync(list))
            .MustBe(HttpStatusCode.OK)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(row => row.GetProperty("id").GetGuid());
}

public sealed class OrderListOnSqliteTests(HostFixture host) : OrderListTests(host), IClassFixture<HostFixture>;

public sealed class OrderListOnMySqlTests(MySqlHostFixture host) : OrderListTests(host), IClassFixture<MySqlHostFixture>;
