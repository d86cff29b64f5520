using System.Net;
using MonolithFirst.Testing;

namespace MonolithFirst.EndToEnd.Tests.BadInput;

/// <summary>Every operation of every module that changes something.</summary>
internal static class Operations
{
    private const string Password = "correct horse battery staple";

    public static readonly SortedDictionary<string, Operation> All = new(StringComparer.Ordinal)
    {
        ["POST /api/users/register"] = new(Access.Anonymous, host => With(host.Anonymous, "/api/users/register", NewAccount()))
        {
            AnyCharacters = ["password"],
        },
        ["POST /api/users/sign-in"] = new(Access.Anonymous, SignInAsync)
        {
            AnyCharacters = ["password"],
            Secrets = ["password"],
            CountsIn = "users.accounts",
        },
        ["POST /api/users/refresh"] = new(Access.Anonymous, RefreshAsync) { Secrets = ["refreshToken"], CountsIn = "users.refresh_tokens" },
        // Whoever signs out with a token that nobody knows is signed out.
        ["POST /api/users/sign-out"] = new(
            Access.Anonymous,
            host => With(host.Anonymous, "/api/users/sign-out", new { refreshToken = "q0Xy5n1UuW3o5bq8b0mJv0mY7C3Yp8o0rHk2cF4tXoM" })
        ),
        ["PUT /api/users/me"] = new(
            Access.SignedIn,
            async host => new Example(
                await host.CustomerAsync(),
                "/api/users/me",
                new { displayName = "Ada", phoneNumber = "+4930123456" },
                "*"
            )
        ),
        ["POST /api/users/me/password"] = new(
            Access.SignedIn,
            async host => new Example(
                await host.CustomerAsync(),
                "/api/users/me/password",
                new { currentPassword = "not the password", newPassword = Password },
                Succeeds: false
            )
        )
        {
            AnyCharacters = ["currentPassword", "newPassword"],
            Secrets = ["currentPassword"],
            CountsIn = "users.accounts",
        },
        ["PUT /api/users/{id}/roles/{role}"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/users/{(await host.CustomerAsync()).UserId}/roles/staff")
        ),
        ["DELETE /api/users/{id}/roles/{role}"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/users/{(await host.CustomerAsync()).UserId}/roles/customer")
        ),
        ["POST /api/users/{id}/lock"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/users/{(await host.CustomerAsync()).UserId}/lock")
        ),
        ["POST /api/users/{id}/unlock"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/users/{(await host.CustomerAsync()).UserId}/unlock")
        ),
        ["POST /api/catalog/products"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                "/api/catalog/products",
                new
                {
                    sku = "BAD-" + Guid.NewGuid().ToString("N")[..12].ToUpperInvariant(),
                    name = "Cup",
                    description = "For tea.",
                    price = Euros("12.50"),
                }
            )
        )
        {
            MayBeBlank = ["description"],
        },
        ["PUT /api/catalog/products/{sku}"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                $"/api/catalog/products/{await ProductAsync(host)}",
                new
                {
                    name = "Cup",
                    description = "For tea.",
                    price = Euros("12.50"),
                },
                "*"
            )
        )
        {
            MayBeBlank = ["description"],
        },
        ["POST /api/catalog/products/{sku}/archive"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), $"/api/catalog/products/{await ProductAsync(host)}/archive", IfMatch: "*")
        ),
        ["POST /api/catalog/products/{sku}/activate"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), $"/api/catalog/products/{await ProductAsync(host)}/activate", IfMatch: "*")
        ),
        ["POST /api/inventory/stock/{sku}/receipts"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                $"/api/inventory/stock/{await ProductAsync(host)}/receipts",
                new { quantity = 5, reason = "Delivery" }
            )
        ),
        ["POST /api/inventory/stock/{sku}/adjustments"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                $"/api/inventory/stock/{await ProductAsync(host)}/adjustments",
                new { quantity = -1, reason = "Broken" }
            )
        )
        {
            TakesNegative = true,
        },
        ["POST /api/payments/deposits"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                "/api/payments/deposits",
                new
                {
                    userId = (await host.CustomerAsync()).UserId,
                    amount = Euros("5.00"),
                    reason = "Cash",
                }
            )
        ),
        ["POST /api/orders"] = new(
            Access.SignedIn,
            async host => new Example(
                await host.CustomerAsync(),
                "/api/orders",
                new { lines = new[] { new { sku = await ProductAsync(host), quantity = 1 } } }
            )
        ),
        ["POST /api/orders/{id}/cancel"] = new(Access.SignedIn, CancelAsync),
        ["PUT /api/notifications/templates/{key}/{channel}"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                "/api/notifications/templates/orders.confirmed/email",
                new { subject = "Good news", body = "Hello {{displayName}}" },
                "*"
            )
        ),
        ["POST /api/notifications/{id}/retry"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), $"/api/notifications/{Guid.NewGuid()}/retry", Succeeds: false)
        ),
        ["POST /api/reporting/saved-reports"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), "/api/reporting/saved-reports", StockEachMonday())
        )
        {
            MayBeEmpty = ["arguments"],
            MayBeZero = ["hour"],
        },
        ["PUT /api/reporting/saved-reports/{id}"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), await SavedReportAsync(host), StockEachMonday(), "*")
        )
        {
            MayBeEmpty = ["arguments"],
            MayBeZero = ["hour"],
        },
        ["DELETE /api/reporting/saved-reports/{id}"] = new(
            Access.Staff,
            async host => new Example(await host.StaffAsync(), await SavedReportAsync(host))
        ),
        ["POST /api/reporting/reports/{name}/runs"] = new(
            Access.Staff,
            async host => new Example(
                await host.StaffAsync(),
                "/api/reporting/reports/stock/runs",
                new { format = "csv", arguments = new { days = 30 } },
                // What it starts changes rows afterwards, when the next operation is looked at.
                Succeeds: false
            )
        )
        {
            MayBeEmpty = ["", "arguments"],
        },
        ["POST /api/platform/messages/{module}/retry"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), "/api/platform/messages/orders/retry?service=orders_nothing")
        ),
        ["POST /api/platform/messages/{module}/discard"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), "/api/platform/messages/orders/discard?service=orders_nothing")
        ),
        ["POST /api/platform/messages/{module}/{id}/retry"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/platform/messages/orders/{Guid.NewGuid()}/retry", Succeeds: false)
        ),
        ["POST /api/platform/messages/{module}/{id}/discard"] = new(
            Access.Admin,
            async host => new Example(await host.AdminAsync(), $"/api/platform/messages/orders/{Guid.NewGuid()}/discard", Succeeds: false)
        ),
    };

    private static object StockEachMonday() =>
        new
        {
            name = "Stock",
            report = "stock",
            arguments = new { days = 30 },
            mail = new { frequency = "weekly", hour = 6 },
        };

    private static async Task<string> SavedReportAsync(HostFixtureOf host)
    {
        var saved = await (await host.StaffAsync()).PostAsync("/api/reporting/saved-reports", StockEachMonday());
        return $"/api/reporting/saved-reports/{saved.MustBe(HttpStatusCode.Created).Json.GetProperty("id").GetGuid()}";
    }

    private static object Euros(string amount) => new { amount, currency = "EUR" };

    private static object NewAccount() =>
        new
        {
            email = $"bad-{Guid.NewGuid():N}@example.test",
            password = Password,
            displayName = "Ada",
            phoneNumber = "+4930123456",
        };

    private static Task<Example> With(Client client, string path, object body) => Task.FromResult(new Example(client, path, body));

    private static Task<string> ProductAsync(HostFixtureOf host) => new Shop(host).ProductAsync("1.00", 3);

    private static async Task<Example> SignInAsync(HostFixtureOf host)
    {
        var (email, password) = await RegisterAsync(host);
        return new Example(host.Anonymous, "/api/users/sign-in", new { email, password });
    }

    private static async Task<Example> RefreshAsync(HostFixtureOf host)
    {
        var (email, password) = await RegisterAsync(host);
        var tokens = (await host.Anonymous.PostAsync("/api/users/sign-in", new { email, password })).MustBe(HttpStatusCode.OK);
        var refreshToken = tokens.Json.GetProperty("refreshToken").GetString();
        return new Example(host.Anonymous, "/api/users/refresh", new { refreshToken });
    }

    private static async Task<(string Email, string Password)> RegisterAsync(HostFixtureOf host)
    {
        var email = $"bad-{Guid.NewGuid():N}@example.test";
        var account = new
        {
            email,
            password = Password,
            displayName = "Ada",
        };
        (await host.Anonymous.PostAsync("/api/users/register", account)).MustBe(HttpStatusCode.Created);
        return (email, Password);
    }

    private static async Task<Example> CancelAsync(HostFixtureOf host)
    {
        var shop = new Shop(host);
        var customer = await shop.CustomerAsync("1.00");
        var order = await Shop.OrderAsync(customer, (await shop.ProductAsync("1.00", 1), 1));
        await Shop.OrderIsAsync(customer, order, "confirmed");
        await shop.NotificationsAboutAsync(order, 1);
        return new Example(customer, $"/api/orders/{order}/cancel");
    }
}
