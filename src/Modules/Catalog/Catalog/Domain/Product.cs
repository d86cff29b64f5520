using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Domain;

/// <summary>Something that is sold, with the price of one piece and what it cost before. Its SKU never changes.</summary>
internal sealed class Product : IVersioned
{
    public const int MaxName = 200;
    public const int MaxDescription = 2000;

    private readonly List<ProductPrice> prices = [];

    private Product() { }

    public Guid Id { get; private set; }

    public string Sku { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public Money Price { get; private set; }

    public ProductStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>
    /// All that a search looks at, in lower case: databases differ in which letters they compare without regard to case.
    /// </summary>
    public string SearchText { get; private set; } = "";

    /// <summary>What it costs and cost; where it is loaded for an edit, only the present price.</summary>
    public IReadOnlyList<ProductPrice> Prices => prices;

    public static Product Create(string sku, string name, string description, Money price, DateTime now)
    {
        var product = new Product
        {
            Id = Guid.CreateVersion7(),
            Sku = Abstractions.Sku.Normalise(sku),
            Status = ProductStatus.Active,
            CreatedAt = now,
        };
        if (!Abstractions.Sku.IsValid(product.Sku))
        {
            throw ProblemException.Unprocessable("catalog.sku_malformed", $"'{product.Sku}' is no SKU.").With(("sku", product.Sku));
        }

        product.Describe(name, description, now);
        product.Reprice(price, now);
        return product;
    }

    public static ProblemException NotFound(string sku) =>
        ProblemException.NotFound("catalog.product_not_found", $"There is no product with the SKU '{sku}'.").With(("sku", sku));

    public static ProblemException SkuTaken(string sku) =>
        ProblemException.Conflict("catalog.sku_taken", $"There is a product with the SKU '{sku}' already.").With(("sku", sku));

    /// <summary>Changes what it is called and what it costs. A new price ends the present one and begins a row of the history.</summary>
    public void Edit(string name, string description, Money price, DateTime now)
    {
        if (name != Name || description != Description)
        {
            Describe(name, description, now);
        }

        if (price != Price)
        {
            Reprice(price, now);
        }
    }

    /// <summary>Takes it off the list. Doing so again changes nothing.</summary>
    public void Archive(DateTime now) => Become(ProductStatus.Archived, now);

    /// <summary>Puts it on the list again. Doing so again changes nothing.</summary>
    public void Activate(DateTime now) => Become(ProductStatus.Active, now);

    private void Become(ProductStatus status, DateTime now)
    {
        if (Status != status)
        {
            Status = status;
            UpdatedAt = now;
        }
    }

    private void Describe(string name, string description, DateTime now)
    {
        Name = name;
        Description = description;
        SearchText = $"{Sku}\n{name}\n{description}".ToLowerInvariant();
        UpdatedAt = now;
    }

    private void Reprice(Money price, DateTime now)
    {
        if (price.Minor is < 1 or > ValidationRules.MaxMinor)
        {
            throw ProblemException.Unprocessable("catalog.price_out_of_range", "A price is more than nothing, and within bounds.");
        }

        var present = prices.Find(row => row.ValidTo is null);
        // A clock that was set back must not make a price end before it began.
        var from = present is not null && present.ValidFrom > now ? present.ValidFrom : now;
        present?.EndAt(from);
        prices.Add(new ProductPrice(Id, price, from));
        Price = price;
        UpdatedAt = now;
    }
}
