using System.Data.Common;
using System.Globalization;

namespace MonolithFirst.Benchmarks.Bare;

/// <summary>The SQL of the bare API: the rows that the host reads and writes for the same requests.</summary>
internal static class BareRows
{
    private const string Headers =
        """{"correlation-id":"0123456789abcdef0123456789abcdef","user-id":"01a2075a-74ce-76fc-abdd-0089aecdb9ef"}""";

    public static async Task<Product> ProductAsync(DbConnection connection, string sku)
    {
        await using var command = Sql.Command(
            connection,
            "SELECT sku, name, description, price_minor, price_currency, status, created_at, updated_at, version FROM catalog.products WHERE sku = @p0",
            sku
        );
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new Product(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            Money(row.GetInt64(3), row.GetString(4)),
            row.GetString(5),
            row.GetDateTime(6),
            row.GetDateTime(7),
            row.GetInt32(8)
        );
    }

    public static async Task<Order> OrderAsync(DbConnection connection, string id)
    {
        var lines = new List<OrderLine>();
        await using (
            var command = Sql.Command(
                connection,
                "SELECT sku, name, unit_price_minor, unit_price_currency, quantity FROM orders.order_lines WHERE order_id = @p0 ORDER BY number",
                id
            )
        )
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                var (price, currency, quantity) = (row.GetInt64(2), row.GetString(3), row.GetInt32(4));
                lines.Add(
                    new OrderLine(row.GetString(0), row.GetString(1), Money(price, currency), quantity, Money(price * quantity, currency))
                );
            }
        }

        var timeline = new List<OrderEntry>();
        await using (
            var command = Sql.Command(
                connection,
                "SELECT at, what, detail FROM orders.order_timeline WHERE order_id = @p0 ORDER BY number",
                id
            )
        )
        await using (var row = await command.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                timeline.Add(new OrderEntry(row.GetDateTime(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
            }
        }

        await using var head = Sql.Command(
            connection,
            "SELECT id, user_id, status, total_minor, total_currency, placed_at, version FROM orders.orders WHERE id = @p0",
            id
        );
        await using var order = await head.ExecuteReaderAsync();
        await order.ReadAsync();
        return new Order(
            order.GetString(0),
            order.GetString(1),
            order.GetString(2),
            Money(order.GetInt64(3), order.GetString(4)),
            order.GetDateTime(5),
            order.GetInt32(6),
            lines,
            timeline
        );
    }

    public static async Task<Movement> ReceiveAsync(DbConnection connection, string sku, ReceiptRequest receipt)
    {
        var now = DateTime.UtcNow;
        await Sql.ExecuteAsync(
            connection,
            "UPDATE inventory.stock_items SET on_hand = on_hand + @p1, last_movement = last_movement + 1, updated_at = @p2 WHERE sku = @p0",
            sku,
            receipt.Quantity,
            now
        );
        var number = await LastMovementAsync(connection, sku);
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO inventory.stock_movements (sku, number, kind, on_hand, reserved, reason, made_by, occurred_at) "
                + "VALUES (@p0, @p1, 'Receipt', @p2, 0, @p3, @p4, @p5)",
            sku,
            number,
            receipt.Quantity,
            receipt.Reason,
            Guid.NewGuid().ToString(),
            now
        );
        return new Movement(sku, number, "receipt", receipt.Quantity, 0, receipt.Reason, now);
    }

    /// <summary>Writes an order with its lines, and then what else belongs to it.</summary>
    public static async Task<PlacedOrder> PlaceAsync(
        DbConnection connection,
        OrderRequest request,
        Func<DbConnection, Placed, Task> andThen
    )
    {
        var wanted = request.Lines[0];
        var product = await ProductAsync(connection, wanted.Sku);
        var minor = (long)(decimal.Parse(product.Price.Amount, CultureInfo.InvariantCulture) * 100);
        var placed = new Placed(
            Guid.CreateVersion7().ToString(),
            request.UserId.ToString(),
            wanted.Sku,
            wanted.Quantity,
            minor * wanted.Quantity,
            product.Price.Currency,
            DateTime.UtcNow
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO orders.orders (id, user_id, status, placed_at, version, giving_back_attempts, stock_is_back, money_is_back, timeline_length, "
                + "total_currency, total_minor, units, reserved_at, paid_at, confirmed_at) "
                + "VALUES (@p0, @p1, 'Confirmed', @p2, 4, 0, 0, 0, 5, @p3, @p4, @p5, @p2, @p2, @p2)",
            placed.Id,
            placed.UserId,
            placed.At,
            placed.Currency,
            placed.Total,
            placed.Quantity
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO orders.order_lines (order_id, number, sku, name, quantity, unit_price_currency, unit_price_minor) "
                + "VALUES (@p0, 1, @p1, @p2, @p3, @p4, @p5)",
            placed.Id,
            placed.Sku,
            product.Name,
            placed.Quantity,
            placed.Currency,
            minor
        );
        await andThen(connection, placed);
        return new PlacedOrder(placed.Id, "reserving", Money(placed.Total, placed.Currency), placed.At);
    }

    /// <summary>What the host writes while the client waits: the first entry of the timeline, and what is to be sent.</summary>
    public static async Task QueueAsync(DbConnection connection, Placed order)
    {
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO orders.order_timeline (order_id, number, at, what) VALUES (@p0, 1, @p1, 'Placed')",
            order.Id,
            order.At
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO orders.outbox (id, service_name, destination, headers, body, created_at, due_at, attempts) VALUES "
                + "(@p0, 'inventory_reserve_stock', 'inventory', @p2, @p3, @p4, @p4, 0), (@p1, 'orders_step_timed_out', 'orders', @p2, @p3, @p4, @p4, 0)",
            Guid.CreateVersion7().ToString(),
            Guid.CreateVersion7().ToString(),
            Headers,
            $$"""{"reference":"{{order.Id}}","lines":[{"sku":"{{order.Sku}}","quantity":{{order.Quantity}}}]}""",
            order.At
        );
    }

    /// <summary>What the modules have written when the order is confirmed, without the outboxes and inboxes in between.</summary>
    public static async Task FulfilAsync(DbConnection connection, Placed order)
    {
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO orders.order_timeline (order_id, number, at, what, detail) VALUES (@p0, 1, @p1, 'Placed', NULL), "
                + "(@p0, 2, @p1, 'StockReserved', NULL), (@p0, 3, @p1, 'ChargeTaken', @p2), (@p0, 4, @p1, 'StockCommitted', NULL), (@p0, 5, @p1, 'Confirmed', NULL)",
            order.Id,
            order.At,
            "12.90 EUR"
        );
        await TakeStockAsync(connection, order);
        await ChargeAsync(connection, order);
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO notifications.notifications (id, cause, user_id, template, channel, `values`, correlation, status, attempts, attempts_left, due_at, created_at) "
                + "VALUES (@p0, @p1, @p2, 'orders.confirmed', 'Email', @p3, @p4, 'Pending', 0, 10, @p5, @p5)",
            Guid.CreateVersion7().ToString(),
            order.Id,
            order.UserId,
            $$"""{"orderId":"{{order.Id}}","total":"12.90 EUR"}""",
            Guid.NewGuid().ToString("N"),
            order.At
        );
    }

    private static async Task TakeStockAsync(DbConnection connection, Placed order)
    {
        await Sql.ExecuteAsync(
            connection,
            "UPDATE inventory.stock_items SET on_hand = on_hand - @p1, last_movement = last_movement + 2, updated_at = @p2 WHERE sku = @p0",
            order.Sku,
            order.Quantity,
            order.At
        );
        var last = await LastMovementAsync(connection, order.Sku);
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO inventory.reservations (reference, status, created_at, expires_at, changed_at) VALUES (@p0, 'Committed', @p1, @p1, @p1)",
            order.Id,
            order.At
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO inventory.reservation_lines (reference, sku, quantity, is_missing) VALUES (@p0, @p1, @p2, 0)",
            order.Id,
            order.Sku,
            order.Quantity
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO inventory.stock_movements (sku, number, kind, on_hand, reserved, reference, occurred_at) VALUES "
                + "(@p0, @p1, 'Reserve', 0, @p3, @p4, @p5), (@p0, @p2, 'Commit', -@p3, -@p3, @p4, @p5)",
            order.Sku,
            last - 1,
            last,
            order.Quantity,
            order.Id,
            order.At
        );
    }

    private static async Task ChargeAsync(DbConnection connection, Placed order)
    {
        var transaction = Guid.CreateVersion7().ToString();
        await Sql.ExecuteAsync(
            connection,
            "UPDATE payments.accounts SET balance_minor = balance_minor - @p1, entry_count = entry_count + 1 WHERE user_id = @p0",
            order.UserId,
            order.Total
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO payments.charges (reference, state, user_id, amount_minor, currency, purpose, changed_at) VALUES (@p0, 'Taken', @p1, @p2, @p3, @p4, @p5)",
            order.Id,
            order.UserId,
            order.Total,
            order.Currency,
            "Order " + order.Id,
            order.At
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO payments.transactions (id, kind, reference, purpose, recorded_at) VALUES (@p0, 'Charge', @p1, @p2, @p3)",
            transaction,
            order.Id,
            "Order " + order.Id,
            order.At
        );
        await Sql.ExecuteAsync(
            connection,
            "INSERT INTO payments.entries (id, transaction_id, kind, reference, account_id, user_id, recorded_at, number, balance_after_minor, amount_currency, amount_minor) "
                + "SELECT @p0, @p2, 'Charge', @p7, id, user_id, @p3, entry_count, balance_minor, @p4, -@p5 FROM payments.accounts WHERE user_id = @p6 "
                + "UNION ALL SELECT @p1, @p2, 'Charge', @p7, id, NULL, @p3, NULL, NULL, @p4, @p5 FROM payments.accounts WHERE kind = 'System'",
            Guid.CreateVersion7().ToString(),
            Guid.CreateVersion7().ToString(),
            transaction,
            order.At,
            order.Currency,
            order.Total,
            order.UserId,
            order.Id
        );
    }

    private static async Task<int> LastMovementAsync(DbConnection connection, string sku)
    {
        await using var command = Sql.Command(connection, "SELECT last_movement FROM inventory.stock_items WHERE sku = @p0", sku);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static Price Money(long minor, string currency) => new((minor / 100m).ToString("0.00", CultureInfo.InvariantCulture), currency);
}

/// <summary>An order of one line.</summary>
internal sealed record Placed(string Id, string UserId, string Sku, int Quantity, long Total, string Currency, DateTime At);
