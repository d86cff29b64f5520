using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>
/// A provisioned MySQL server lets every module's account into that module's schema, and into no other; that of reporting also reads the
/// views that the others publish.
/// </summary>
public sealed class AccountTests(MySqlHostFixture fixture) : IClassFixture<MySqlHostFixture>
{
    // What the server answers to an account without the right: to a statement on a table, and to one on a schema.
    private static readonly MySqlErrorCode[] Refusals = [MySqlErrorCode.TableAccessDenied, MySqlErrorCode.DatabaseAccessDenied];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (account, owner) in SourceTree.Modules.SelectMany(_ => SourceTree.Modules, (account, owner) => (account, owner)))
            {
                if (account != owner)
                {
                    pairs.Add(account, owner);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_account_can_neither_read_nor_write_the_tables_of_another_module(string account, string owner)
    {
        await using var connection = await fixture.Server.ConnectAsync(ConnectionOf(account));
        if (account != ReportingDatabase.Module)
        {
            // Who may read a view may also name its schema.
            await MustRefuseAsync(connection, $"USE `{owner}`");
        }

        await MustRefuseAsync(connection, $"CREATE TABLE `{owner}`.planted (id INT)");
        await MustRefuseAsync(connection, $"CREATE VIEW `{account}`.planted AS SELECT * FROM `{owner}`.outbox");
        foreach (var (table, column, isView) in await TablesAsync(owner))
        {
            if (account != ReportingDatabase.Module || !isView)
            {
                await MustRefuseAsync(connection, $"SELECT * FROM {table}");
                await MustRefuseAsync(connection, $"SELECT COUNT(*) FROM {table}");
            }

            await MustRefuseAsync(connection, $"INSERT INTO {table} SELECT * FROM {table}");
            await MustRefuseAsync(connection, $"INSERT INTO {table} ({column}) VALUES (NULL)");
            await MustRefuseAsync(connection, $"UPDATE {table} SET {column} = {column}");
            await MustRefuseAsync(connection, $"DELETE FROM {table}");
            await MustRefuseAsync(connection, $"DROP TABLE {table}");
        }
    }

    [Fact]
    public async Task The_reporting_account_reads_every_view_that_a_module_publishes_and_can_neither_replace_nor_drop_it()
    {
        await using var connection = await fixture.Server.ConnectAsync(ConnectionOf(ReportingDatabase.Module));
        var publishing = new List<string>();
        foreach (var owner in SourceTree.Modules)
        {
            foreach (var (view, _, _) in (await TablesAsync(owner)).Where(table => table.IsView))
            {
                publishing.Add(owner);
                await ExecuteAsync(connection, $"SELECT * FROM {view}");
                await MustRefuseAsync(connection, $"CREATE OR REPLACE VIEW {view} AS SELECT 1");
                await MustRefuseAsync(connection, $"DROP VIEW {view}");
                await MustRefuseAsync(connection, $"SHOW CREATE VIEW {view}");
            }
        }

        Assert.Equal(SourceTree.Modules.Where(module => module != ReportingDatabase.Module).Order(), publishing.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task An_account_reads_the_tables_of_its_own_module_and_holds_nothing_global(string module)
    {
        await using var connection = await fixture.Server.ConnectAsync(ConnectionOf(module));
        var tables = await TablesAsync(module);
        Assert.NotEmpty(tables);
        foreach (var (table, _, _) in tables)
        {
            await ExecuteAsync(connection, $"SELECT COUNT(*) FROM {table}");
        }

        await MustRefuseAsync(connection, "CREATE DATABASE planted");
        await MustRefuseAsync(connection, "SELECT * FROM mysql.user");
    }

    public static TheoryData<string> Modules => [.. SourceTree.Modules];

    private string ConnectionOf(string module) =>
        new DatabaseOptions
        {
            Server = fixture.Server.Host,
            Port = fixture.Server.Port,
            Secret = fixture.HostSettings["Database__Secret"],
        }.MySqlConnectionOf(module);

    /// <summary>Every table and view of the schema with one of its columns, as the administrator sees them.</summary>
    private async Task<IReadOnlyList<(string Table, string Column, bool IsView)>> TablesAsync(string schema)
    {
        await using var connection = await fixture.Server.ConnectAsync();
        await using var command = new MySqlCommand(
            """
            SELECT c.table_name, MIN(c.column_name), MAX(t.table_type = 'VIEW')
            FROM information_schema.columns AS c
            JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = @schema
            GROUP BY c.table_name
            """,
            connection
        );
        command.Parameters.AddWithValue("@schema", schema);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<(string, string, bool)>();
        while (await reader.ReadAsync())
        {
            tables.Add(($"`{schema}`.`{reader.GetString(0)}`", $"`{reader.GetString(1)}`", reader.GetInt32(2) == 1));
        }

        return tables;
    }

    private static async Task MustRefuseAsync(MySqlConnection connection, string sql)
    {
        var refusal = await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(connection, sql));
        Assert.True(Refusals.Contains(refusal.ErrorCode), $"{sql} failed otherwise than by rights: {refusal.ErrorCode}, {refusal.Message}");
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
