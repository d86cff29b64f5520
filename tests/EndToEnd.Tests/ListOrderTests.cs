using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>
/// On MySQL the long lists are read in the order of an index: it sorts what an index does not give in order, all of it for each page. Of a
/// few rows it makes something else, so the index is named.
/// </summary>
public sealed class ListOrderTests(MySqlHostFixture host) : IClassFixture<MySqlHostFixture>
{
    private const string Placed = "placed_at >= '2026-01-01' AND placed_at < '2026-02-01'";

    [Theory]
    [InlineData("orders.orders", "ix_orders_steps", "", "placed_at DESC, id DESC")]
    [InlineData("orders.orders", "ix_orders_status_placed_at", "status = 'Confirmed'", "placed_at DESC, id DESC")]
    [InlineData("orders.orders", "ix_orders_user_id_placed_at", "user_id = 'a'", "placed_at DESC, id DESC")]
    [InlineData("orders.orders", "ix_orders_steps", Placed, "placed_at DESC, id DESC")]
    [InlineData("orders.orders", "ix_orders_status_placed_at", "status = 'Confirmed' AND " + Placed, "placed_at DESC, id DESC")]
    [InlineData("orders.orders", "ix_orders_user_id_placed_at", "user_id = 'a' AND " + Placed, "placed_at DESC, id DESC")]
    [InlineData(
        "notifications.notifications",
        "ix_notifications_created_at_id_channel_template_status_sent_at",
        "",
        "created_at DESC, id DESC"
    )]
    [InlineData("payments.transactions", "ix_transactions_recorded_at", "", "recorded_at DESC, id DESC")]
    [InlineData("payments.transactions", "ix_transactions_kind_recorded_at_id", "kind = 'Charge'", "recorded_at DESC, id DESC")]
    [InlineData("payments.accounts", "ix_accounts_kind_currency_id", "kind = 'User'", "currency, id")]
    [InlineData("catalog.products", "ix_products_name", "", "name, id")]
    [InlineData("catalog.products", "ix_products_status_name", "status = 'Active'", "name, id")]
    [InlineData("inventory.reservations", "ix_reservations_created_at", "", "created_at DESC, reference DESC")]
    public async Task A_page_is_read_in_the_order_of_its_index(string table, string index, string condition, string order)
    {
        var where = condition.Length > 0 ? "WHERE " + condition : "";

        var plan = await host.Server.ScalarAsync<string>(
            $"EXPLAIN FORMAT=JSON SELECT * FROM {table} FORCE INDEX ({index}) {where} ORDER BY {order} LIMIT 20"
        );

        Assert.Contains(index, plan, StringComparison.Ordinal);
        // MariaDB names a step where it sorts, MySQL says of each whether it does.
        Assert.DoesNotContain("\"filesort\"", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("\"using_filesort\": true", plan, StringComparison.Ordinal);
    }
}
