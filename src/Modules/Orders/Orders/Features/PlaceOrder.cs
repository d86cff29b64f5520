using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Catalog.Contracts;
using MonolithFirst.Orders.Contracts;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Orders.Features;

/// <summary>Places an order at the present prices of the catalogue. It is fulfilled in the background: watch the order.</summary>
internal sealed class PlaceOrder : IEndpoint
{
    private const int MaxLines = 50;

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/",
                async (Request request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var placed = await mediator.Send(request, cancellationToken);
                    return TypedResults.Accepted($"/api/orders/{placed.Id}", placed);
                }
            )
            .Idempotent()
            .WithExample(new Request([new Line("MUG-BLUE", 2), new Line("TEA-GREEN", 1)]))
            .WithName("orders_place_order")
            .WithSummary("Places an order")
            .WithDescription(
                "Prices are those of the catalogue now. The order is then fulfilled in the background: stock is reserved, the customer's "
                    + "account is charged, and the order is confirmed, or rejected with a reason. Watch it at its Location."
            )
            .Refuses(StatusCodes.Status422UnprocessableEntity);

    /// <param name="Lines">1 to 50; each SKU once.</param>
    internal sealed record Request(IReadOnlyList<Line> Lines) : IWriteRequest<Response>;

    /// <param name="Sku">A product of the catalogue; upper and lower case are the same.</param>
    /// <param name="Quantity">1 to 10000 pieces.</param>
    internal sealed record Line(string Sku, int Quantity);

    internal sealed record Response(Guid Id, OrderStatus Status, Money Total, DateTime PlacedAt);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Lines)
                .Cascade(CascadeMode.Stop)
                .NotEmpty()
                .Says("validation.required", "'lines' needs at least one line.")
                .Must(lines => lines.Count <= MaxLines)
                .Says("validation.too_many_lines", $"An order has at most {MaxLines} lines.", ("max", MaxLines))
                .Must(lines => lines.All(line => line is not null))
                .Says("validation.required", "A line is an object with 'sku' and 'quantity', not null.")
                .Must(lines => lines.DistinctBy(line => line.Sku is null ? null : Sku.Normalise(line.Sku)).Count() == lines.Count)
                .Says("validation.repeated_sku", "Each SKU stands on one line; add the quantities up.")
                .DependentRules(() =>
                    RuleForEach(request => request.Lines)
                        .ChildRules(line =>
                        {
                            line.RuleFor(row => row.Sku).NotNull().SaysRequired().Sku();
                            line.RuleFor(row => row.Quantity).Quantity();
                        })
                );
        }
    }

    /// <summary>The products as the catalogue has them now.</summary>
    internal sealed class Assortment(IQueryBus queries) : QueryPreparation<Request, ProductList>(queries)
    {
        protected override IQuery<ProductList> QuestionFor(Request request) =>
            new GetProducts([.. request.Lines.Select(line => Sku.Normalise(line.Sku))]);
    }

    internal sealed class Handler(OrdersDbContext db, Assortment assortment, Fulfilment fulfilment, Caller caller, TimeProvider clock)
        : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var wanted = request.Lines.Select(line => (Sku: Sku.Normalise(line.Sku), line.Quantity)).ToList();
            var found = await assortment.Answer;
            var products = found.Products.Where(product => product.IsActive).ToDictionary(product => product.Sku, StringComparer.Ordinal);
            var unknown = wanted.Where(line => !products.ContainsKey(line.Sku)).Select(line => line.Sku).ToList();
            if (unknown.Count > 0)
            {
                var named = string.Join(", ", unknown);
                throw ProblemException
                    .Unprocessable("orders.unknown_products", $"These products are not for sale: {named}.")
                    .With(("skus", named));
            }

            var lines = wanted
                .Select(line => (Product: products[line.Sku], line.Quantity))
                .Select(line => new OrderLine(line.Product.Sku, line.Product.Name, line.Product.Price, line.Quantity))
                .ToList();
            var order = Order.Place(caller.Id, lines, clock.GetUtcNow().UtcDateTime);
            db.Orders.Add(order);
            db.Publish(new OrderPlaced(order.Id, order.UserId, order.Total));
            fulfilment.TakeStep(order);
            return new Response(order.Id, order.Status, order.Total, order.PlacedAt);
        }
    }
}
