using Microsoft.EntityFrameworkCore;
using MonolithFirst.Host;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Registry;

/// <summary>A database server with the registry on it, and rows as a test wants them.</summary>
public sealed class RegistryServer : IAsyncLifetime
{
    private const string Secret = "the secret of a test's own server";

    private MariaDbServer? server;

    internal MariaDbServer Server => server!;

    internal DatabaseOptions Database =>
        new()
        {
            Provider = DatabaseProvider.MySql,
            Server = Server.Host,
            Port = Server.Port,
            Secret = Secret,
            AdministratorConnection = Server.AdministratorConnection,
        };

    /// <summary>The same as settings.</summary>
    internal Dictionary<string, string?> Settings =>
        new()
        {
            ["Database:Provider"] = "MySql",
            ["Database:Server"] = Server.Host,
            ["Database:Port"] = $"{Server.Port}",
            ["Database:Secret"] = Secret,
        };

    public async ValueTask InitializeAsync()
    {
        server = await MariaDbServer.StartAsync();
        await MakeEmptySchemaAsync();
        await using var context = Context();
        await context.Database.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task MakeEmptySchemaAsync()
    {
        await Server.ExecuteAsync("DROP DATABASE IF EXISTS platform");
        await new Provisioning(ModuleCatalog.Load(typeof(Program).Assembly, "orders"), Database).RunAsync(CancellationToken.None);
    }

    /// <summary>Its leases outlast any test on the slowest machine, and end where a test lets them.</summary>
    internal RegistryTable Table(RegistryOptions? options = null) =>
        new(Contexts, options ?? new RegistryOptions { Lease = TimeSpan.FromHours(1) });

    internal IDbContextFactory<RegistryDbContext> Contexts => new ContextFactory(this);

    internal RegistryDbContext Context()
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        new ModuleDatabase(Database).Configure(options, RegistryDbContext.Schema);
        return new RegistryDbContext(options.Options);
    }

    /// <summary>Empties the registry and registers these, all up.</summary>
    internal async Task HoldAsync(params IEnumerable<string> ids)
    {
        await Server.ExecuteAsync("DELETE FROM platform.instances");
        foreach (var id in ids)
        {
            await Table().RegisterAsync(InstanceOf(id), CancellationToken.None);
        }
    }

    /// <summary>Lets the leases of these end some time ago, as if they had not been renewed.</summary>
    internal async Task LetExpireAsync(int secondsAgo, params IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            await Server.ExecuteAsync(
                $"UPDATE platform.instances SET lease_until = UTC_TIMESTAMP(6) - INTERVAL {secondsAgo} SECOND WHERE id = '{id}'"
            );
        }
    }

    /// <summary>As if these had last renewed that long ago, with their leases still running.</summary>
    internal async Task LetFallSilentAsync(TimeSpan since, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            await Server.ExecuteAsync(
                $"UPDATE platform.instances SET last_heartbeat = UTC_TIMESTAMP(6) - INTERVAL {(int)since.TotalSeconds} SECOND WHERE id = '{id}'"
            );
        }
    }

    internal async Task<string> IdsAsync() =>
        string.Join(' ', (await Table().ReadAsync(TestContext.Current.CancellationToken)).Select(row => row.Id));

    internal static Instance InstanceOf(string id) =>
        new(
            id,
            new Uri($"http://{id}.test:8080"),
            "north",
            "1.2.3",
            ["orders", "users"],
            InstanceStatus.Up,
            DateTime.UnixEpoch,
            DateTime.UnixEpoch
        );

    private sealed class ContextFactory(RegistryServer server) : IDbContextFactory<RegistryDbContext>
    {
        public RegistryDbContext CreateDbContext() => server.Context();
    }
}
