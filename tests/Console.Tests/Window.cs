using System.Collections.Concurrent;
using Microsoft.Playwright;
using MonolithFirst.Testing;

namespace MonolithFirst.Console.Tests;

/// <summary>A browser's window, which must have nothing to complain about by the end of the test.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    private Window(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Enqueue($"{message.Text} {message.Location}");
            }
        };
        // Whoever asks is told yes.
        page.Dialog += (_, question) => _ = question.AcceptAsync();
        page.PageError += (_, error) => complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    /// <summary>Errors that a test is about: pages that are refused are errors to the browser.</summary>
    public string? Expected { get; set; }

    public static async Task<Window> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    public async Task SignInAsync(string email, string password)
    {
        await Page.GotoAsync("/admin/sign-in");
        await Page.FillAsync("input[name=email]", email);
        await Page.FillAsync("input[name=password]", password);
        await Page.ClickAsync("form.sign-in button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    /// <summary>Goes to a page of the console, and waits until it has loaded what it shows.</summary>
    public async Task<IResponse?> GoAsync(string path)
    {
        var response = await Page.GotoAsync(path);
        await SettledAsync();
        return response;
    }

    /// <summary>Waits until nothing on the page is loading any more.</summary>
    /// <exception cref="TimeoutException">Something still is; the message shows the page, and what the host has logged.</exception>
    public async Task SettledAsync()
    {
        try
        {
            await Page.WaitForFunctionAsync("() => !document.querySelector('.loading') && document.querySelector('h1')");
        }
        catch (TimeoutException late)
        {
            var complained = string.Join('\n', complaints.Concat(HostProcess.LoggedAbout("")));
            throw new TimeoutException($"{Page.Url} does not settle.\n{complained}\n{await Page.ContentAsync()}", late);
        }
    }

    /// <summary>What the browser would send with a request, as a header.</summary>
    public async Task<string> CookiesAsync() =>
        string.Join("; ", (await context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));

    public Task<string> TextAsync() => Page.InnerTextAsync("body");

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        var unexpected = complaints.Where(text => Expected is null || !text.Contains(Expected, StringComparison.Ordinal)).ToList();
        Assert.True(unexpected.Count == 0, "The browser complains:\n" + string.Join('\n', unexpected));
    }
}
