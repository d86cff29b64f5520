using System.Net;
using System.Text.Json;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>Reports in the viewer's language and manner of writing.</summary>
[Collection<OneConsole>]
public sealed class ReportWordTests(ConsoleFixture host)
{
    [Fact]
    public async Task Nothing_of_a_report_is_english_for_whoever_reads_chinese()
    {
        await ConfirmedOrderAsync("2.00");
        var english = new List<string>();
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        await window.GoAsync("/admin/reports");
        english.AddRange(await EnglishIn(window, ".reports a, .reports .detail"));
        foreach (var (name, _, _) in await ReportTests.CatalogueAsync(host))
        {
            await window.GoAsync("/admin/reports/" + name);
            english.AddRange(
                await EnglishIn(
                    window,
                    "h1, .detail, .filter label, .filter [title], .filter option, th, figcaption span, .chart [role=img]"
                )
            );
        }

        Assert.True(english.Count == 0, string.Join('\n', english));
    }

    [Fact]
    public async Task Every_column_parameter_and_choice_of_the_catalogue_has_a_chinese_word_and_no_word_is_of_a_report_that_is_gone()
    {
        var answer = (await (await host.StaffAsync()).GetAsync("/api/reporting/reports")).MustBe(HttpStatusCode.OK);
        List<JsonElement> reports = [.. answer.Json.GetProperty("items").EnumerateArray()];
        var asked = reports
            .SelectMany(report =>
                Names(report, "columns", "column.")
                    .Concat(Names(report, "parameters", "parameter."))
                    .Concat(Names(report, "parameters", "parameter.", ".about"))
                    .Concat(report.GetProperty("parameters").EnumerateArray().SelectMany(Choices))
                    .Append("report." + report.GetProperty("name").GetString())
                    .Append($"report.{report.GetProperty("name").GetString()}.about")
            )
            .ToHashSet();

        var chinese = WordTests.Languages["zh"];
        Assert.DoesNotContain(asked, key => !IsChinese(chinese.GetValueOrDefault(key, "")));
        Assert.Empty(chinese.Keys.Where(key => key.StartsWith("report.", StringComparison.Ordinal)).Except(asked));
    }

    [Fact]
    public async Task What_is_saved_or_made_names_its_report_as_the_viewer_does()
    {
        var staff = await host.StaffAsync();
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        var admin = await host.AdminAsync();
        var saved = new { name = "Mine " + staff.UserId, report = "stock" };
        (await admin.PostAsync("/api/reporting/saved-reports", saved)).MustBe(HttpStatusCode.Created);
        (await admin.PostAsync("/api/reporting/reports/stock/runs", new { format = "csv" })).MustBe(HttpStatusCode.Accepted);

        foreach (var page in new[] { "/admin/saved-reports", "/admin/report-runs" })
        {
            await window.GoAsync(page);
            Assert.Contains(WordTests.Languages["zh"]["report.stock"], await window.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Numbers_and_days_of_charts_and_tables_are_written_as_the_viewer_writes_them()
    {
        await ConfirmedOrderAsync("43210.00");
        var today = DateTime.UtcNow;
        await using var window = await host.AdministratorsWindowAsync("de-DE");
        await window.Page.AddInitScriptAsync("Object.defineProperty(navigator, 'languages', { get: () => ['en-IN'] })");

        await window.GoAsync("/admin/reports/sales?days=3");

        // Numbers in groups of two digits, and the day before the month, are of no other English.
        var ticks = await window.Page.Locator(".chart .mud-charts-yaxis text").AllTextContentsAsync();
        Assert.Contains(ticks, tick => tick is "10,000" or "20,000" or "50,000");
        var labels = await window.Page.Locator(".chart .mud-charts-xaxis text").AllTextContentsAsync();
        Assert.Contains(labels, label => label.Trim() == $"{today:dd/MM/yy}");
        Assert.Contains($"{today:d MMM yyyy}", await window.Page.InnerTextAsync("main table time"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_markup_in_it_stands_in_a_chart_as_it_is_and_is_no_markup()
    {
        var customer = await ConfirmedOrderAsync("98765.00");
        const string Name = "<a>R&D</a> & Co";
        var profile = (await customer.GetAsync("/api/users/me")).MustBe(HttpStatusCode.OK);
        (await customer.PutAsync("/api/users/me", new { displayName = Name }, profile.ETag)).MustBe(HttpStatusCode.OK);
        await using var window = await host.AdministratorsWindowAsync();

        await window.GoAsync("/admin/reports/sales-by-customer?customer=" + customer.UserId);

        Assert.Contains(Name, await window.Page.InnerTextAsync("main table"), StringComparison.Ordinal);
        var labels = await window.Page.Locator(".chart .mud-charts-xaxis text").AllTextContentsAsync();
        Assert.Contains(Name, labels.Select(label => label.Trim()));
    }

    /// <summary>Whether it has a letter of Chinese.</summary>
    internal static bool IsChinese(string text) => text.Any(letter => letter > 0x2E80);

    private async Task<Client> ConfirmedOrderAsync(string price)
    {
        var sku = await host.Shop.ProductAsync(price, 5);
        var customer = await host.Shop.CustomerAsync(price);
        await Shop.OrderIsAsync(customer, await Shop.OrderAsync(customer, (sku, 1)), "confirmed");
        return customer;
    }

    /// <summary>What there is to read that is not Chinese.</summary>
    internal static async Task<IEnumerable<string>> EnglishIn(Window window, string selector)
    {
        var texts = await window.Page.EvaluateAsync<string[]>(
            """
            selector => [...document.querySelectorAll(selector)].flatMap(found =>
              [found.title, found.ariaLabel, found.role === 'img' ? '' : found.textContent].filter(text => text?.trim()))
            """,
            selector
        );
        return from text in texts where !IsChinese(text) select $"{window.Page.Url}: {text.Trim()}";
    }

    private static IEnumerable<string> Names(JsonElement report, string list, string prefix, string suffix = "") =>
        report.GetProperty(list).EnumerateArray().Select(item => prefix + item.GetProperty("name").GetString() + suffix);

    private static IEnumerable<string> Choices(JsonElement parameter) =>
        parameter.GetProperty("choices") is { ValueKind: JsonValueKind.Array } choices
            ? choices.EnumerateArray().Select(choice => "value." + choice.GetString())
            : [];
}
