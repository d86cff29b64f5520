using MonolithFirst.Abstractions;

namespace MonolithFirst.Catalog.Domain;

/// <summary>What a product cost from one time to another. The present price has no end.</summary>
internal sealed class ProductPrice
{
    private ProductPrice() { }

    internal ProductPrice(Guid productId, Money price, DateTime validFrom)
    {
        Id = Guid.CreateVersion7();
        ProductId = productId;
        Price = price;
        ValidFrom = validFrom;
    }

    public Guid Id { get; private set; }

    public Guid ProductId { get; private set; }

    public Money Price { get; private set; }

    public DateTime ValidFrom { get; private set; }

    public DateTime? ValidTo { get; private set; }

    internal void EndAt(DateTime time) => ValidTo = time;
}
