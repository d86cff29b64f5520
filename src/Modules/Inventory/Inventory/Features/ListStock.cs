using System.Text;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Inventory.Domain;
using MonolithFirst.Inventory.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Inventory.Features;

/// <summary>Staff list the stock, and find items by a part of their SKU.</summary>
internal sealed class ListStock : IEndpoint
{
    private static readonly Sorting<StockItem> Sorting = new Sorting<StockItem>(item => item.Sku)
        .By("sku", item => item.Sku)
        .By("onHand", item => item.OnHand)
        .By("reserved", item => item.Reserved)
        .By("available", item => item.OnHand - item.Reserved)
        .By("updatedAt", item => item.UpdatedAt);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/stock",
                async (string? search, [AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(search, paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Staff)
            .WithName("inventory_list_stock")
            .WithSummary("Lists the stock");

    /// <param name="Search">A part of the SKU, without regard to case.</param>
    /// <param name="Paging">Which page, in which order.</param>
    internal sealed record Query(string? Search, PageQuery Paging) : IReadRequest<PageOf<StockResponse>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Search).PlainTextOrBlank(Sku.MaxLength);
    }

    internal sealed class Handler(InventoryDbContext db) : IRequestHandler<Query, PageOf<StockResponse>>
    {
        public Task<PageOf<StockResponse>> Handle(Query query, CancellationToken cancellationToken)
        {
            var stock = db.Stock.AsNoTracking();
            if (Sku.Normalise(query.Search ?? "") is { Length: > 0 } part)
            {
                // A SKU is ASCII; a text that is not is part of none, and cannot be compared with one on every database.
                stock = Ascii.IsValid(part) ? stock.Where(item => item.Sku.Contains(part)) : stock.Where(_ => false);
            }

            return stock.ToPageAsync(query.Paging, Sorting, StockResponse.Row, cancellationToken);
        }
    }
}
