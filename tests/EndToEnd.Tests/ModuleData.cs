using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>The modules' tables, reached past the host: to see that nothing has changed, and to make a module unable to work.</summary>
internal abstract class ModuleData
{
    public static ModuleData Of(HostFixtureOf host) =>
        host.Database == TestDatabase.Sqlite ? new OnSqlite(host.Host.DataFolder) : new OnMySql(host.Server);

    /// <summary>The files of a folder, whoever has written them.</summary>
    public static ModuleData In(string folder) => new OnSqlite(folder);

    /// <summary>Every table of every module with a fingerprint of its rows, as <c>module.table</c>.</summary>
    public Task<SortedDictionary<string, string>> FingerprintsAsync() => FingerprintsAsync(SourceTree.Modules);

    /// <summary>The same for some modules.</summary>
    public async Task<SortedDictionary<string, string>> FingerprintsAsync(IEnumerable<string> modules)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            await AddFingerprintsAsync(module, all);
        }

        return all;
    }

    /// <summary>
    /// Waits until nothing is on its way, and returns the fingerprints of then. A message can slip from a table that is still to be read
    /// to one that has been read; but then the fingerprints before and after differ.
    /// </summary>
    public async Task<SortedDictionary<string, string>> WhenQuietAsync()
    {
        var before = await FingerprintsAsync();
        var quiet = await Eventually.GetAsync(
            async () =>
            {
                var waiting = await OnTheWayAsync();
                var after = await FingerprintsAsync();
                var changed = Changes(before, after);
                before = after;
                return (Waiting: waiting, Changed: changed, Fingerprints: after);
            },
            seen => seen.Waiting == 0 && seen.Changed.Count == 0,
            TimeSpan.FromMinutes(2),
            "Nothing on its way"
        );
        return quiet.Fingerprints;
    }

    /// <summary>The tables whose rows are not what they were.</summary>
    public static IReadOnlyList<string> Changes(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        [.. before.Except(after).Concat(after.Except(before)).Select(table => table.Key).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Keeps the module from handling any message until disposed, as a database that hangs would: the module has the messages, and no
    /// answer comes.
    /// </summary>
    public abstract Task<IAsyncDisposable> HangAsync(string module);

    /// <summary>Makes the module fail, until disposed, wherever it writes a movement of the SKU; everything else goes on.</summary>
    public abstract Task<IAsyncDisposable> BreakMovementsOfAsync(string sku);

    protected abstract Task<long> CountAsync(string module, string table, string condition, DateTime now);

    protected abstract Task AddFingerprintsAsync(string module, SortedDictionary<string, string> all);

    private sealed class Mending(Func<Task> mend) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await mend();
    }

    private async Task<long> OnTheWayAsync()
    {
        var waiting = 0L;
        foreach (var module in SourceTree.Modules)
        {
            waiting += await CountAsync(module, "outbox", "due_at <= @now", DateTime.UtcNow);
            waiting += await CountAsync(module, "inbox", "status = 'Retrying'", DateTime.UtcNow);
        }

        return waiting + await CountAsync("notifications", "notifications", "status = 'Pending'", DateTime.UtcNow);
    }

    private sealed class OnSqlite(string folder) : ModuleData
    {
        public override async Task<IAsyncDisposable> HangAsync(string module)
        {
            var connection = await OpenAsync(module);
            // An immediate transaction is the one writer that SQLite lets in.
            await using var begin = new SqliteCommand("BEGIN IMMEDIATE", connection);
            await begin.ExecuteNonQueryAsync();
            return connection;
        }

        public override async Task<IAsyncDisposable> BreakMovementsOfAsync(string sku)
        {
            await ExecuteAsync(
                "inventory",
                $"CREATE TRIGGER broken BEFORE INSERT ON stock_movements WHEN NEW.sku = '{sku}' BEGIN SELECT RAISE(ABORT, 'told to fail'); END"
            );
            return new Mending(() => ExecuteAsync("inventory", "DROP TRIGGER broken"));
        }

        private async Task ExecuteAsync(string module, string sql)
        {
            await using var connection = await OpenAsync(module);
            await using var command = new SqliteCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        protected override async Task AddFingerprintsAsync(string module, SortedDictionary<string, string> all)
        {
            await using var connection = await OpenAsync(module);
            var tables = new List<string>();
            await using (var list = new SqliteCommand("SELECT name FROM sqlite_master WHERE type = 'table'", connection))
            await using (var names = await list.ExecuteReaderAsync())
            {
                while (await names.ReadAsync())
                {
                    tables.Add(names.GetString(0));
                }
            }

            foreach (var table in tables)
            {
                await using var select = new SqliteCommand($"SELECT * FROM \"{table}\"", connection);
                await using var rows = await select.ExecuteReaderAsync();
                var count = 0;
                var text = new StringBuilder();
                var values = new object[rows.FieldCount];
                while (await rows.ReadAsync())
                {
                    rows.GetValues(values);
                    text.AppendJoin('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))).Append('\n');
                    count++;
                }

                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
                all[$"{module}.{table}"] = $"{count} rows, {hash}";
            }
        }

        protected override async Task<long> CountAsync(string module, string table, string condition, DateTime now)
        {
            await using var connection = await OpenAsync(module);
            await using var command = new SqliteCommand($"SELECT COUNT(*) FROM {table} WHERE {condition}", connection);
            command.Parameters.AddWithValue("@now", now);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        private async Task<SqliteConnection> OpenAsync(string module)
        {
            var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, module + ".db"), Pooling = false };
            var connection = new SqliteConnection(file.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }
    }

    private sealed class OnMySql(MariaDbServer server) : ModuleData
    {
        public override async Task<IAsyncDisposable> HangAsync(string module)
        {
            var unpooled = new MySqlConnectionStringBuilder(server.AdministratorConnection) { Pooling = false }.ConnectionString;
            var connection = await server.ConnectAsync(unpooled);
            await using var command = new MySqlCommand($"LOCK TABLES `{module}`.inbox WRITE", connection);
            await command.ExecuteNonQueryAsync();
            return connection;
        }

        public override async Task<IAsyncDisposable> BreakMovementsOfAsync(string sku)
        {
            await server.ExecuteAsync(
                $"CREATE TRIGGER inventory.broken BEFORE INSERT ON inventory.stock_movements FOR EACH ROW "
                    + $"IF NEW.sku = '{sku}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'told to fail'; END IF"
            );
            return new Mending(() => server.ExecuteAsync("DROP TRIGGER inventory.broken"));
        }

        protected override async Task<long> CountAsync(string module, string table, string condition, DateTime now)
        {
            await using var connection = await server.ConnectAsync();
            await using var command = new MySqlCommand($"SELECT COUNT(*) FROM `{module}`.{table} WHERE {condition}", connection);
            command.Parameters.AddWithValue("@now", now);
            return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        protected override async Task AddFingerprintsAsync(string module, SortedDictionary<string, string> all)
        {
            await using var connection = await server.ConnectAsync();
            var tables = new List<string>();
            await using (
                var list = new MySqlCommand(
                    $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{module}' AND table_type = 'BASE TABLE'",
                    connection
                )
            )
            await using (var names = await list.ExecuteReaderAsync())
            {
                while (await names.ReadAsync())
                {
                    tables.Add(names.GetString(0));
                }
            }

            foreach (var table in tables)
            {
                await using var checksum = new MySqlCommand($"CHECKSUM TABLE `{module}`.`{table}` EXTENDED", connection);
                await using var row = await checksum.ExecuteReaderAsync();
                await row.ReadAsync();
                all[$"{module}.{table}"] = Convert.ToString(row.GetValue(1), CultureInfo.InvariantCulture)!;
            }
        }
    }
}
