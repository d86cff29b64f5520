using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Testing;

namespace MonolithFirst.Notifications.Tests;

/// <summary>Sends commands to a host's notifications module the way a business module does: as rows of that module's outbox.</summary>
internal static class Outbox
{
    public static async Task SendAsync(HostFixtureOf host, string serviceName, ICommand command)
    {
        var now = ModuleTables.Text(DateTime.UtcNow);
        // A quote is doubled on both databases, and a backslash escapes in MySQL alone.
        var body = MessageJson.Write(command, command.GetType()).Replace("'", "''", StringComparison.Ordinal);
        body = host.Database == TestDatabase.MySql ? body.Replace("\\", "\\\\", StringComparison.Ordinal) : body;
        await host.TablesOf("orders")
            .ExecuteAsync(
                "INSERT INTO outbox (id, service_name, destination, headers, body, created_at, due_at, attempts) VALUES "
                    + $"('{Guid.CreateVersion7()}', '{serviceName}', 'notifications', '{{}}', '{body}', {now}, {now}, 0)"
            );
    }
}
