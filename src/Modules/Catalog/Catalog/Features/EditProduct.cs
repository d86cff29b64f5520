using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Domain;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Catalog.Features;

/// <summary>Staff change what a product is called and what it costs. A new price is in force at once; the old one goes into the history.</summary>
internal sealed class EditProduct : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPut(
                "/products/{sku}",
                async (
                    string sku,
                    Request body,
                    HttpRequest request,
                    HttpResponse response,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                {
                    var command = new Command(Sku.Normalise(sku), body.Name, body.Description, body.Price, request.IfMatch());
                    var product = await mediator.Send(command, cancellationToken);
                    response.SetETag(product.Version);
                    return TypedResults.Ok(product);
                }
            )
            .RequireAuthorization(Policies.Staff)
            .TakesIfMatch()
            .WithExample(new Request("Blue mug", "Holds 0.3 l.", new Money(1190, "EUR")))
            .WithName("catalog_edit_product")
            .WithSummary("Changes a product");

    /// <param name="Name">What it is called.</param>
    /// <param name="Description">What it is; may be empty.</param>
    /// <param name="Price">What one piece costs from now on.</param>
    internal sealed record Request(string Name, string Description, Money Price);

    internal sealed record Command(string Sku, string Name, string Description, Money Price, int? Version) : IWriteRequest<ProductResponse>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).PlainText(Product.MaxName);
            RuleFor(command => command.Description).MultilineTextOrBlank(Product.MaxDescription);
            RuleFor(command => command.Price).PositiveMoney();
        }
    }

    internal sealed class Handler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<Command, ProductResponse>
    {
        public async Task<ProductResponse> Handle(Command command, CancellationToken cancellationToken)
        {
            var product = await db.ProductToEditAsync(command.Sku, cancellationToken);
            product.MustMatch(command.Version);
            product.Edit(command.Name.Trim(), command.Description.Trim(), command.Price, clock.GetUtcNow().UtcDateTime);
            // The answer carries the new version, which saving counts up.
            await db.SaveChangesAsync(cancellationToken);
            return ProductResponse.Of(product);
        }
    }
}
