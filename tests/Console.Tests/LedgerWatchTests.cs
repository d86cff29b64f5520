using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Host.Console.Access;
using MonolithFirst.Host.Console.Api;

namespace MonolithFirst.Console.Tests;

/// <summary>How often the whole ledger is read for viewers of the overview, with an API that counts it.</summary>
public sealed class LedgerWatchTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly SemaphoreSlim answers = new(0);
    private readonly LedgerWatch watch;
    private WebApplication? api;
    private int status = StatusCodes.Status200OK;
    private int asked;

    public LedgerWatchTests() => watch = new LedgerWatch(clock);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        api = builder.Build();
        api.MapGet("/api/payments/ledger/check", AnswerAsync);
        await api.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await api!.DisposeAsync();
        answers.Dispose();
    }

    [Fact]
    public async Task Viewers_at_the_same_time_share_one_check_which_goes_on_when_the_first_of_them_leaves()
    {
        using var leaving = new CancellationTokenSource();
        var first = watch.FindAsync(ClientUntil(leaving.Token));
        var others = Enumerable.Range(0, 5).Select(_ => watch.FindAsync(ClientOfViewer())).ToList();
        await leaving.CancelAsync();
        answers.Release(10);

        Assert.True((await first).IsBalanced);
        Assert.All(await Task.WhenAll(others), found => Assert.True(found.IsBalanced));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task What_was_found_holds_for_five_minutes_also_that_nothing_could_be_found_and_says_since_when(int outcome)
    {
        status = outcome;
        answers.Release(10);
        var before = clock.GetUtcNow().UtcDateTime;

        await watch.FindAsync(ClientOfViewer());
        clock.Advance(TimeSpan.FromMinutes(4));
        var found = await watch.FindAsync(ClientOfViewer());
        Assert.Equal((before, outcome == StatusCodes.Status200OK, 1), (found.At, found.IsBalanced, asked));
        Assert.Equal(outcome == StatusCodes.Status200OK ? null : (HttpStatusCode)outcome, found.Failure?.Status);

        clock.Advance(TimeSpan.FromMinutes(1));
        found = await watch.FindAsync(ClientOfViewer());
        Assert.Equal((before.AddMinutes(5), 2), (found.At, asked));
    }

    [Fact]
    public async Task That_a_viewer_was_refused_says_nothing_to_others()
    {
        status = StatusCodes.Status401Unauthorized;
        var refused = watch.FindAsync(ClientOfViewer());
        var waiting = watch.FindAsync(ClientOfViewer());
        answers.Release();
        Assert.Equal(HttpStatusCode.Unauthorized, (await refused).Failure?.Status);

        status = StatusCodes.Status200OK;
        answers.Release(10);

        Assert.True((await waiting).IsBalanced);
        Assert.True((await watch.FindAsync(ClientOfViewer())).IsBalanced);
        Assert.Equal(2, asked);
    }

    private async Task<IResult> AnswerAsync()
    {
        Interlocked.Increment(ref asked);
        await answers.WaitAsync();
        return status == StatusCodes.Status200OK ? Results.Ok(new { balanced = true }) : Results.StatusCode(status);
    }

    private ApiClient ClientOfViewer() => ClientUntil(TestContext.Current.CancellationToken);

    private ApiClient ClientUntil(CancellationToken untilLeaving) =>
        new(
            new Loopback(api!.Services.GetRequiredService<IServer>()),
            new HttpContextAccessor { HttpContext = new DefaultHttpContext { RequestAborted = untilLeaving } }
        );
}
