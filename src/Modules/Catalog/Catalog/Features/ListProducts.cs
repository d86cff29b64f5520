using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Anybody lists and searches what is sold; staff also see what no longer is.</summary>
internal sealed class ListProducts : IEndpoint
{
    private const int MaxSearch = 100;

    private static readonly Sorting<Product> Sorting = new Sorting<Product>(product => product.Id)
        .By("name", product => product.Name)
        .By("sku", product => product.Sku)
        .By("price", product => product.Price.Minor)
        .By("updatedAt", product => product.UpdatedAt);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/products",
                async (
                    string? search,
                    ProductStatus? status,
                    [AsParameters] PageQuery paging,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) => TypedResults.Ok(await mediator.Send(new Query(search, status, paging), cancellationToken))
            )
            .AllowAnonymous()
            .WithName("catalog_list_products")
            .WithSummary("Lists and searches products");

    /// <param name="Search">Words that must all be found in name, description or SKU, without regard to case.</param>
    /// <param name="Status">For staff, both unless told; for everybody else, the active ones.</param>
    /// <param name="Paging">Which page, in which order.</param>
    internal sealed record Query(string? Search, ProductStatus? Status, PageQuery Paging) : IReadRequest<PageOf<ProductResponse>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Search).PlainTextOrBlank(MaxSearch);
        }
    }

    internal sealed class Handler(CatalogDbContext db, Caller caller) : IRequestHandler<Query, PageOf<ProductResponse>>
    {
        public Task<PageOf<ProductResponse>> Handle(Query query, CancellationToken cancellationToken)
        {
            var products = db.Products.AsNoTracking();
            if (VisibleStatus(query.Status) is { } status)
            {
                products = products.Where(product => product.Status == status);
            }

            return products
                .WithWords(query.Search, product => product.SearchText)
                .ToPageAsync(query.Paging, Sorting, ProductResponse.Row, cancellationToken);
        }

        private ProductStatus? VisibleStatus(ProductStatus? asked)
        {
            if (caller.IsStaff)
            {
                return asked;
            }

            return (asked, caller.IdOrNull) switch
            {
                (ProductStatus.Archived, null) => throw ProblemException.Unauthorized("auth.required", "Sign in as staff to list these."),
                (ProductStatus.Archived, _) => throw ProblemException.Forbidden(
                    "auth.forbidden",
                    "Archived products are listed for staff."
                ),
                _ => ProductStatus.Active,
            };
        }
    }
}
