using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MonolithFirst.Console.Tests;

/// <summary>What must hold for every page: whoever uses it with whatever device, in every language, light and dark.</summary>
[Collection<OneConsole>]
public sealed class AccessibilityTests(ConsoleFixture host)
{
    /// <summary>What is the console's own on a page, where data is not.</summary>
    private const string Words =
        "h2, th, dt, label:not(.select), summary, button, option, nav a, .pager, .empty, .status, .downloads a, [aria-label]";

    /// <summary>Names of files' formats, the same in every language.</summary>
    private static readonly string[] Formats = ["CSV", "XLSX"];

    [Theory]
    [InlineData("en-GB", ColorScheme.Light, 1280)]
    [InlineData("en-GB", ColorScheme.Dark, 1280)]
    [InlineData("zh-CN", ColorScheme.Light, 390)]
    public async Task No_page_has_serious_findings_or_is_wider_than_its_window(string locale, ColorScheme scheme, int width)
    {
        var pages = await ConsolePages.OfAsync(host);
        await using var window = await host.AdministratorsWindowAsync(locale, width, scheme);
        window.Expected = "404";
        var faults = new List<string>();
        foreach (var path in pages)
        {
            await window.GoAsync(path);
            faults.AddRange(await FaultsOfAsync(window, path, width));
        }

        Assert.True(pages.Count > 10, string.Join('\n', pages));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task What_waits_has_failed_or_is_refused_has_no_serious_findings_either_and_fits_its_window()
    {
        await using var states = await ConsoleStates.MakeAsync(host);
        var faults = new List<string>();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 390) })
        {
            await using var window = await host.AdministratorsWindowAsync(width: width, scheme: scheme);
            foreach (var (name, showAsync) in states.All)
            {
                await showAsync(window);
                faults.AddRange(await FaultsOfAsync(window, $"{name}, {scheme}", width));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Every_word_of_the_pages_is_there_in_every_language()
    {
        var english = new List<string>();
        await using var states = await ConsoleStates.MakeAsync(host);
        await using var window = await host.AdministratorsWindowAsync("zh-CN");
        window.Expected = "404";
        foreach (var path in await ConsolePages.OfAsync(host))
        {
            await window.GoAsync(path);
            Assert.Equal("zh", await window.Page.GetAttributeAsync("html", "lang"));
            // A user is called what they call themselves.
            var heading = path.Contains("/users/", StringComparison.Ordinal) ? "" : "h1, ";
            english.AddRange(await ReportWordTests.EnglishIn(window, heading + Words));
        }

        foreach (var (_, showAsync) in states.All)
        {
            await showAsync(window);
            english.AddRange(await ReportWordTests.EnglishIn(window, "h1, " + Words));
        }

        english.RemoveAll(text => Array.Exists(Formats, format => text.EndsWith(": " + format, StringComparison.Ordinal)));
        Assert.True(english.Count == 0, string.Join('\n', english));
    }

    [Fact]
    public async Task All_pages_are_reached_with_the_keyboard()
    {
        await using var window = await host.AdministratorsWindowAsync();
        await window.GoAsync("/admin");
        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("main", (await window.Page.EvaluateAsync<string>("() => document.activeElement.hash")).TrimStart('#'));
        for (var step = 0; step < 30; step++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            if (await window.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('href') ?? ''") == "/admin/stock")
            {
                await window.Page.Keyboard.PressAsync("Enter");
                await window.Page.WaitForURLAsync("**/admin/stock");
                return;
            }
        }

        Assert.Fail("The link to the stock was not reached.");
    }

    private static async Task<List<string>> FaultsOfAsync(Window window, string what, int width)
    {
        var found = await window.Page.RunAxe();
        var faults = found
            .Violations.Where(finding => finding.Impact is "serious" or "critical")
            .Select(finding => $"{what}: {finding.Id}: {string.Join("; ", finding.Nodes.Select(node => node.Html).Take(3))}")
            .ToList();
        if (await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > width)
        {
            faults.Add($"{what} is wider than {width}");
        }

        return faults;
    }
}
