using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Contracts;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Features;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Tests;

/// <summary>
/// The payments module on a real database, with messages delivered by hand. What it publishes stays in its outbox, because the module
/// that subscribes is not hosted, and is read from there.
/// </summary>
internal sealed class PaymentsInProcess : IAsyncDisposable
{
    private const string Register = """
        [{ "name": "payments", "owner": "tests", "purpose": "Under test." },
         { "name": "buyers", "owner": "tests", "purpose": "Subscribes to what payments publishes." }]
        """;

    private readonly WebApplication app;

    private PaymentsInProcess(WebApplication app) => this.app = app;

    public static async Task<PaymentsInProcess> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" });
        var catalog = ModuleCatalog.Compose(
            ModuleRegister.Parse(Register),
            [typeof(PaymentsModule).Assembly, typeof(TakeCharge).Assembly, typeof(BuyersModule).Assembly],
            "payments"
        );
        builder.AddPlatform(catalog, typeof(PaymentsInProcess).Assembly);
        var payments = new PaymentsInProcess(builder.Build());
        if (payments.app.Services.GetRequiredService<DatabaseOptions>().Provider == DatabaseProvider.MySql)
        {
            await payments.app.Services.GetRequiredService<Provisioning>().RunAsync(CancellationToken.None);
        }

        await payments.InContextAsync(async db =>
        {
            await db.Database.MigrateAsync();
            return true;
        });
        return payments;
    }

    /// <summary>Delivers the command as a message of its own.</summary>
    public async Task DeliverAsync(ICommand command, Guid? messageId = null)
    {
        var contract = app.Services.GetRequiredService<MessageCatalog>().Of(command.GetType());
        var delivery = new Delivery(
            messageId ?? Guid.CreateVersion7(),
            contract.ServiceName,
            "buyers",
            "payments",
            new Dictionary<string, string>(),
            MessageJson.Write(command, command.GetType())
        );
        var receipt = await app.Services.GetRequiredService<DeliveryReceiver>().ReceiveAsync(delivery, CancellationToken.None);
        Assert.True(receipt.Outcome is DeliveryOutcome.Handled or DeliveryOutcome.Duplicate, receipt.Body);
    }

    /// <summary>What was published about the reference, in order.</summary>
    public async Task<IReadOnlyList<IEvent>> AnswersAsync(Guid reference)
    {
        // Ids made in the same millisecond are in no order.
        var rows = await InContextAsync(db =>
            db.Database.SqlQueryRaw<OutboxRow>(
                    "SELECT id AS Id, service_name AS ServiceName, body AS Body FROM outbox ORDER BY created_at, id"
                )
                .ToListAsync()
        );
        var catalog = app.Services.GetRequiredService<MessageCatalog>();
        return
        [
            .. rows.Where(row => JsonDocument.Parse(row.Body).RootElement.GetProperty("reference").GetGuid() == reference)
                .Select(row => (IEvent)MessageJson.Read(row.Body, catalog.Find(row.ServiceName)!.Type)),
        ];
    }

    public Task DepositAsync(Guid userId, Money amount) =>
        InScopeAsync(async scope =>
        {
            var db = scope.GetRequiredService<PaymentsDbContext>();
            var ledger = scope.GetRequiredService<Ledger>();
            await app
                .Services.GetRequiredService<UnitOfWork>()
                .RunAsync(
                    db,
                    async token =>
                    {
                        var account = await ledger.LockOrOpenAccountAsync(userId, amount.Currency, token);
                        var cash = await ledger.SystemAccountAsync(SystemAccountName.Cash, amount.Currency, token);
                        db.Transactions.Add(Transaction.Deposit(cash, account, amount, "Counter", Guid.NewGuid(), DateTime.UtcNow));
                    },
                    CancellationToken.None
                );
            return true;
        });

    public Task<long> BalanceAsync(Guid userId, string currency = "EUR") =>
        InContextAsync(db =>
            db.UserAccounts.Where(account => account.UserId == userId && account.Currency == currency)
                .Select(account => account.BalanceMinor)
                .SingleOrDefaultAsync()
        );

    public Task<int> TransactionsAsync(Guid reference) =>
        InContextAsync(db => db.Transactions.CountAsync(transaction => transaction.Reference == reference));

    public Task<CheckLedger.Response> CheckAsync() =>
        InContextAsync(db => new CheckLedger.Handler(db).Handle(new CheckLedger.Request(), CancellationToken.None));

    public async Task<IReadOnlyList<ReadStatement.Row>> StatementAsync(Guid userId) =>
        (
            await InContextAsync(db =>
                new ReadStatement.Handler(db).Handle(
                    new ReadStatement.Request(userId, null, new PageQuery(), MustExist: true),
                    CancellationToken.None
                )
            )
        ).Items;

    public Task<T> InContextAsync<T>(Func<PaymentsDbContext, Task<T>> work) =>
        InScopeAsync(scope => work(scope.GetRequiredService<PaymentsDbContext>()));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private sealed record OutboxRow(string Id, string ServiceName, string Body);
}

/// <summary>Stands for whatever module charges users.</summary>
public sealed class BuyersModule : Module
{
    public override string Name => "buyers";

    public override void Configure(ModuleBuilder module) { }
}

internal sealed class AnswersHandler : IMessageHandler<ChargeTaken>, IMessageHandler<ChargeRefused>, IMessageHandler<ChargeRefunded>
{
    public Task HandleAsync(ChargeTaken message, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleAsync(ChargeRefused message, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleAsync(ChargeRefunded message, CancellationToken cancellationToken) => Task.CompletedTask;
}
