using System.Net;
using Microsoft.Playwright;
using MonolithFirst.EndToEnd.Tests;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>A host with a console, and a browser to look at it with; shared by all tests, which follow one another.</summary>
[CollectionDefinition]
public sealed class OneConsole : ICollectionFixture<ConsoleFixture>;

/// <inheritdoc cref="OneConsole" />
public sealed class ConsoleFixture() : ConsoleFixtureOf(TestDatabase.Sqlite);

/// <summary>A console whose orders module is in a process of its own; the processes share their jobs.</summary>
public sealed class SplitConsoleFixture() : ConsoleFixtureOf(TestDatabase.MySql)
{
    private RedisServer? redis;

    /// <inheritdoc />
    protected override Topology Topology => Topology.Named("orders-peeled");

    /// <inheritdoc />
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Jobs__Redis", redis!.Address)];

    /// <inheritdoc />
    public override async ValueTask InitializeAsync()
    {
        redis = await RedisServer.StartAsync();
        await base.InitializeAsync();
        var sku = await Shop.ProductAsync("1.00", 1);
        var customer = await Shop.CustomerAsync();
        // What is asked of another process for the first time may take longer than it should on a busy machine.
        var order = await Eventually.GetAsync(
            () => customer.PostAsync("/api/orders", new { lines = new[] { new { sku, quantity = 1 } } }),
            answer => answer.Status == HttpStatusCode.Accepted,
            TimeSpan.FromMinutes(3),
            "An order that is taken"
        );
        // Still under way, it would meet the faults of the first test as well.
        await Shop.OrderIsSettledAsync(customer, order.Json.GetProperty("id").GetGuid());
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (redis is not null)
        {
            await redis.DisposeAsync();
        }
    }
}

/// <summary>A host with a console, and a browser to look at it with.</summary>
public abstract class ConsoleFixtureOf(TestDatabase database) : HostFixtureOf(database)
{
    // The same browser, without what draws windows that nobody sees, comes first.
    private static readonly string[] Programs =
    [
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The administrator's address and password.</summary>
    public (string Email, string Password) Administrator =>
        (HostSettings["users__FirstAdministrator__Email"]!, HostSettings["users__FirstAdministrator__Password"]!);

    internal Shop Shop => new(this);

    /// <inheritdoc />
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("Messaging__Attempts", "2"), new("Messaging__FirstRetryPause", "00:00:00.050")];

    /// <inheritdoc />
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

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
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

    /// <summary>The address and password of a new member of staff.</summary>
    internal async Task<(string Email, string Password)> NewStaffAsync()
    {
        var (email, password) = ($"staff-{Guid.NewGuid():N}@example.test", "Aa1-" + Guid.NewGuid().ToString("N"));
        var registered = await Anonymous.PostAsync(
            "/api/users/register",
            new
            {
                email,
                password,
                displayName = "Member of staff",
            }
        );
        var id = registered.MustBe(HttpStatusCode.Created).Json.GetProperty("id").GetGuid();
        (await (await AdminAsync()).PutAsync($"/api/users/{id}/roles/staff")).MustBe(HttpStatusCode.NoContent);
        return (email, password);
    }
}
