using System.Data.Common;
using MonolithFirst.Benchmarks.Bare;
using MonolithFirst.Benchmarks.Reports;

namespace MonolithFirst.Benchmarks.Trade;

/// <summary>
/// Two years of a shop, written straight into the modules' schemas as the modules would have left them: orders with lines and timelines,
/// reservations, movements and stock, the ledger, notifications, customers and products. Without what they delete in time (messages,
/// idempotency keys), and without the audit trail. The same seed gives the same history.
/// </summary>
internal static class TradeHistory
{
    public const string Currency = "EUR";

    /// <summary>The first moment.</summary>
    public static readonly DateTime Begin = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The first moment afterwards. What belongs to the last orders may be later.</summary>
    public static readonly DateTime End = Begin.AddYears(2);

    /// <summary>From the one to the other.</summary>
    public static readonly TimeSpan Span = End - Begin;

    private const int OrdersPerCustomer = 10;
    private const int Batch = 10_000;
    private const string AdministratorRole = "0198d8a0-0000-7000-8000-000000000001";

    /// <summary>Writes the history into schemas that the host has made, in which there is a customer.</summary>
    public static Task<long> WriteAsync(Database database, ReportsOptions options) =>
        database.ReadAsync(async connection =>
        {
            // Rows come in the order of their times, not of their foreign keys. What is written is checked afterwards.
            await Sql.ExecuteAsync(connection, Checking(database, on: false));
            try
            {
                var written = await WriteAsync(connection, options);
                if (!database.IsSqlite)
                {
                    // The server does so by itself, but some time later.
                    await Sql.ExecuteAsync(connection, "ANALYZE TABLE " + string.Join(", ", written.Select(rows => rows.Table)));
                }

                return written.Sum(rows => (long)rows.Count);
            }
            finally
            {
                await Sql.ExecuteAsync(connection, Checking(database, on: true));
            }
        });

    /// <summary>So much of a span: a number of so many, in whole microseconds.</summary>
    public static TimeSpan Part(double number, double of, TimeSpan span) =>
        TimeSpan.FromMicroseconds((long)(span.TotalMicroseconds * number / of));

    /// <summary>One text, or null where there is no row.</summary>
    public static async Task<string?> TextAsync(DbConnection connection, string sql)
    {
        await using var command = Sql.Command(connection, sql);
        // MySQL's provider takes a text of 36 characters for a UUID.
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    private static async Task<IReadOnlyList<Rows>> WriteAsync(DbConnection connection, ReportsOptions options)
    {
        var chance = new Chance(options.Seed);
        var staff = await StaffAsync(connection);
        var goods = new Goods(chance, staff, Begin.AddDays(-30));
        var customers = await Customers.RegisterAsync(connection, chance, staff, Math.Max(options.Orders / OrdersPerCustomer, 10));
        var mails = new Mails(chance);
        var flow = new OrderFlow(chance, goods, customers, mails);
        IReadOnlyList<Rows> all = [.. customers.Written, .. goods.Written, .. flow.Written, .. mails.Written];
        for (var number = 0; number < options.Orders; number++)
        {
            if (number % Batch == 0)
            {
                Run.Say($"reports: {number} orders are written");
                await WriteAsync(connection, all);
            }

            flow.Place(TimeOf(number + chance.Share(), options.Orders));
        }

        flow.Close();
        customers.Close();
        goods.Close();
        await WriteAsync(connection, all);
        return all;
    }

    private static async Task WriteAsync(DbConnection connection, IReadOnlyList<Rows> all)
    {
        await Sql.ExecuteAsync(connection, "BEGIN");
        foreach (var rows in all)
        {
            await rows.WriteAsync(connection);
        }

        await Sql.ExecuteAsync(connection, "COMMIT");
    }

    /// <summary>More orders from month to month, and none between midnight and six.</summary>
    private static DateTime TimeOf(double number, int of)
    {
        var even = Part(Math.Pow(number / of, 0.85), 1, Span);
        return Begin.AddDays(even.Days).AddHours(6) + Part(18, 24, even - TimeSpan.FromDays(even.Days));
    }

    private static string Checking(Database database, bool on) =>
        (database.IsSqlite, on) switch
        {
            (true, true) => "PRAGMA foreign_keys = ON",
            (true, false) => "PRAGMA foreign_keys = OFF",
            (false, true) => "SET foreign_key_checks = 1, unique_checks = 1",
            (false, false) => "SET foreign_key_checks = 0, unique_checks = 0",
        };

    private static async Task<Guid> StaffAsync(DbConnection connection) =>
        Guid.Parse(
            (await TextAsync(connection, $"SELECT account_id FROM users.account_roles WHERE role_id = '{AdministratorRole}' LIMIT 1"))!
        );
}
