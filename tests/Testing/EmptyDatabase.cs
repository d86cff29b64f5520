using System.Globalization;
using System.Security.Cryptography;

namespace MonolithFirst.Testing;

/// <summary>A database with nothing in it, for a module that runs within the test.</summary>
public sealed class EmptyDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MariaDbServer? server;

    private EmptyDatabase(MariaDbServer? server)
    {
        this.server = server;
        Settings = new Dictionary<string, string?>
        {
            ["Database:Provider"] = server is null ? "Sqlite" : "MySql",
            ["Database:DataFolder"] = folder.FullName,
            ["Database:Server"] = server?.Host,
            ["Database:Port"] = server?.Port.ToString(CultureInfo.InvariantCulture),
            ["Database:Secret"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            ["Database:AdministratorConnection"] = server?.AdministratorConnection,
        };
    }

    /// <summary>The host's settings for it.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Makes one.</summary>
    public static async Task<EmptyDatabase> MakeAsync(TestDatabase kind) =>
        new(kind == TestDatabase.MySql ? await MariaDbServer.StartAsync() : null);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
    }
}
