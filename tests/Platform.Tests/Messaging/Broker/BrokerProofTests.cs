using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Platform.Security;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>Who may put messages and queries on the queues, and when a process takes them.</summary>
public sealed class BrokerProofTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string Former = new('f', 32);

    private readonly TemporaryFolder folder = new();
    private readonly string text = Guid.NewGuid().ToString("N");

    private Dictionary<string, string?> Settings =>
        new()
        {
            ["Database:DataFolder"] = folder.FullName,
            ["Messaging:Broker"] = fixture.Broker.Address,
            ["Messaging:PollInterval"] = "00:00:00.200",
            ["Placement:Calls:Transport"] = nameof(QueryTransport.RabbitMq),
            ["Placement:Secrets:0"] = Queue.Secret,
            ["Placement:Secrets:1"] = Former,
            ["Web:DrainDelay"] = "00:00:00",
        };

    // No gateway: the sample's endpoints take its own database, which a module's may not.
    private Dictionary<string, string?> SettingsOfAsker => new(Settings) { ["Placement:IsGateway"] = "false" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_no_process_of_the_system_signed_is_parked_and_not_handled()
    {
        await using var host = await SampleHost.StartAsync(Settings);
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, "sample");
        var body = BytesOf(DeliveryOf("sample_write_note"));
        var signature = Queue.SignatureOf(Queue.Secret, "sample", body);
        (byte[] Body, string? Signature)[] forged =
        [
            (BytesOf(DeliveryOf("sample_write_note")), null),
            (BytesOf(DeliveryOf("sample_write_note")), "1.forged"),
            (BytesOf(DeliveryOf("sample_write_note")), signature),
            (body, Queue.SignatureOf(new string('x', 32), "sample", body)),
            (BytesOf(DeliveryOf("sample_note_written")), Queue.SignatureOf(Queue.Secret, "elsewhere", body)),
            ([.. body, (byte)' '], signature),
        ];
        foreach (var (message, given) in forged)
        {
            await queue.PutAsync(message, given);
        }

        var parked = await Eventually.GetAsync(
            () => host.InboxAsync(InboxStatus.Parked),
            rows => rows.Count == forged.Length,
            Limit,
            "all of them to be parked"
        );
        Assert.All(parked, row => Assert.Equal(QueuedDeliveryJson.UnsignedService, row.ServiceName));
        Assert.All(parked, row => Assert.Contains("No process of this system signed it", row.Error, StringComparison.Ordinal));
        Assert.Equal(forged.Select(message => Encoding.UTF8.GetString(message.Body)).Order(), parked.Select(row => row.Body!).Order());
        Assert.Equal((0, 0), (await host.NotesAsync(text, "command"), await host.NotesAsync(text, "event")));

        // What is sound goes its way, although a copy of it came before, and so does what a secret signed that is on its way out.
        await queue.PutAsync(body);
        var former = BytesOf(DeliveryOf("sample_write_note"));
        await queue.PutAsync(former, Queue.SignatureOf(Former, "sample", former));
        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "command") == 2, Limit, "the notes of both");
    }

    [Fact]
    public async Task No_message_type_on_the_queue_for_queries_gets_round_the_checks()
    {
        await using var host = await SampleHost.StartAsync(Settings);
        await using var queries = await Queue.OfQueriesAsync(fixture.Broker.Address, "sample");
        await Eventually.TrueAsync(async () => await queries.ListenersAsync() == 1, Limit, "the host to listen");
        var delivery = DeliveryOf("sample_write_note");
        await queries.PutAsync(BytesOf(delivery), null, typeof(Delivery).FullName);
        await queries.PutAsync(BytesOf(new QueuedDelivery(delivery)), null, typeof(QueuedDelivery).FullName);
        await queries.PutAsync(BytesOf(new QueuedQuery(delivery, "forged", null)), null, typeof(QueuedQuery).FullName);
        // One after the other: when the last is answered, so are those before it.
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);
        await Eventually.GetAsync(() => CountAsync(asker), answer => answer == "0", Limit, "an answer");
        await Eventually.TrueAsync(async () => await queries.WaitingAsync() == 0, Limit, "an empty queue");
        Assert.Equal(0, await host.NotesAsync(text, "command"));
    }

    [Fact]
    public async Task A_query_is_answered_to_processes_alone_and_for_users_whose_token_is_good()
    {
        await using var owner = await SampleHost.StartAsync(Settings);
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);
        await Eventually.GetAsync(() => CountAsync(asker), answer => answer == "0", Limit, "an answer");
        var broker = asker.Services.GetRequiredService<BrokerBus>();
        var good = asker.Services.GetRequiredService<ServiceCredentials>().Current();
        var query = DeliveryOf("sample_count_notes");

        Task<DeliveryReceipt> AskAsync(string credential, string? user) =>
            broker.AskAsync(new QueuedQuery(query, credential, user), TimeSpan.FromSeconds(20), Stop);

        Assert.Equal(DeliveryOutcome.Handled, (await AskAsync(good, null)).Outcome);
        Assert.Equal(DeliveryOutcome.Failed, (await AskAsync("forged", null)).Outcome);
        Assert.Equal(DeliveryOutcome.Refused, (await AskAsync(good, "Bearer forged")).Outcome);

        var requests = asker.Services.GetRequiredService<IHttpContextAccessor>();
        requests.HttpContext = new DefaultHttpContext();
        requests.HttpContext.Request.Headers.Authorization = "Bearer forged";
        // Whoever is nobody here is nobody there.
        Assert.Equal("0", await CountAsync(asker));
        requests.HttpContext.User = new(new System.Security.Claims.ClaimsIdentity([], "test"));
        Assert.Equal(nameof(QueryFailure.Refused), await CountAsync(asker));
    }

    [Fact]
    public async Task A_question_that_nobody_took_within_its_time_limit_is_gone()
    {
        await using var asker = await SampleHost.StartWithoutAsync(SettingsOfAsker);
        await Eventually.GetAsync(() => CountAsync(asker), answer => answer == nameof(QueryFailure.TimedOut), Limit, "a time-out");
        await using var queries = await Queue.OfQueriesAsync(fixture.Broker.Address, "sample");
        // Half a second, and not the half minute of the queue.
        await Eventually.TrueAsync(async () => await queries.WaitingAsync() == 0, TimeSpan.FromSeconds(20), "an empty queue");
    }

    [Fact]
    public async Task A_process_that_drains_takes_nothing_from_its_queues_and_finishes_what_it_has()
    {
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, "sample");
        await using var queries = await Queue.OfQueriesAsync(fixture.Broker.Address, "sample");
        await using var host = await SampleHost.StartAsync(Settings);
        // A table that is away keeps the first message in its hands.
        await host.InContextAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE inbox RENAME TO away"));
        await queue.PutAsync(DeliveryOf("sample_write_note"));
        await Eventually.TrueAsync(
            async () => await queue.WaitingAsync() == 0 && await queries.ListenersAsync() == 1,
            Limit,
            "the host to take it"
        );

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Eventually.TrueAsync(
            async () => await queue.ListenersAsync() + await queries.ListenersAsync() == 0,
            Limit,
            "the host to listen no more"
        );
        await queue.PutAsync(DeliveryOf("sample_write_note"));
        await host.InContextAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE away RENAME TO inbox"));
        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "command") == 1, Limit, "what was taken to be finished");
        Assert.Equal(1u, await queue.WaitingAsync());
    }

    private Delivery DeliveryOf(string service) =>
        new(
            Guid.CreateVersion7(),
            service,
            "elsewhere",
            "sample",
            new Dictionary<string, string>(),
            MessageJson.Write(new WriteNote(text), typeof(WriteNote))
        );

    private static byte[] BytesOf<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message);

    private async Task<string> CountAsync(SampleHost asker)
    {
        try
        {
            var answer = await asker.Services.GetRequiredService<IQueryBus>().AskAsync(new CountNotes(text), Stop);
            return answer.Notes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (QueryFailedException failure)
        {
            return failure.Failure.ToString();
        }
    }
}
