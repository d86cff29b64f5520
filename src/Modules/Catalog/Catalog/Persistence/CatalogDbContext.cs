using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Catalog.Persistence;

internal sealed class CatalogDbContext(DbContextOptions<CatalogDbContext> options) : ModuleDbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<ProductPrice> Prices => Set<ProductPrice>();

    /// <summary>The product with its present price, to be changed.</summary>
    /// <exception cref="Platform.Web.ProblemException">404: no product has the SKU.</exception>
    public async Task<Product> ProductToEditAsync(string sku, CancellationToken cancellationToken) =>
        await Products
            .Include(product => product.Prices.Where(price => price.ValidTo == null))
            .SingleOrDefaultAsync(product => product.Sku == sku, cancellationToken)
        ?? throw Product.NotFound(sku);

    protected override void ConfigureModel(ModelBuilder model)
    {
        var product = model.Entity<Product>();
        product.ToTable("products");
        product.Property(row => row.Id).ValueGeneratedNever();
        product.Property(row => row.Sku).HasMaxLength(Sku.MaxLength).IsUnicode(false);
        product.Property(row => row.Name).HasMaxLength(Product.MaxName);
        product.Property(row => row.Description).HasMaxLength(Product.MaxDescription);
        product.Property(row => row.SearchText).HasMaxLength(Sku.MaxLength + Product.MaxName + Product.MaxDescription + 2);
        product.HasMoney(row => row.Price);
        product.Property(row => row.Version).IsConcurrencyToken();
        product.HasMany(row => row.Prices).WithOne().HasForeignKey(price => price.ProductId);
        product.HasIndex(row => row.Sku).IsUnique();
        // The public list (active products) and the staff's (all) by name, and by what changed last.
        product.HasIndex(row => new { row.Status, row.Name });
        product.HasIndex(row => new { row.Status, row.UpdatedAt });
        product.HasIndex(row => row.Name);
        product.HasIndex(row => row.UpdatedAt);

        var price = model.Entity<ProductPrice>();
        price.ToTable("product_prices");
        price.Property(row => row.Id).ValueGeneratedNever();
        price.HasMoney(row => row.Price);
        price.HasIndex(row => new { row.ProductId, row.ValidFrom });
    }
}
