using System.Linq.Expressions;
using MonolithFirst.Inventory.Domain;

namespace MonolithFirst.Inventory.Features;

/// <summary>A stock item as staff see it.</summary>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="OnHand">Pieces in the warehouse.</param>
/// <param name="Reserved">How many of them are set aside.</param>
/// <param name="Available">How many are left to be reserved.</param>
/// <param name="UpdatedAt">When the stock moved last.</param>
internal sealed record StockResponse(string Sku, int OnHand, int Reserved, int Available, DateTime UpdatedAt)
{
    public static readonly Expression<Func<StockItem, StockResponse>> Row = item => new StockResponse(
        item.Sku,
        item.OnHand,
        item.Reserved,
        item.OnHand - item.Reserved,
        item.UpdatedAt
    );
}
