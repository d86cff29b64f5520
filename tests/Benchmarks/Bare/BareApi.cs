using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MonolithFirst.Benchmarks.Bare;

/// <summary>
/// What somebody would write who needs just these rows: a minimal API with raw SQL on the same tables, with their indexes. It knows no
/// accounts, checks nothing, logs nothing, and loses what is under way when it is killed.
/// </summary>
internal static class BareApi
{
    /// <summary>The word on the command line that makes this program the bare API.</summary>
    public const string Command = "bare";

    /// <summary>The path that answers when it is ready.</summary>
    public const string Ready = "/ready";

    public static async Task RunAsync(string description, string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        BareQueries.Add(builder.Services, description);
        var app = builder.Build();
        using var database = new Database(description);
        app.MapGet(Ready, () => "ready");
        app.MapGet("/products/{sku}", (string sku) => database.ReadAsync(connection => BareRows.ProductAsync(connection, sku)));
        app.MapGet("/orders/{id}", (string id) => database.ReadAsync(connection => BareRows.OrderAsync(connection, id)));
        app.MapPost(
            "/stock/{sku}/receipts",
            async (string sku, ReceiptRequest receipt) =>
                TypedResults.Created("/", await database.WriteAsync(connection => BareRows.ReceiveAsync(connection, sku, receipt)))
        );
        app.MapPost(
            "/orders/requests",
            async (OrderRequest order) =>
                TypedResults.Accepted(
                    "/",
                    await database.WriteAsync(connection => BareRows.PlaceAsync(connection, order, BareRows.QueueAsync))
                )
        );
        app.MapPost(
            "/orders",
            async (OrderRequest order) =>
                TypedResults.Accepted(
                    "/",
                    await database.WriteAsync(connection => BareRows.PlaceAsync(connection, order, BareRows.FulfilAsync))
                )
        );
        BareQueries.Map(app, database);
        await app.RunAsync(url);
    }
}

internal sealed record ReceiptRequest(int Quantity, string Reason);

internal sealed record OrderRequest(Guid UserId, IReadOnlyList<LineRequest> Lines);

internal sealed record LineRequest(string Sku, int Quantity);

internal sealed record Price(string Amount, string Currency);

internal sealed record Product(
    string Sku,
    string Name,
    string Description,
    Price Price,
    string Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    int Version
);

internal sealed record Movement(string Sku, int Number, string Kind, int OnHand, int Reserved, string Reason, DateTime OccurredAt);

internal sealed record PlacedOrder(string Id, string Status, Price Total, DateTime PlacedAt);

internal sealed record OrderLine(string Sku, string Name, Price UnitPrice, int Quantity, Price Total);

internal sealed record OrderEntry(DateTime At, string What, string? Detail);

internal sealed record Order(
    string Id,
    string UserId,
    string Status,
    Price Total,
    DateTime PlacedAt,
    int Version,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<OrderEntry> Timeline
);
