using MonolithFirst.Benchmarks.Bare;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>Whether what was written adds up: figures over books that do not would say little about reports over those that do.</summary>
internal static class TradeCheck
{
    private static readonly (string What, string Sql)[] Faults =
    [
        (
            "transactions that do not balance",
            "SELECT COUNT(*) FROM (SELECT transaction_id FROM payments.entries GROUP BY transaction_id HAVING SUM(amount_minor) <> 0) AS wrong"
        ),
        (
            "accounts that do not hold the sum of their entries",
            """
            SELECT COUNT(*)
            FROM payments.accounts AS account
            LEFT JOIN (
                SELECT account_id, SUM(amount_minor) AS balance, COUNT(*) AS entries, MAX(number) AS last FROM payments.entries GROUP BY account_id
            ) AS booked ON booked.account_id = account.id
            WHERE account.kind = 'User'
                AND (booked.account_id IS NULL
                    OR booked.balance <> account.balance_minor
                    OR booked.entries <> account.entry_count
                    OR booked.last <> account.entry_count)
            """
        ),
        (
            "stock items that are not the sum of their movements",
            """
            SELECT COUNT(*)
            FROM inventory.stock_items AS item
            LEFT JOIN (
                SELECT sku, SUM(on_hand) AS on_hand, SUM(reserved) AS reserved, COUNT(*) AS movements FROM inventory.stock_movements GROUP BY sku
            ) AS moved ON moved.sku = item.sku
            WHERE moved.sku IS NULL
                OR moved.on_hand <> item.on_hand
                OR moved.reserved <> item.reserved
                OR moved.movements <> item.last_movement
            """
        ),
        (
            "orders that are not the sum of their lines",
            """
            SELECT COUNT(*)
            FROM orders.orders AS placed
            LEFT JOIN (
                SELECT order_id, SUM(quantity * unit_price_minor) AS total FROM orders.order_lines GROUP BY order_id
            ) AS line ON line.order_id = placed.id
            WHERE line.order_id IS NULL OR line.total <> placed.total_minor
            """
        ),
        (
            "orders whose timeline has another length",
            """
            SELECT COUNT(*)
            FROM orders.orders AS placed
            LEFT JOIN (
                SELECT order_id, COUNT(*) AS entries FROM orders.order_timeline GROUP BY order_id
            ) AS happened ON happened.order_id = placed.id
            WHERE happened.order_id IS NULL OR happened.entries <> placed.timeline_length
            """
        ),
    ];

    /// <summary>Counts what does not add up.</summary>
    /// <exception cref="InvalidOperationException">There is some.</exception>
    public static async Task MustAddUpAsync(Database database)
    {
        foreach (var (what, sql) in Faults)
        {
            var count = await database.CountAsync(sql);
            if (count != 0)
            {
                throw new InvalidOperationException($"There are {count} {what}.");
            }
        }
    }
}
