using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Contracts;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Features;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;

namespace MonolithFirst.Inventory.Tests;

public sealed class SqliteInventory() : InventoryHost(TestDatabase.Sqlite);

public sealed class MySqlInventory() : InventoryHost(TestDatabase.MySql);

/// <summary>
/// The module on a real database with its real migrations, but with a clock that tests turn and without a relay: what it publishes
/// stays in its outbox, to be looked at.
/// </summary>
public abstract class InventoryHost(TestDatabase database) : IAsyncLifetime
{
    private const string Register = """
        [
          { "name": "inventory", "owner": "tests", "purpose": "What is tested." },
          { "name": "listener", "owner": "tests", "purpose": "Subscribes, so that events are written." }
        ]
        """;

    private readonly TemporaryFolder folder = new();
    private MariaDbServer? server;
    private WebApplication app = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public async ValueTask InitializeAsync()
    {
        server = database == TestDatabase.MySql ? await MariaDbServer.StartAsync() : null;
        if (server is not null)
        {
            // A server named by the environment still has what the test before has left.
            await server.ExecuteAsync("DROP DATABASE IF EXISTS inventory; DROP USER IF EXISTS 'mf_inventory'@'%'");
        }

        app = Compose();
        if (server is not null)
        {
            await app.Services.GetRequiredService<Provisioning>().RunAsync(CancellationToken.None);
        }

        await app.PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Delivers a command as a new message, and returns the one event that answers it.</summary>
    internal async Task<IEvent> AskAsync(Guid reference, ICommand command)
    {
        await DeliverAsync(command);
        return Assert.Single(await TakeEventsAsync(reference));
    }

    internal async Task DeliverAsync(ICommand command)
    {
        var contract = app.Services.GetRequiredService<ModuleCatalog>().Messages.Of(command.GetType());
        var body = MessageJson.Write(command, contract.Type);
        var headers = new Dictionary<string, string>();
        var delivery = new Delivery(Guid.CreateVersion7(), contract.ServiceName, "listener", "inventory", headers, body);
        var receipt = await app.Services.GetRequiredService<DeliveryReceiver>().ReceiveAsync(delivery, CancellationToken.None);
        Assert.True(receipt.Outcome == DeliveryOutcome.Handled, $"{receipt.Outcome}: {receipt.Body}");
    }

    /// <summary>The events about the reference that were published since this was last asked.</summary>
    internal Task<List<IEvent>> TakeEventsAsync(Guid reference) =>
        InContextAsync(async db =>
        {
            var about = "%" + reference + "%";
            var rows = await db
                .Database.SqlQueryRaw<Published>(
                    "SELECT service_name AS ServiceName, body AS Body FROM outbox WHERE body LIKE {0} ORDER BY id",
                    about
                )
                .ToListAsync();
            await db.Database.ExecuteSqlRawAsync("DELETE FROM outbox WHERE body LIKE {0}", about);
            var messages = app.Services.GetRequiredService<ModuleCatalog>().Messages;
            return rows.ConvertAll(row => (IEvent)MessageJson.Read(row.Body, messages.Find(row.ServiceName)!.Type));
        });

    /// <summary>Books pieces of a new SKU in.</summary>
    internal async Task<string> StockAsync(int quantity)
    {
        var sku = "T-" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();
        await InTransactionAsync(db =>
        {
            var item = new StockItem(sku, Now);
            item.Receive(quantity, Cause.Because("Delivery"), Now);
            db.Stock.Add(item);
            return Task.CompletedTask;
        });
        return sku;
    }

    internal Task InTransactionAsync(Func<InventoryDbContext, Task> work) =>
        InContextAsync(async db =>
        {
            await app.Services.GetRequiredService<UnitOfWork>().RunAsync(db, _ => work(db), CancellationToken.None);
            return true;
        });

    internal async Task<T> InContextAsync<T>(Func<InventoryDbContext, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<InventoryDbContext>());
    }

    internal async Task RunJobAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ExpireReservations>().RunAsync(CancellationToken.None);
    }

    /// <summary>What is on hand and reserved; refuses to answer when the ledger says otherwise.</summary>
    internal async Task<(int OnHand, int Reserved)> StockOfAsync(string sku)
    {
        var counted = await InContextAsync(db => new RecountStock.Handler(db).Handle(new RecountStock.Query(sku), CancellationToken.None));
        Assert.True(counted.Matches, counted.ToString());
        return (counted.OnHand, counted.Reserved);
    }

    internal Task<ReservationStatus> StatusOfAsync(Guid reference) =>
        InContextAsync(db => db.Reservations.Where(row => row.Reference == reference).Select(row => row.Status).SingleAsync());

    private WebApplication Compose()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Serilog:MinimumLevel:Default"] = "Fatal",
                ["Database:Provider"] = database.ToString(),
                ["Database:DataFolder"] = folder.FullName,
                ["Database:Server"] = server?.Host,
                ["Database:Port"] = server?.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0",
                ["Database:Secret"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
                ["Database:AdministratorConnection"] = server?.AdministratorConnection,
            }
        );
        builder.Services.AddSingleton<TimeProvider>(Clock);
        var catalog = ModuleCatalog.Compose(
            ModuleRegister.Parse(Register),
            [typeof(InventoryModule).Assembly, typeof(ReserveStock).Assembly, typeof(ListenerModule).Assembly],
            "*"
        );
        builder.AddPlatform(catalog, typeof(InventoryHost).Assembly);
        return builder.Build();
    }

    private sealed record Published(string ServiceName, string Body);
}

/// <summary>A module that wants to know whatever inventory tells.</summary>
public sealed class ListenerModule : Module
{
    public override string Name => "listener";

    public override void Configure(ModuleBuilder module) { }

    internal sealed class Listener
        : IMessageHandler<StockReserved>,
            IMessageHandler<StockRefused>,
            IMessageHandler<StockCommitted>,
            IMessageHandler<StockReleased>
    {
        public Task HandleAsync(StockReserved message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(StockRefused message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(StockCommitted message, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(StockReleased message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
