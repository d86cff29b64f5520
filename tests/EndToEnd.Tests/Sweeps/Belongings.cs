using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.Sweeps;

/// <summary>
/// A customer who has one of everything that can belong to a customer, and addresses of these and of what belongs to nobody. An endpoint
/// with a parameter that is not in the table fails the sweeps until it is said here what stands there, and whose it is.
/// </summary>
internal sealed class Belongings
{
    /// <summary>By the template up to the parameter.</summary>
    private static readonly Dictionary<string, (bool IsSomebodys, Func<Belongings, string> Value)> InPaths = new()
    {
        ["/api/catalog/products/{sku}"] = (false, all => all.Sku),
        ["/api/inventory/availability/{sku}"] = (false, all => all.Sku),
        ["/api/inventory/reservations/{reference}"] = (true, all => all.Order.ToString()),
        ["/api/inventory/stock/{sku}"] = (false, all => all.Sku),
        ["/api/inventory/stock/{sku}/movements/{number}"] = (false, _ => "1"),
        ["/admin/orders/{Id}"] = (true, all => all.Order.ToString()),
        ["/admin/report-runs/{id}"] = (false, all => all.Run.ToString()),
        ["/admin/reports/{name}"] = (false, _ => "sales"),
        ["/admin/reports/{Name}"] = (false, _ => "sales"),
        ["/admin/saved-reports/{Id}"] = (false, all => all.SavedReport.ToString()),
        ["/admin/stock/{Sku}"] = (false, all => all.Sku),
        ["/admin/users/{Id}"] = (true, all => all.Owner.UserId.ToString()),
        ["/admin/{rest}"] = (false, _ => "nowhere"),
        ["/api/notifications/{id}"] = (true, all => all.Notification.ToString()),
        ["/api/notifications/templates/{key}"] = (false, _ => "orders.confirmed"),
        ["/api/notifications/templates/{key}/{channel}"] = (false, _ => "email"),
        ["/api/orders/{id}"] = (true, all => all.Order.ToString()),
        ["/api/payments/accounts/{userId}"] = (true, all => all.Owner.UserId.ToString()),
        ["/api/payments/transactions/{id}"] = (true, all => all.Transaction.ToString()),
        ["/api/platform/messages/{module}"] = (false, _ => "orders"),
        ["/api/platform/messages/{module}/{id}"] = (false, _ => Guid.NewGuid().ToString()),
        ["/api/reporting/reports/{name}"] = (false, _ => "stock"),
        ["/api/reporting/runs/{id}"] = (false, all => all.Run.ToString()),
        ["/api/reporting/saved-reports/{id}"] = (false, all => all.SavedReport.ToString()),
        ["/api/users/{id}"] = (true, all => all.Owner.UserId.ToString()),
        ["/api/users/{id}/roles/{role}"] = (false, _ => "staff"),
        ["/docs/{documentName}"] = (false, _ => "v1"),
        ["/jobs/{path}"] = (false, _ => "recurring"),
    };

    /// <summary>Ids in query strings, by name.</summary>
    private static readonly Dictionary<string, Func<Belongings, string>> InQueries = new()
    {
        ["cause"] = all => all.Order.ToString(),
        ["customer"] = all => all.Owner.UserId.ToString(),
        ["reference"] = all => all.Order.ToString(),
        ["userId"] = all => all.Owner.UserId.ToString(),
    };

    private Belongings(Client owner, string sku, Guid order, Guid notification, Guid transaction, Guid run, Guid savedReport)
    {
        Owner = owner;
        Sku = sku;
        Order = order;
        Notification = notification;
        Transaction = transaction;
        Run = run;
        SavedReport = savedReport;
    }

    public Client Owner { get; }

    public string Sku { get; }

    public Guid Order { get; }

    public Guid Notification { get; }

    public Guid Transaction { get; }

    /// <summary>A report that staff had made.</summary>
    public Guid Run { get; }

    /// <summary>A report that staff saved.</summary>
    public Guid SavedReport { get; }

    /// <summary>By what the owner would be recognised in an answer.</summary>
    public IReadOnlyList<string> Marks =>
        [Owner.Email, Owner.UserId.ToString(), Order.ToString(), Notification.ToString(), Transaction.ToString()];

    /// <summary>Arranges them: an order that is paid and that its owner has been told of.</summary>
    public static async Task<Belongings> ArrangeAsync(HostFixtureOf host)
    {
        var shop = new Shop(host);
        var owner = await shop.CustomerAsync("10.00");
        var sku = await shop.ProductAsync("1.00", 5);
        var order = await Shop.OrderAsync(owner, (sku, 1));
        await Shop.OrderIsAsync(owner, order, "confirmed");
        await shop.NotificationsAboutAsync(order, 1);
        var staff = await host.StaffAsync();
        var run = await MadeAsync(staff, "/api/reporting/reports/stock/runs", new { }, HttpStatusCode.Accepted);
        // What is still being made changes rows by itself, and cannot be downloaded.
        await Eventually.GetAsync(
            () => staff.GetAsync($"/api/reporting/runs/{run}"),
            answer => answer.Json.GetProperty("status").GetString() == "done",
            what: "The report that was to be made"
        );
        return new Belongings(
            owner,
            sku,
            order,
            await OnlyAsync(staff, $"/api/notifications?cause={order}"),
            await OnlyAsync(staff, $"/api/payments/transactions?reference={order}"),
            run,
            await MadeAsync(staff, "/api/reporting/saved-reports", new { name = "Stock", report = "stock" }, HttpStatusCode.Created)
        );
    }

    /// <summary>Whether something in such an address belongs to a customer.</summary>
    public static bool IsSomebodys(string template) => PrefixesOf(template).Any(prefix => Known(prefix).IsSomebodys);

    /// <summary>An address of this template that leads somewhere.</summary>
    public string PathOf(string template)
    {
        var path = template;
        foreach (var prefix in PrefixesOf(template))
        {
            var parameter = prefix[prefix.LastIndexOf('{')..];
            path = path.Replace(parameter, Known(prefix).Value(this), StringComparison.Ordinal);
        }

        return path;
    }

    /// <summary>What stands for an id in a query string; it belongs to the owner.</summary>
    public string QueryValueOf(string parameter) =>
        InQueries.TryGetValue(parameter, out var value)
            ? value(this)
            : throw new InvalidOperationException($"Say in Belongings what id the query parameter '{parameter}' is.");

    private static (bool IsSomebodys, Func<Belongings, string> Value) Known(string prefix) =>
        InPaths.TryGetValue(prefix, out var known)
            ? known
            : throw new InvalidOperationException(
                $"Say in Belongings what stands at the end of {prefix}, and whether it belongs to somebody."
            );

    private static IEnumerable<string> PrefixesOf(string template)
    {
        for (var at = template.IndexOf('}', StringComparison.Ordinal); at >= 0; at = template.IndexOf('}', at + 1))
        {
            yield return template[..(at + 1)];
        }
    }

    private static async Task<Guid> OnlyAsync(Client staff, string list)
    {
        var found = (await staff.GetAsync(list)).MustBe(HttpStatusCode.OK).Json.GetProperty("items");
        return Assert.Single(found.EnumerateArray()).GetProperty("id").GetGuid();
    }

    private static async Task<Guid> MadeAsync(Client staff, string path, object body, HttpStatusCode status) =>
        (await staff.PostAsync(path, body)).MustBe(status).Json.GetProperty("id").GetGuid();
}
