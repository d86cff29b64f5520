using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Testing;

namespace MonolithFirst.Orders.Tests;

/// <summary>Orders from before their rows said how many pieces they are for and when they came how far.</summary>
public abstract class StepTimesMigrationTests(TestDatabase kind)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task They_say_after_the_migration_what_their_lines_and_timelines_say_and_it_goes_back_as_well()
    {
        await using var database = await EmptyDatabase.MakeAsync(kind);
        await using var app = await StartAsync(database);
        await InContextAsync(app, db => db.Database.MigrateAsync());
        var orders = new[] { Waiting(), Reserved(), Confirmed(), ConfirmedForNothing(), Cancelled(), OutOfStock() };
        await InContextAsync(
            app,
            db =>
            {
                db.Orders.AddRange(orders);
                return db.SaveChangesAsync();
            }
        );

        await InContextAsync(
            app,
            async db =>
            {
                var migrator = db.GetService<IMigrator>();
                await migrator.MigrateAsync("Initial");
                await migrator.MigrateAsync();
            }
        );

        List<Order> read = [];
        await InContextAsync(app, async db => read = await db.Orders.ToListAsync());
        Assert.Equal(orders.OrderBy(order => order.Id).Select(Steps), read.OrderBy(order => order.Id).Select(Steps));
        Assert.Equal([5, 5, 5, 5, 5, 5], read.Select(order => order.Units));
        Assert.Equal(2, read.Count(order => order.ConfirmedAt == Noon.AddMicroseconds(3_003)));
        Assert.Equal(2, read.Count(order => order.PaidAt == Noon.AddMicroseconds(2_002)));
        Assert.Equal(4, read.Count(order => order.ReservedAt == Noon.AddMicroseconds(1_001)));
    }

    private static object Steps(Order order) => (order.Id, order.Units, order.ReservedAt, order.PaidAt, order.ConfirmedAt);

    private static Order Waiting(string price = "2.00") =>
        Order.Place(
            Guid.NewGuid(),
            [new OrderLine("CUP", "Cup", Money.Parse(price, "EUR"), 2), new OrderLine("POT", "Pot", Money.Parse(price, "EUR"), 3)],
            Noon
        );

    private static Order Reserved(string price = "2.00")
    {
        var order = Waiting(price);
        Assert.True(order.StockReserved(Noon.AddMicroseconds(1_001)));
        return order;
    }

    private static Order Paid()
    {
        var order = Reserved();
        Assert.True(order.ChargeTaken(order.Total, Noon.AddMicroseconds(2_002)));
        return order;
    }

    private static Order Confirmed()
    {
        var order = Paid();
        Assert.True(order.StockCommitted(Noon.AddMicroseconds(3_003)));
        return order;
    }

    private static Order ConfirmedForNothing()
    {
        var order = Reserved("0.00");
        Assert.True(order.StockCommitted(Noon.AddMicroseconds(3_003)));
        return order;
    }

    private static Order Cancelled()
    {
        var order = Paid();
        Assert.True(order.Cancel("the customer", Noon.AddMilliseconds(4)));
        Assert.True(order.ChargeRefunded(order.Total, Noon.AddMilliseconds(5)) | order.StockReleased(Noon.AddMilliseconds(6)));
        return order;
    }

    private static Order OutOfStock()
    {
        var order = Waiting();
        Assert.True(order.StockRefused(RejectionReason.OutOfStock, null, Noon.AddMilliseconds(1)));
        return order;
    }

    private static async Task<WebApplication> StartAsync(EmptyDatabase database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" });
        var catalog = ModuleCatalog.Load(Assembly.Load("MonolithFirst.Host"), "orders");
        builder.AddPlatform(catalog, typeof(StepTimesMigrationTests).Assembly);
        var app = builder.Build();
        if (app.Services.GetRequiredService<DatabaseOptions>().Provider == DatabaseProvider.MySql)
        {
            await app.Services.GetRequiredService<Provisioning>().RunAsync(CancellationToken.None);
        }

        return app;
    }

    private static async Task InContextAsync(WebApplication app, Func<OrdersDbContext, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }
}

public sealed class StepTimesMigrationOnSqliteTests() : StepTimesMigrationTests(TestDatabase.Sqlite);

public sealed class StepTimesMigrationOnMySqlTests() : StepTimesMigrationTests(TestDatabase.MySql);
