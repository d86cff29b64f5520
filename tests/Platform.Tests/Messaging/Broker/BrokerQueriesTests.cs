using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Testing;
using Polly.CircuitBreaker;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>Queries over a real broker: from a process without the module to one that hosts it, each with a runtime of its own.</summary>
public sealed class BrokerQueriesTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>, IDisposable
{
    private const string Service = "sample_count_notes";
    private const int FewestCalls = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new();
    private readonly string text = Guid.NewGuid().ToString("N");

    private Dictionary<string, string?> Settings =>
        new()
        {
            ["Database:DataFolder"] = folder.FullName,
            ["Messaging:Broker"] = fixture.Broker.Address,
            ["Placement:Calls:Transport"] = nameof(QueryTransport.RabbitMq),
            // More than fail until a process has found its broker; and open for as long as a test looks at it.
            ["Placement:Calls:BreakerMinimumCalls"] = FewestCalls.ToString(CultureInfo.InvariantCulture),
            ["Placement:Calls:BreakerPause"] = "00:05:00",
            ["Placement:Secrets:0"] = new string('s', 32),
            ["Web:DrainDelay"] = "00:00:00",
        };

    // No gateway: the sample's endpoints take its own database, which a module's may not.
    private Dictionary<string, string?> SettingsOfAsker => new(Settings) { ["Placement:IsGateway"] = "false" };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_query_is_answered_by_the_process_that_hosts_the_module()
    {
        await using var owner = await SampleHost.StartAsync(Settings);
        await owner.CommitAsync(context => context.Notes.Add(new Note { Text = text, By = "test" }));
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);

        var answer = await Eventually.GetAsync(() => AnswerOrFailureAsync(asker, new CountNotes(text)), IsAnswer, Limit, "an answer");

        Assert.Equal("1", answer);
        Assert.Equal(1, FiguresOf(asker, Service).Counts().Succeeded);
    }

    [Fact]
    public async Task A_query_that_fails_at_its_owner_gets_the_fallback_that_its_contract_declares()
    {
        await using var owner = await SampleHost.StartAsync(Settings);
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);
        await Eventually.GetAsync(() => AnswerOrFailureAsync(asker, new CountNotes(text)), IsAnswer, Limit, "an answer");

        var guessed = await asker
            .Services.GetRequiredService<IQueryBus>()
            .AskAsync(new GuessNotes(), TestContext.Current.CancellationToken);

        Assert.Equal(7, guessed.Notes);
        Assert.Equal(1, FiguresOf(asker, "sample_guess_notes").Counts().Failed);
    }

    [Fact]
    public async Task Where_nobody_answers_calls_end_with_their_time_limit_until_the_breaker_opens_and_refuses_them_at_once()
    {
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);
        var timedOut = nameof(QueryFailure.TimedOut);
        await Eventually.GetAsync(() => AnswerOrFailureAsync(asker, new CountNotes(text)), end => end == timedOut, Limit, "the broker");

        var ends = await Task.WhenAll(Enumerable.Range(0, FewestCalls).Select(_ => AnswerOrFailureAsync(asker, new CountNotes(text))));
        Assert.Contains(timedOut, ends);
        Assert.All(ends, end => Assert.False(IsAnswer(end)));
        await Eventually.TrueAsync(
            async () =>
            {
                await AnswerOrFailureAsync(asker, new CountNotes(text));
                return FiguresOf(asker, Service).Breaker == CircuitState.Open;
            },
            Limit,
            "an open breaker"
        );

        Assert.Equal(nameof(QueryFailure.Unreachable), await AnswerOrFailureAsync(asker, new CountNotes(text)));
        Assert.InRange(FiguresOf(asker, Service).Counts().ShortCircuited, 1, int.MaxValue);
    }

    private static bool IsAnswer(string end) => int.TryParse(end, out _);

    private static CallFigures FiguresOf(SampleHost host, string service) =>
        host.Services.GetRequiredService<CallFiguresCatalog>().Of(service);

    /// <summary>What the query brought: the number, or how it failed.</summary>
    private static async Task<string> AnswerOrFailureAsync(SampleHost asker, CountNotes query)
    {
        try
        {
            var answer = await asker.Services.GetRequiredService<IQueryBus>().AskAsync(query, TestContext.Current.CancellationToken);
            return answer.Notes.ToString(CultureInfo.InvariantCulture);
        }
        catch (QueryFailedException failure)
        {
            return failure.Failure.ToString();
        }
    }
}
