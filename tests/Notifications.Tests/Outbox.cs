using Microsoft.Data.Sqlite;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Notifications.Tests;

/// <summary>Sends commands to a host's notifications module the way a business module does: as rows of that module's outbox.</summary>
internal static class Outbox
{
    public static async Task SendAsync(HostFixtureOf host, string serviceName, ICommand command)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.ffffff", null);
        // The body is quoted for both databases: a quote is doubled, and a backslash escapes in MySQL alone.
        var body = MessageJson.Write(command, command.GetType()).Replace("'", "''", StringComparison.Ordinal);
        var insert =
            "INSERT INTO {0}outbox (id, service_name, destination, headers, body, created_at, due_at, attempts) VALUES "
            + $"('{Guid.CreateVersion7()}', '{serviceName}', 'notifications', '{{{{}}}}', ";
        if (host.Database == TestDatabase.MySql)
        {
            await host.Server.ExecuteAsync(
                string.Format(null, insert, "orders.") + $"'{body.Replace("\\", "\\\\", StringComparison.Ordinal)}', '{now}', '{now}', 0)"
            );
            return;
        }

        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(host.Host.DataFolder, "orders.db"),
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
        await using var sql = connection.CreateCommand();
        sql.CommandText = string.Format(null, insert, "") + $"'{body}', '{now}', '{now}', 0)";
        await sql.ExecuteNonQueryAsync();
    }
}
