using MonolithFirst.Abstractions;

namespace MonolithFirst.Orders.Domain;

/// <summary>How many pieces of a product, under the name and at the price that it had when the order was placed.</summary>
internal sealed class OrderLine
{
    private OrderLine() { }

    public OrderLine(string sku, string name, Money unitPrice, int quantity)
    {
        Sku = sku;
        Name = name;
        UnitPrice = unitPrice;
        Quantity = quantity;
    }

    public Guid OrderId { get; private set; }

    /// <summary>Its place on the order, from 1.</summary>
    public int Number { get; internal set; }

    public string Sku { get; private set; } = "";

    public string Name { get; private set; } = "";

    public Money UnitPrice { get; private set; }

    public int Quantity { get; private set; }
}
