using MonolithFirst.Testing;

namespace MonolithFirst.Reporting.Tests;

/// <summary>SQL for many rows at once, on both databases.</summary>
internal static class Many
{
    private const string Digits =
        "SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 "
        + "UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9";

    /// <summary>The numbers from 1 to a million, as <c>n</c>.</summary>
    public const string Numbers =
        "SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS n "
        + $"FROM ({Digits}) AS a CROSS JOIN ({Digits}) AS b CROSS JOIN ({Digits}) AS c "
        + $"CROSS JOIN ({Digits}) AS e CROSS JOIN ({Digits}) AS f CROSS JOIN ({Digits}) AS g";

    public static string Now => ModuleTables.Text(DateTime.UtcNow);

    /// <summary>Puts items on stock, numbered from 1.</summary>
    public static Task ItemsAsync(HostFixtureOf host, int items) =>
        host.TablesOf("inventory")
            .ExecuteAsync(
                "INSERT INTO stock_items (sku, on_hand, reserved, last_movement, updated_at) "
                    + $"SELECT n, n, 0, 0, {Now} FROM ({Numbers}) AS numbers WHERE n <= {items}"
            );
}
