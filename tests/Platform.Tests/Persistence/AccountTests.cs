using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;
using MySqlConnector;

namespace MonolithFirst.Platform.Tests.Persistence;

/// <summary>A provisioned MySQL server lets every module's account into that module's schema, and into no other.</summary>
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
        await MustRefuseAsync(connection, $"USE `{owner}`");
        await MustRefuseAsync(connection, $"CREATE TABLE `{owner}`.planted (id INT)");
        await MustRefuseAsync(connection, $"CREATE VIEW `{account}`.planted AS SELECT * FROM `{owner}`.outbox");
        foreach (var (table, column) in await TablesAsync(owner))
        {
            await MustRefuseAsync(connection, $"SELECT * FROM {table}");
            await MustRefuseAsync(connection, $"INSERT INTO {table} SELECT * FROM {table}");
            await MustRefuseAsync(connection, $"INSERT INTO {table} ({column}) VALUES (NULL)");
            await MustRefuseAsync(connection, $"UPDATE {table} SET {column} = {column}");
            await MustRefuseAsync(connection, $"DELETE FROM {table}");
            await MustRefuseAsync(connection, $"DROP TABLE {table}");
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task An_account_reads_the_tables_of_its_own_module_and_holds_nothing_global(string module)
    {
        await using var connection = await fixture.Server.ConnectAsync(ConnectionOf(module));
        var tables = await TablesAsync(module);
        Assert.NotEmpty(tables);
        foreach (var (table, _) in tables)
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

    /// <summary>Every table of the schema with one of its columns, as the administrator sees them.</summary>
    private async Task<IReadOnlyList<(string Table, string Column)>> TablesAsync(string schema)
    {
        await using var connection = await fixture.Server.ConnectAsync();
        await using var command = new MySqlCommand(
            "SELECT table_name, MIN(column_name) FROM information_schema.columns WHERE table_schema = @schema GROUP BY table_name",
            connection
        );
        command.Parameters.AddWithValue("@schema", schema);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            tables.Add(($"`{schema}`.`{reader.GetString(0)}`", $"`{reader.GetString(1)}`"));
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
