using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Placement.LoadBalancing;
using MonolithFirst.Platform.Tests.Web;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Placement.Gateway;

/// <summary>A gateway that gives its instances half a second, and has few turns.</summary>
public class ImpatientGatewayFixture : GatewayFixture
{
    public const int Turns = 3;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Web:RequestTimeLimit", "00:00:03"),
            new("Web:MaxConcurrentRequests", "3"),
            new("Web:MaxQueuedRequests", "0"),
            new("Web:RateLimit:PermitsPerSecond", "10000"),
            new("Web:RateLimit:Burst", "10000"),
            new("Web:RateLimit:AttemptsPerSecond", "1"),
            new("Web:RateLimit:AttemptsBurst", "2"),
            // More than there are other instances.
            new("Placement:Gateway:Retries", "2"),
            new("Placement:Gateway:TimeLimit", "00:00:00.500"),
            new("Placement:LoadBalancing:Policy", "RoundRobin"),
        ];

    internal InstanceStatistics StatisticsOf(EchoServer echo)
    {
        var instance = App
            .Services.GetRequiredService<InstanceDirectory>()
            .InstancesOf("sample")
            .Single(instance => instance.Address == new Uri(echo.Address));
        return App.Services.GetRequiredService<InstanceStatisticsCatalog>().Of(instance);
    }

    internal void Set(EchoFault fault)
    {
        foreach (var echo in Echoes)
        {
            echo.Fault = fault;
        }
    }
}

public sealed class GatewayFaultTests(ImpatientGatewayFixture gateway) : IClassFixture<ImpatientGatewayFixture>, IDisposable
{
    private const string Echo = "/api/sample/echo";
    private const string TimedOut = "platform.request_timed_out";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => gateway.Set(EchoFault.None);

    [Fact]
    public async Task Where_an_instance_takes_the_gateway_for_a_stranger_another_one_is_asked_and_where_all_do_it_is_no_fault_of_the_client()
    {
        gateway.Echoes[0].Fault = EchoFault.ClosedDoor;
        var reached = gateway.Echoes[0].Requests;
        await Eventually.TrueAsync(async () =>
        {
            var answer = (await gateway.GetAsync(Echo)).MustBe(HttpStatusCode.OK);
            Assert.Equal("GET", answer.Json.GetProperty("method").GetString());
            return gateway.Echoes[0].Requests > reached;
        });
        gateway.Set(EchoFault.ClosedDoor);
        var refused = (await gateway.GetAsync(Echo)).MustBe(HttpStatusCode.ServiceUnavailable, "platform.unavailable");
        Assert.False(refused.Headers.Contains(ServiceDoor.Refusal));
        (await gateway.PostAsync(Echo, "{}")).MustBe(HttpStatusCode.ServiceUnavailable, "platform.unavailable");
    }

    [Fact]
    public async Task What_an_instance_that_hangs_does_not_answer_another_one_does_where_it_may_be_repeated()
    {
        gateway.Echoes[0].Fault = EchoFault.Hang;
        var hung = gateway.StatisticsOf(gateway.Echoes[0]);
        var (failures, reached) = (hung.SuccessiveFailures, gateway.Echoes[0].Requests);
        await Eventually.TrueAsync(async () =>
        {
            (await gateway.GetAsync(Echo)).MustBe(HttpStatusCode.OK);
            return gateway.Echoes[0].Requests > reached;
        });
        Assert.Equal(reached + 1, gateway.Echoes[0].Requests);
        Assert.Equal(failures + 1, hung.SuccessiveFailures);
        Assert.Equal(0, gateway.StatisticsOf(gateway.Echoes[1]).SuccessiveFailures);
    }

    [Fact]
    public async Task Where_all_instances_hang_the_client_is_told_in_time_and_each_was_asked_once()
    {
        gateway.Set(EchoFault.Hang);
        var before = gateway.Echoes.Select(echo => echo.Requests).ToList();
        var began = Stopwatch.GetTimestamp();
        var answer = await gateway.GetAsync(Echo);
        Assert.InRange(Stopwatch.GetElapsedTime(began), Limit * 1.8, Limit * 5);
        answer.MustBe(HttpStatusCode.ServiceUnavailable, TimedOut);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(before.Select(requests => requests + 1), gateway.Echoes.Select(echo => echo.Requests));
    }

    [Fact]
    public async Task What_may_not_be_repeated_is_sent_once_and_the_instance_that_hangs_is_to_blame()
    {
        gateway.Set(EchoFault.Hang);
        var before = gateway.Echoes.Select(echo => (echo.Requests, gateway.StatisticsOf(echo).SuccessiveFailures)).ToList();
        (await gateway.PostAsync(Echo, "{}")).MustBe(HttpStatusCode.ServiceUnavailable, TimedOut);
        var after = gateway.Echoes.Select(echo => (echo.Requests, gateway.StatisticsOf(echo).SuccessiveFailures)).ToList();
        Assert.Equal(before.Sum(each => each.Requests) + 1, after.Sum(each => each.Requests));
        Assert.Equal(before.Sum(each => each.SuccessiveFailures) + 1, after.Sum(each => each.SuccessiveFailures));
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_fault_of_the_instances()
    {
        gateway.Set(EchoFault.Hang);
        var before = Failures();
        var reached = gateway.Echoes.Sum(echo => echo.Requests);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asked = gateway.Http.GetAsync(Echo, patience.Token);
        await Eventually.TrueAsync(() => gateway.Echoes.Sum(echo => echo.Requests) > reached);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.TrueAsync(() => gateway.Echoes.All(echo => gateway.StatisticsOf(echo).InFlight == 0));
        Assert.Equal(before, Failures());
    }

    [Fact]
    public async Task A_client_that_sends_too_slowly_is_told_so_and_it_is_no_fault_of_the_instances()
    {
        var before = Failures();
        var answer = await SendSlowlyAsync();
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains(TimedOut, answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", answer, StringComparison.Ordinal);
        Assert.Equal(before, Failures());
    }

    [Fact]
    public async Task A_module_that_hangs_keeps_its_own_turns_alone()
    {
        gateway.Set(EchoFault.Hang);
        var before = gateway.Echoes.Sum(echo => echo.Requests);
        var asked = Enumerable.Range(0, ImpatientGatewayFixture.Turns * 3).Select(_ => gateway.GetAsync(Echo)).ToList();
        await Eventually.TrueAsync(() => gateway.Echoes.Sum(echo => echo.Requests) >= before + ImpatientGatewayFixture.Turns);
        while (asked.Any(request => !request.IsCompleted))
        {
            (await gateway.GetAsync("/api/platform/instances", WebFixture.SomeUser + ":admin")).MustBe(HttpStatusCode.OK);
        }

        var answers = await Task.WhenAll(asked);
        Assert.All(answers, answer => answer.MustBe(HttpStatusCode.ServiceUnavailable));
        Assert.All(answers, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.Contains(answers, answer => answer.Code == TimedOut);
        Assert.Contains(answers, answer => answer.Code == "platform.overloaded");
    }

    [Fact]
    public async Task Forwarded_posts_are_no_attempts_to_sign_in()
    {
        for (var request = 0; request < 8; request++)
        {
            (await gateway.PostAsync(Echo, "{}")).MustBe(HttpStatusCode.OK);
        }
    }

    private int Failures() => gateway.Echoes.Sum(echo => gateway.StatisticsOf(echo).SuccessiveFailures);

    /// <summary>Sends a body little by little until there is an answer, which no client library would look for.</summary>
    private async Task<string> SendSlowlyAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", gateway.Http.BaseAddress!.Port, Stop);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {Echo} HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            ),
            Stop
        );
        var piece = Encoding.ASCII.GetBytes($"64\r\n{new string('1', 100)}\r\n");
        await Eventually.TrueAsync(async () =>
        {
            if (!client.Client.Poll(0, SelectMode.SelectRead))
            {
                await stream.WriteAsync(piece, Stop);
            }

            return client.Available > 0;
        });
        var answer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(answer, 600, throwOnEndOfStream: false, Stop);
        return Encoding.UTF8.GetString(answer, 0, length);
    }
}

/// <summary>A gateway whose breaker opens after four calls.</summary>
public sealed class BreakingGatewayFixture : ImpatientGatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings,
            new("Placement:Gateway:MaxConcurrent", "64"),
            new("Placement:Calls:BreakerMinimumCalls", "4"),
            new("Placement:Calls:BreakerPause", "00:00:01"),
        ];
}

public sealed class GatewayBreakerTests(BreakingGatewayFixture gateway) : IClassFixture<BreakingGatewayFixture>
{
    [Fact]
    public async Task While_a_module_hangs_its_requests_are_refused_at_once_and_one_at_a_time_tries_again()
    {
        gateway.Set(EchoFault.Hang);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => gateway.GetAsync("/api/sample/echo")));
        Assert.Equal("open", await BreakerAsync());
        var reached = gateway.Seen.Count;
        var refused = (await gateway.GetAsync("/api/sample/echo")).MustBe(HttpStatusCode.ServiceUnavailable, "platform.unavailable");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(reached, gateway.Seen.Count);

        gateway.Set(EchoFault.None);
        await Eventually.TrueAsync(async () => (await gateway.GetAsync("/api/sample/echo")).Status == HttpStatusCode.OK);
        Assert.Equal("closed", await BreakerAsync());
    }

    private async Task<string?> BreakerAsync() =>
        (await gateway.GetAsync("/api/platform/calls", WebFixture.SomeUser + ":admin"))
            .MustBe(HttpStatusCode.OK)
            .Json.EnumerateArray()
            .Single(call => call.GetProperty("serviceName").GetString() == "/api/sample")
            .GetProperty("breaker")
            .GetString();
}
