using Microsoft.Playwright;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>A host with a console, and a browser to look at it with; shared by all tests, which follow one another.</summary>
[CollectionDefinition]
public sealed class OneConsole : ICollectionFixture<ConsoleFixture>;

/// <inheritdoc cref="OneConsole" />
public sealed class ConsoleFixture() : HostFixtureOf(TestDatabase.Sqlite)
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The administrator's address and password.</summary>
    public (string Email, string Password) Administrator =>
        (HostSettings["users__FirstAdministrator__Email"]!, HostSettings["users__FirstAdministrator__Password"]!);

    internal Shop Shop => new(this);

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("Messaging__Attempts", "2"), new("Messaging__FirstRetryPause", "00:00:00.050")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Environment.GetEnvironmentVariable("MONOLITHFIRST_TEST_CHROMIUM") ?? Programs.First(File.Exists),
                // Tests may be run as root, and look at nothing but this host.
                ChromiumSandbox = false,
            }
        );
    }

    public override async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>A window of a browser that nobody has signed in with.</summary>
    internal async Task<Window> WindowAsync(string locale = "en-GB", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Host.BaseAddress.ToString(),
                Locale = locale,
                TimezoneId = "Europe/Berlin",
                ColorScheme = scheme,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
            }
        );
        context.SetDefaultTimeout(30_000);
        return await Window.OpenAsync(context);
    }

    /// <summary>A window that the administrator has signed in with.</summary>
    internal async Task<Window> AdministratorsWindowAsync(string locale = "en-GB", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var window = await WindowAsync(locale, width, scheme);
        await window.SignInAsync(Administrator.Email, Administrator.Password);
        return window;
    }
}
