using System.Net;
using Microsoft.AspNetCore.Components;
using MonolithFirst.EndToEnd.Tests;

namespace MonolithFirst.Console.Tests;

/// <summary>
/// The addresses of all pages that the console has, from their routes, with something real behind every parameter: a new page is covered
/// without being told to any test.
/// </summary>
internal static class ConsolePages
{
    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(ConsoleFixture host)
    {
        var sku = await host.Shop.ProductAsync("12.00", 5);
        var customer = await host.Shop.CustomerAsync("50.00");
        var order = await Shop.OrderAsync(customer, (sku, 1));
        await Shop.OrderIsSettledAsync(customer, order);
        var saved = await (await host.AdminAsync()).PostAsync(
            "/api/reporting/saved-reports",
            new { name = "Stock of a page", report = "stock" }
        );
        var savedId = saved.MustBe(HttpStatusCode.Created).Json.GetProperty("id").GetGuid();
        var reports = await ReportTests.CatalogueAsync(host);
        var routes = typeof(Host.Console.Pages.App)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false))
            .Select(attribute => ((RouteAttribute)attribute).Template);
        return
        [
            .. routes
                .Order(StringComparer.Ordinal)
                .SelectMany(route =>
                    route.Contains("{Name}", StringComparison.Ordinal)
                        ? reports.Select(report => route.Replace("{Name}", report.Name, StringComparison.Ordinal))
                        : [route]
                )
                .Select(route =>
                    route
                        .Replace("/orders/{Id:guid}", $"/orders/{order}", StringComparison.Ordinal)
                        .Replace("/users/{Id:guid}", $"/users/{customer.UserId}", StringComparison.Ordinal)
                        .Replace("/saved-reports/{Id:guid}", $"/saved-reports/{savedId}", StringComparison.Ordinal)
                        .Replace("{Sku}", sku, StringComparison.Ordinal)
                ),
            "/admin/nowhere",
        ];
    }
}
