using System.Net;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>
/// What pages show when something waits, has failed or is refused, which their addresses alone do not bring about. Things that others
/// would stumble over are put right at the end.
/// </summary>
internal sealed class ConsoleStates : IAsyncDisposable
{
    private const string Messages = "/api/platform/messages/inventory/retry?status=parked";

    private readonly ConsoleFixture host;
    private readonly string sku;
    private readonly string saved;
    private readonly List<Guid> runs = [];

    private ConsoleStates(ConsoleFixture host, string sku, string saved) => (this.host, this.sku, this.saved) = (host, sku, saved);

    /// <summary>Each by its name, with how a window that an administrator has signed in with gets there.</summary>
    public IReadOnlyList<(string Name, Func<Window, Task> ShowAsync)> All =>
        [
            ("parked messages", ParkedMessagesAsync),
            ("runs of all kinds", window => window.GoAsync("/admin/report-runs")),
            ("saved reports", window => window.GoAsync("/admin/saved-reports")),
            ("details of the trail", window => OpenedAsync(window, "/admin/audit")),
            ("what is done with a report", window => OpenedAsync(window, "/admin/reports/sales")),
            ("a list that is refused", window => window.GoAsync("/admin/orders?from=yesterday")),
            ("an id of no order", window => window.GoAsync("/admin/orders?id=17")),
            ("an address of nobody", window => window.GoAsync("/admin/audit?account=nobody@example.test")),
            ("a report that is refused", window => window.GoAsync("/admin/reports/sales?from=2026-02-01&to=2026-01-01")),
            ("a change of stock that is refused", RefusedStockAsync),
            ("a change of a saved report that is refused", RefusedSavedReportAsync),
            ("a user there is none of", window => window.GoAsync("/admin/users/" + Guid.NewGuid())),
            ("a sign-in that is refused", RefusedSignInAsync),
        ];

    public static async Task<ConsoleStates> MakeAsync(ConsoleFixture host)
    {
        var admin = await host.AdminAsync();
        var body = new
        {
            name = "Sales of a state",
            report = "sales",
            arguments = new { days = 7 },
            mail = new { frequency = "weekly", hour = 6 },
        };
        var saved = (await admin.PostAsync("/api/reporting/saved-reports", body)).MustBe(HttpStatusCode.Created).Location!;
        var states = new ConsoleStates(host, await host.Shop.ProductAsync("1.00", 2), saved);
        await states.ParkAsync();
        await states.AddRunsAsync();
        return states;
    }

    public async ValueTask DisposeAsync()
    {
        var admin = await host.AdminAsync();
        (await admin.PostAsync(Messages)).MustBe(HttpStatusCode.OK);
        (await admin.DeleteAsync(saved)).MustBe(HttpStatusCode.NoContent);
        foreach (var run in runs)
        {
            await ChangeAsync(run, "status = 'Failed'");
        }
    }

    /// <summary>An order whose reservation is given up, for a fault that is gone.</summary>
    private async Task ParkAsync()
    {
        var customer = await host.Shop.CustomerAsync("1.00");
        var admin = await host.AdminAsync();
        await using (await ModuleData.Of(host).BreakMovementsOfAsync(sku))
        {
            await Shop.OrderAsync(customer, (sku, 1));
            await Eventually.GetAsync(
                () => admin.GetAsync("/api/platform/messages?status=parked&module=inventory"),
                answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("total").GetInt32() > 0,
                TimeSpan.FromMinutes(2),
                "A parked message"
            );
        }
    }

    /// <summary>A file that is there, one that has failed and one that is being made.</summary>
    private async Task AddRunsAsync()
    {
        var admin = await host.AdminAsync();
        for (var number = 0; number < 3; number++)
        {
            var started = await admin.PostAsync("/api/reporting/reports/stock/runs", new { format = "csv" });
            var run = await Eventually.GetAsync(
                () => admin.GetAsync(started.MustBe(HttpStatusCode.Accepted).Location!),
                answer => answer.MustBe(HttpStatusCode.OK).Json.GetProperty("status").GetString() == "done",
                TimeSpan.FromMinutes(2),
                "The file"
            );
            runs.Add(run.Json.GetProperty("id").GetGuid());
        }

        await ChangeAsync(runs[0], "status = 'Failed', error = 'It took too long.'");
        await ChangeAsync(
            runs[1],
            $"status = 'Running', total_rows = 1000, written_rows = 250, claimed_until = {ModuleTables.Text(DateTime.UtcNow.AddHours(1))}"
        );
    }

    private Task ChangeAsync(Guid run, string change) =>
        host.TablesOf("reporting").ExecuteAsync($"UPDATE report_runs SET {change} WHERE id = '{run}'");

    private static async Task ParkedMessagesAsync(Window window)
    {
        await OpenedAsync(window, "/admin/messages?status=parked");
        Assert.True(await window.Page.Locator(".messages li").CountAsync() > 0);
    }

    /// <summary>With what is folded away shown.</summary>
    private static async Task OpenedAsync(Window window, string path)
    {
        await window.GoAsync(path);
        await window.Page.ClickAsync("main summary >> nth=0");
        await window.Page.WaitForSelectorAsync("main details[open]");
    }

    private async Task RefusedStockAsync(Window window)
    {
        await window.GoAsync("/admin/stock/" + sku);
        await window.Page.FillAsync("form.action:not(:has(input[min])) input[name=quantity]", "-50");
        await window.Page.FillAsync("form.action:not(:has(input[min])) input[name=reason]", "Too much");
        await SendAsync(window, "form.action:not(:has(input[min])) button");
    }

    private async Task RefusedSavedReportAsync(Window window)
    {
        await window.GoAsync(saved.Replace("/api/reporting", "/admin", StringComparison.Ordinal));
        await window.Page.FillAsync("input[name='argument.from']", "2026-01-31");
        await SendAsync(window, "form.action button");
    }

    private static async Task RefusedSignInAsync(Window window)
    {
        await window.Page.GotoAsync("/admin/sign-in");
        await window.Page.FillAsync("input[name=email]", "nobody@example.test");
        await window.Page.FillAsync("input[name=password]", "wrong");
        await SendAsync(window, "form.sign-in button");
    }

    private static async Task SendAsync(Window window, string button)
    {
        await window.Page.ClickAsync(button);
        await window.Page.WaitForSelectorAsync("form [role=alert]");
        await window.SettledAsync();
    }
}
