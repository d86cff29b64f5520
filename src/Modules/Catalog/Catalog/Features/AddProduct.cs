using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Staff add a product; it is on sale at once.</summary>
internal sealed class AddProduct : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/products",
                async (Request request, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var product = await mediator.Send(request, cancellationToken);
                    response.SetETag(product.Version);
                    return TypedResults.Created($"/api/catalog/products/{product.Sku}", product);
                }
            )
            .Idempotent()
            .RequireAuthorization(Policies.Staff)
            .Refuses(StatusCodes.Status409Conflict)
            .GivesETag()
            .WithExample(new Request("MUG-BLUE", "Blue mug", "Holds 0.3 l.", new Money(1290, "EUR")))
            .WithName("catalog_add_product")
            .WithSummary("Adds a product");

    /// <param name="Sku">Its stock-keeping unit; kept in upper case, and never changed.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="Description">What it is; may be empty.</param>
    /// <param name="Price">What one piece costs.</param>
    internal sealed record Request(string Sku, string Name, string Description, Money Price) : IWriteRequest<ProductResponse>;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Sku).Sku();
            RuleFor(request => request.Name).PlainText(Product.MaxName);
            RuleFor(request => request.Description).MultilineTextOrBlank(Product.MaxDescription);
            RuleFor(request => request.Price).PositiveMoney();
        }
    }

    internal sealed class Handler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<Request, ProductResponse>
    {
        public async Task<ProductResponse> Handle(Request request, CancellationToken cancellationToken)
        {
            var product = Product.Create(
                request.Sku,
                request.Name.Trim(),
                request.Description.Trim(),
                request.Price,
                clock.GetUtcNow().UtcDateTime
            );
            if (await IsTakenAsync(product.Sku, cancellationToken))
            {
                throw Product.SkuTaken(product.Sku);
            }

            db.Products.Add(product);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Somebody may have added it since it was looked for; the unique index is what decides.
                db.ChangeTracker.Clear();
                if (await IsTakenAsync(product.Sku, cancellationToken))
                {
                    throw Product.SkuTaken(product.Sku);
                }

                throw;
            }

            return ProductResponse.Of(product);
        }

        private Task<bool> IsTakenAsync(string sku, CancellationToken cancellationToken) =>
            db.Products.AnyAsync(product => product.Sku == sku, cancellationToken);
    }
}
