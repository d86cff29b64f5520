using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Contracts;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Features;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;
using MonolithFirst.Testing;

namespace MonolithFirst.Catalog.Tests;

public sealed class GetProductsTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly CommandCounter commands = new();
    private CatalogDbContext db = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new DbContextOptionsBuilder<CatalogDbContext>();
        new ModuleDatabase(new DatabaseOptions { DataFolder = folder.FullName }).Configure(options, "catalog");
        db = new CatalogDbContext(options.AddInterceptors(commands).Options);
        await db.Database.MigrateAsync();
        foreach (var (sku, minor) in new[] { ("MUG", 1290), ("TEA", 795), ("POT", 3450) })
        {
            db.Products.Add(Product.Create(sku, "The " + sku, "", new Money(minor, "EUR"), DateTime.UtcNow));
        }

        await db.SaveChangesAsync();
        db.Products.Local.Single(product => product.Sku == "POT").Archive(DateTime.UtcNow);
        await db.SaveChangesAsync();
        commands.Count = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Prices_of_many_products_come_in_one_query_however_they_are_written_and_unknown_ones_are_missing()
    {
        var answer = await AskAsync("MUG", "mug", " pot ", "TEA", "NONE", "Ä", "' OR 1=1", "");

        Assert.Equal(
            [
                new ProductInfo("MUG", "The MUG", new Money(1290, "EUR"), true),
                new ProductInfo("POT", "The POT", new Money(3450, "EUR"), false),
                new ProductInfo("TEA", "The TEA", new Money(795, "EUR"), true),
            ],
            answer.Products.OrderBy(product => product.Sku)
        );
        Assert.Equal(1, commands.Count);
    }

    [Fact]
    public async Task Five_hundred_skus_can_be_asked_for_and_no_more()
    {
        Assert.Empty((await AskAsync([.. Enumerable.Range(0, 500).Select(number => "N" + number)])).Products);
        var refused = await Assert.ThrowsAsync<ProblemException>(() =>
            AskAsync([.. Enumerable.Range(0, 501).Select(number => "N" + number)])
        );
        Assert.Equal("catalog.too_many_skus", refused.Code);
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_answered() => Assert.Empty((await AskAsync()).Products);

    private Task<ProductList> AskAsync(params string[] skus) =>
        new GetProductsHandler(db).AnswerAsync(new GetProducts(skus), CancellationToken.None);

    private sealed class CommandCounter : DbCommandInterceptor
    {
        public int Count { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Count++;
            return ValueTask.FromResult(result);
        }
    }
}
