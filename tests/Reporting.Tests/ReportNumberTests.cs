using System.Globalization;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>Every report comes to what REST says about the same orders.</summary>
public abstract class ReportNumberTests(TradeOf trade)
{
    [Theory]
    [InlineData("day")]
    [InlineData("week")]
    [InlineData("month")]
    public async Task Sales_are_what_was_charged_and_given_back_in_each_period(string period)
    {
        var expected = Movements(traded => [traded.Units])
            .GroupBy(move => (Period: PeriodOf(move.At, period), move.Currency))
            .OrderBy(group => group.Key.Period, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Select(group => $"{group.Key.Period} {Sum(group, group.Key.Currency)}");

        var rows = await trade.ReportAsync("sales", "period=" + period);

        Assert.Equal(expected, rows.Select(row => $"{Text(row, "period")} {Sum(row)}"));
    }

    [Fact]
    public async Task Sales_of_one_customer_leave_out_the_others()
    {
        var mine = Movements(traded => [traded.Units]).Where(move => move.Customer == trade.Regular.UserId);

        var rows = await trade.ReportAsync("sales", "period=month&customer=" + trade.Regular.UserId);

        Assert.Equal(
            mine.GroupBy(move => move.Currency).Select(group => Sum(group, group.Key)),
            rows.GroupBy(row => Text(row, "currency")).Select(group => Sum(Assert.Single(group)))
        );
    }

    [Fact]
    public async Task Sales_outside_of_the_days_asked_for_do_not_count()
    {
        var yesterday = DateTime.UtcNow.AddDays(-3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Empty(await trade.ReportAsync("sales", $"from=2020-01-01&to={yesterday}"));
    }

    [Fact]
    public async Task Sales_by_product_are_those_of_the_lines()
    {
        var expected = trade
            .Skus.SelectMany(sku =>
                Movements(traded => [.. traded.Lines.Where(line => line.Sku == sku).Select(line => line.Quantity)], sku)
                    .GroupBy(move => move.Currency)
                    .Select(group => $"{sku} {Sum(group, group.Key)}")
            )
            .Order(StringComparer.Ordinal);

        var rows = await trade.ReportAsync("sales-by-product");

        Assert.Equal(expected, rows.Select(row => $"{Text(row, "sku")} {Sum(row)}").Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal("Product " + Text(row, "sku"), Text(row, "name")));
        var one = Assert.Single(await trade.ReportAsync("sales-by-product", "product=" + trade.Skus[0].ToLowerInvariant()));
        Assert.Equal(trade.Skus[0], Text(one, "sku"));
    }

    [Fact]
    public async Task Sales_by_customer_put_the_top_spenders_first()
    {
        var expected = Movements(traded => [traded.Units])
            .GroupBy(move => (move.Customer, move.Currency))
            .Select(group => $"{group.Key.Customer} {Sum(group, group.Key.Currency)}")
            .Order(StringComparer.Ordinal);

        var rows = await trade.ReportAsync("sales-by-customer");

        Assert.Equal(expected, rows.Select(row => $"{Text(row, "customerId")} {Sum(row)}").Order(StringComparer.Ordinal));
        Assert.Equal(rows.Select(row => Money(row, "net")).OrderDescending(), rows.Select(row => Money(row, "net")));
        Assert.Contains(rows, row => Text(row, "email") == trade.Regular.Email);
    }

    [Fact]
    public async Task The_funnel_counts_orders_by_how_far_they_came()
    {
        var rows = await trade.ReportAsync("order-funnel");

        var orders = trade.Orders;
        Assert.Equal(orders.Count, Stage(rows, "placed"));
        Assert.Equal(orders.Count(order => order.At("stockReserved") is not null), Stage(rows, "reserved"));
        Assert.Equal(orders.Count(order => order.At("chargeTaken") is not null), Stage(rows, "paid"));
        Assert.Equal(orders.Count(order => order.At("confirmed") is not null), Stage(rows, "confirmed"));
        Assert.Equal(orders.Count(order => order.Status == "cancelled"), Stage(rows, "cancelled"));
        foreach (var reason in new[] { "outOfStock", "insufficientFunds", "reservationExpired", "timedOut" })
        {
            Assert.Equal(
                orders.Count(order => order.Status == "rejected" && Text(order.Order, "rejectionReason") == reason),
                Stage(rows, "rejected", reason)
            );
        }

        Assert.Equal(100m, rows[0].GetProperty("share").GetDecimal());
    }

    [Fact]
    public async Task Times_of_steps_are_those_of_the_timelines()
    {
        var rows = await trade.ReportAsync("order-step-times");

        AssertTimes(rows, "reserved", "placed", "stockReserved");
        AssertTimes(rows, "paid", "stockReserved", "chargeTaken");
        AssertTimes(rows, "confirmed", "chargeTaken", "confirmed");
        Assert.Equal(3, rows.Count);
    }

    [Theory]
    [InlineData("days=10", 10, 5)]
    [InlineData("days=3", 3, 3)]
    [InlineData("from={0:yyyy-MM-dd}&to=2199-12-31", 10, 5)]
    public async Task Stock_lasts_by_the_days_that_a_product_could_be_sold_on(string query, int days, int fewer)
    {
        var asked = string.Format(CultureInfo.InvariantCulture, query, DateTime.UtcNow.AddDays(-9));

        var rows = (await trade.ReportAsync("stock", asked)).ToDictionary(row => Text(row, "sku"));

        foreach (var (sku, since) in trade.Skus.Zip([days, fewer, 1]))
        {
            var sold = Number(rows[sku], "sold");
            Assert.True(sold > 0, sku);
            Assert.Equal(Rounded(sold, since, 2), rows[sku].GetProperty("perDay").GetDecimal());
            Assert.Equal(Rounded(Number(rows[sku], "available") * since, sold, 1), rows[sku].GetProperty("daysOfCover").GetDecimal());
        }
    }

    [Fact]
    public async Task Nothing_is_sold_on_days_to_come()
    {
        var rows = await trade.ReportAsync("stock", "from=2199-01-01&to=2199-12-31");

        Assert.All(rows, row => Assert.Equal((0, 0m), (Number(row, "sold"), row.GetProperty("perDay").GetDecimal())));
    }

    [Fact]
    public async Task Stock_is_that_of_the_inventory_and_sold_as_it_was_ordered()
    {
        var stock = (await trade.ListAsync("/api/inventory/stock")).ToDictionary(item => Text(item, "sku"));

        var rows = (await trade.ReportAsync("stock", "days=10")).ToDictionary(row => Text(row, "sku"));

        Assert.Equal(stock.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (sku, row) in rows)
        {
            Assert.Equal(Number(stock[sku], "onHand"), Number(row, "onHand"));
            Assert.Equal(Number(stock[sku], "reserved"), Number(row, "reserved"));
            Assert.Equal(Number(stock[sku], "available"), Number(row, "available"));
            var sold = trade
                .Orders.Where(order => order.Status == "confirmed")
                .Sum(order => order.Lines.Where(line => line.Sku == sku).Sum(line => line.Quantity));
            Assert.Equal(sold, Number(row, "sold"));
            Assert.Equal(Number(stock[sku], "onHand") > 0 && sold == 0, row.GetProperty("dead").GetBoolean());
            Assert.Equal(sold == 0, row.GetProperty("daysOfCover").ValueKind == JsonValueKind.Null);
        }

        Assert.True(rows[trade.Dead].GetProperty("dead").GetBoolean());
        Assert.Equal(trade.Dead, Text(Assert.Single(await trade.ReportAsync("stock", "product=" + trade.Dead)), "sku"));
    }

    [Fact]
    public async Task Notifications_are_counted_by_template_and_timed()
    {
        var sent = (await trade.ListAsync("/api/notifications")).GroupBy(row => (Text(row, "channel"), Text(row, "template"))).ToList();

        var rows = await trade.ReportAsync("notifications");

        Assert.Equal(sent.Count, rows.Count);
        foreach (var group in sent)
        {
            var row = Assert.Single(rows, row => (Text(row, "channel"), Text(row, "template")) == group.Key);
            Assert.Equal(group.Count(), Number(row, "notifications"));
            Assert.Equal(group.Count(item => Text(item, "status") == "sent"), Number(row, "sent"));
            Assert.Equal(0, Number(row, "failed") + Number(row, "pending"));
            var took = group.Select(item =>
                Milliseconds(item.GetProperty("sentAt").GetDateTime() - item.GetProperty("createdAt").GetDateTime())
            );
            AssertPercentiles(row, took);
        }
    }

    private void AssertTimes(IReadOnlyList<JsonElement> rows, string step, string from, string to)
    {
        var row = Assert.Single(rows, row => Text(row, "step") == step);
        var took = trade
            .Orders.Where(order => order.At(to) is not null)
            .Select(order => Milliseconds(order.At(to)!.Value - order.At(from)!.Value));
        Assert.Equal(took.Count(), Number(row, "orders"));
        AssertPercentiles(row, took);
    }

    private static void AssertPercentiles(JsonElement row, IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        Assert.Equal(sorted[(int)Math.Ceiling(sorted.Count * 0.5) - 1], row.GetProperty("median").GetDecimal());
        Assert.Equal(sorted[(int)Math.Ceiling(sorted.Count * 0.95) - 1], row.GetProperty("p95").GetDecimal());
    }

    private static decimal Rounded(decimal value, decimal by, int digits) => Math.Round(value / by, digits, MidpointRounding.AwayFromZero);

    private static decimal Milliseconds(TimeSpan span) => span.Ticks / 10_000m;

    /// <summary>Every charge and every refund, with the pieces that its order is for.</summary>
    private IEnumerable<Move> Movements(Func<Traded, int[]> units, string? sku = null)
    {
        foreach (var order in trade.Orders.Where(order => sku is null || order.Lines.Any(line => line.Sku == sku)))
        {
            var ofSku = order.Lines.Where(line => line.Sku == sku).Sum(line => line.Total);
            if (order.Charge is { } charge)
            {
                var (amount, at) = Traded.Read(charge);
                yield return new Move(order.Customer, at, order.Currency, units(order).Sum(), sku is null ? amount : ofSku, 0);
            }

            if (order.Refund is { } refund)
            {
                var (amount, at) = Traded.Read(refund);
                yield return new Move(order.Customer, at, order.Currency, null, 0, sku is null ? amount : ofSku);
            }
        }
    }

    private static string PeriodOf(DateTime at, string period) =>
        period switch
        {
            "week" => at.AddDays(-(((int)at.DayOfWeek + 6) % 7)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "month" => at.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            _ => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };

    private static string Sum(IEnumerable<Move> moves, string currency)
    {
        var all = moves.ToList();
        return Show(
            all.Count(move => move.Units is not null),
            all.Sum(move => move.Units ?? 0),
            currency,
            all.Sum(move => move.Gross),
            all.Sum(move => move.Refund)
        );
    }

    private static string Sum(JsonElement row)
    {
        Assert.Equal(Money(row, "gross") - Money(row, "refunds"), Money(row, "net"));
        return Show(Number(row, "orders"), Number(row, "units"), Text(row, "currency"), Money(row, "gross"), Money(row, "refunds"));
    }

    private static string Show(long orders, long units, string currency, decimal gross, decimal refunds) =>
        string.Create(CultureInfo.InvariantCulture, $"{orders} orders, {units} units, {gross:0.00} - {refunds:0.00} {currency}");

    private static long Stage(IReadOnlyList<JsonElement> rows, string stage, string? reason = null) =>
        Number(Assert.Single(rows, row => Text(row, "stage") == stage && (reason is null || Text(row, "reason") == reason)), "orders");

    private static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    private static long Number(JsonElement row, string column) => row.GetProperty(column).GetInt64();

    private static decimal Money(JsonElement row, string column) => Shop.AmountOf(row.GetProperty(column));

    /// <param name="Customer">Whose.</param>
    /// <param name="At">When it was recorded.</param>
    /// <param name="Currency">In which currency.</param>
    /// <param name="Units">The pieces that were paid for; null with a refund.</param>
    /// <param name="Gross">What was taken.</param>
    /// <param name="Refund">What was given back.</param>
    private sealed record Move(Guid Customer, DateTime At, string Currency, int? Units, decimal Gross, decimal Refund);
}

public sealed class ReportNumbersOnSqliteTests(TradeOnSqlite trade) : ReportNumberTests(trade), IClassFixture<TradeOnSqlite>;

public sealed class ReportNumbersOnMySqlTests(TradeOnMySql trade) : ReportNumberTests(trade), IClassFixture<TradeOnMySql>;
