using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests;

/// <summary>The tables of all modules together: to see that nothing has changed, and to make a module unable to work.</summary>
internal abstract class ModuleData
{
    private readonly Func<string, ModuleTables> tablesOf;

    private ModuleData(Func<string, ModuleTables> tablesOf) => this.tablesOf = tablesOf;

    public static ModuleData Of(HostFixtureOf host) =>
        host.Database == TestDatabase.Sqlite ? new OnSqlite(host.TablesOf) : new OnMySql(host.TablesOf);

    /// <summary>The files of a folder, whoever has written them.</summary>
    public static ModuleData In(string folder) => new OnSqlite(module => ModuleTables.In(folder, module));

    /// <summary>Every table of every module with a fingerprint of its rows, as <c>module.table</c>.</summary>
    public Task<SortedDictionary<string, string>> FingerprintsAsync() => FingerprintsAsync(SourceTree.Modules);

    /// <summary>The same for some modules.</summary>
    public async Task<SortedDictionary<string, string>> FingerprintsAsync(IEnumerable<string> modules)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            await using var connection = await tablesOf(module).OpenAsync();
            foreach (var table in await NamesAsync(connection))
            {
                all[$"{module}.{table}"] = await FingerprintAsync(connection, table);
            }
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

    /// <summary>Lists the module's tables.</summary>
    protected abstract string ListOfTables { get; }

    protected abstract Task<string> FingerprintAsync(DbConnection connection, string table);

    private sealed class Mending(Func<Task> mend) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await mend();
    }

    private async Task<IReadOnlyList<string>> NamesAsync(DbConnection connection)
    {
        await using var command = CommandOn(connection, ListOfTables);
        await using var rows = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private async Task<long> OnTheWayAsync()
    {
        var waiting = await CountAsync("notifications", "notifications", "status = 'Pending'");
        foreach (var module in SourceTree.Modules)
        {
            waiting += await CountAsync(module, "outbox", $"due_at <= {ModuleTables.Text(DateTime.UtcNow)}");
            waiting += await CountAsync(module, "inbox", "status = 'Retrying'");
        }

        return waiting;
    }

    private Task<long> CountAsync(string module, string table, string condition) =>
        tablesOf(module).ScalarAsync<long>($"SELECT COUNT(*) FROM {table} WHERE {condition}");

    private static DbCommand CommandOn(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>Keeps a connection, with what it holds, until disposed.</summary>
    private async Task<IAsyncDisposable> HoldAsync(string module, string sql)
    {
        var connection = await tablesOf(module).OpenAsync();
        await using var command = CommandOn(connection, sql);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<IAsyncDisposable> BreakAsync(string module, string trigger)
    {
        await tablesOf(module).ExecuteAsync($"CREATE TRIGGER broken {trigger}");
        return new Mending(() => tablesOf(module).ExecuteAsync("DROP TRIGGER broken"));
    }

    private sealed class OnSqlite(Func<string, ModuleTables> tablesOf) : ModuleData(tablesOf)
    {
        protected override string ListOfTables => "SELECT name FROM sqlite_master WHERE type = 'table'";

        // An immediate transaction is the one writer that SQLite lets in.
        public override Task<IAsyncDisposable> HangAsync(string module) => HoldAsync(module, "BEGIN IMMEDIATE");

        public override Task<IAsyncDisposable> BreakMovementsOfAsync(string sku) =>
            BreakAsync(
                "inventory",
                $"BEFORE INSERT ON stock_movements WHEN NEW.sku = '{sku}' BEGIN SELECT RAISE(ABORT, 'told to fail'); END"
            );

        protected override async Task<string> FingerprintAsync(DbConnection connection, string table)
        {
            await using var select = CommandOn(connection, $"SELECT * FROM \"{table}\"");
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

            return $"{count} rows, {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12]}";
        }
    }

    private sealed class OnMySql(Func<string, ModuleTables> tablesOf) : ModuleData(tablesOf)
    {
        protected override string ListOfTables =>
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'";

        public override Task<IAsyncDisposable> HangAsync(string module) => HoldAsync(module, "LOCK TABLES inbox WRITE");

        public override Task<IAsyncDisposable> BreakMovementsOfAsync(string sku) =>
            BreakAsync(
                "inventory",
                $"BEFORE INSERT ON stock_movements FOR EACH ROW "
                    + $"IF NEW.sku = '{sku}' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'told to fail'; END IF"
            );

        protected override async Task<string> FingerprintAsync(DbConnection connection, string table)
        {
            await using var checksum = CommandOn(connection, $"CHECKSUM TABLE `{table}` EXTENDED");
            await using var row = await checksum.ExecuteReaderAsync();
            await row.ReadAsync();
            return Convert.ToString(row.GetValue(1), CultureInfo.InvariantCulture)!;
        }
    }
}
