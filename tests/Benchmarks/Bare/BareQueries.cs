using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Contracts;
using MySqlConnector;

namespace MonolithFirst.Benchmarks.Bare;

/// <summary>
/// The query <c>catalog_get_products</c> as somebody would write it who calls a service by hand: a minimal API that answers the same JSON
/// from the same table. Once it reads as the module's handler does, so that only the call differs, and once by plain SQL.
/// </summary>
internal static class BareQueries
{
    public const string ByEntityFramework = "/queries/products";
    public const string BySql = "/queries/products/sql";

    public static void Add(IServiceCollection services, string description)
    {
        if (!Database.IsOfSqlite(description))
        {
            var connection = new MySqlConnectionStringBuilder(description) { Database = "catalog" }.ConnectionString;
            services.AddDbContextPool<ProductReads>(options =>
                options.UseMySql(connection, new MariaDbServerVersion(new Version(10, 11, 0)))
            );
        }
    }

    public static void Map(IEndpointRouteBuilder routes, Database database)
    {
        if (database.IsSqlite)
        {
            return;
        }

        routes.MapGet(
            ByEntityFramework,
            async (string[] sku, ProductReads reads, CancellationToken cancellationToken) =>
            {
                var products = await reads
                    .Products.AsNoTracking()
                    .Where(product => sku.Contains(product.Sku))
                    .Select(product => new ProductInfo(
                        product.Sku,
                        product.Name,
                        new Money(product.PriceMinor, product.PriceCurrency),
                        product.Status == "Active"
                    ))
                    .ToListAsync(cancellationToken);
                return new ProductList(products);
            }
        );
        routes.MapGet(BySql, (string[] sku) => database.ReadAsync(connection => ReadAsync(connection, sku)));
    }

    private static async Task<ProductList> ReadAsync(DbConnection connection, IReadOnlyList<string> skus)
    {
        var places = string.Join(", ", Enumerable.Range(0, skus.Count).Select(number => FormattableString.Invariant($"@p{number}")));
        await using var command = Sql.Command(
            connection,
            $"SELECT sku, name, price_minor, price_currency, status FROM catalog.products WHERE sku IN ({places})",
            skus
        );
        await using var row = await command.ExecuteReaderAsync();
        var products = new List<ProductInfo>();
        while (await row.ReadAsync())
        {
            var price = new Money(row.GetInt64(2), row.GetString(3));
            products.Add(new ProductInfo(row.GetString(0), row.GetString(1), price, row.GetString(4) == "Active"));
        }

        return new ProductList(products);
    }
}

/// <summary>The products, to be read alone.</summary>
internal sealed class ProductReads(DbContextOptions<ProductReads> options) : DbContext(options)
{
    public DbSet<ProductRow> Products => Set<ProductRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var product = modelBuilder.Entity<ProductRow>().ToTable("products");
        product.HasKey(row => row.Sku);
        product.Property(row => row.Sku).HasColumnName("sku").HasMaxLength(64).IsUnicode(false);
        product.Property(row => row.Name).HasColumnName("name");
        product.Property(row => row.PriceMinor).HasColumnName("price_minor");
        product.Property(row => row.PriceCurrency).HasColumnName("price_currency");
        product.Property(row => row.Status).HasColumnName("status").HasMaxLength(32).IsUnicode(false);
    }
}

internal sealed record ProductRow(string Sku, string Name, long PriceMinor, string PriceCurrency, string Status);
