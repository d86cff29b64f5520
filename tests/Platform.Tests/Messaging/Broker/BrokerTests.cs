using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Administration;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Security;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging.Broker;

/// <summary>A broker for the tests of one class, which follow one another.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    public RabbitMqServer Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await RabbitMqServer.StartAsync();

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}

public sealed class BrokerTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new();
    private readonly string text = Guid.NewGuid().ToString("N");

    private Dictionary<string, string?> Settings =>
        new()
        {
            ["Database:DataFolder"] = folder.FullName,
            ["Messaging:Broker"] = fixture.Broker.Address,
            ["Messaging:PollInterval"] = "00:00:00.200",
            ["Web:DrainDelay"] = "00:00:00",
            ["Placement:Secrets:0"] = Queue.Secret,
        };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_waits_on_the_queue_is_handled_once_though_it_was_sent_twice()
    {
        await using var host = await SampleHost.StartAsync(Settings);
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, "sample");
        var delivery = DeliveryOf("sample_write_note");
        await queue.PutAsync(delivery);
        await queue.PutAsync(delivery);
        await queue.PutAsync(delivery with { Id = Guid.CreateVersion7() });

        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "event") == 2, Limit, "the notes of both messages");
        await queue.PutAsync(delivery);
        await Eventually.TrueAsync(async () => await queue.WaitingAsync() == 0, Limit, "an empty queue");
        await host.DisposeAsync();
        // What was fetched and not acknowledged is handed out again.
        await using var again = await SampleHost.StartAsync(Settings);
        Assert.Equal(2, await again.NotesAsync(text, "command"));
    }

    [Fact]
    public async Task What_cannot_be_read_or_is_not_known_is_parked_where_administrators_see_it()
    {
        await using var host = await SampleHost.StartAsync(Settings);
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, "sample");
        byte[][] unreadable =
        [
            Encoding.UTF8.GetBytes("garbage " + text),
            Encoding.UTF8.GetBytes("""{"no":"delivery"}"""),
            "null"u8.ToArray(),
            [],
            [0xff, 0xfe, 0x00, 0x80],
        ];
        foreach (var body in unreadable)
        {
            await queue.PutAsync(body);
        }

        await queue.PutAsync(DeliveryOf("sample_not_known_yet"));
        await queue.PutAsync(DeliveryOf("sample_write_note"));

        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "event") == 1, Limit, "what is sound to pass");
        var parked = await Eventually.GetAsync(
            () => host.InboxAsync(InboxStatus.Parked),
            rows => rows.Count == unreadable.Length + 1,
            Limit,
            "all others to be parked"
        );
        var seen = parked.ConvertAll(row => MessageDetails.Of(row, "sample"));
        Assert.Contains(parked, row => row.Body == "garbage " + text);
        Assert.Contains(seen, message => message.Payload?.ToString() == "No JSON, 40 characters.");
        Assert.Contains(seen, message => message.Payload is JsonObject json && json["no"]?.ToString() == "delivery");
        var unknown = Assert.Single(seen, message => message.ServiceName == "sample_not_known_yet");
        Assert.Equal(text, unknown.Payload!["text"]!.ToString());
        Assert.All(seen, message => Assert.Equal(4, message.Attempts));
    }

    [Fact]
    public async Task Messages_to_another_process_go_to_its_queue_and_are_written_to_disk()
    {
        await using var host = await SampleHost.StartBesideElsewhereAsync(Settings);
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name);
        await host.CommitAsync(context => context.Publish(new NoteWritten(text)));
        var (delivery, persistent) = await TakenAsync(queue, text);
        Assert.Equal(
            ("sample_note_written", "sample", ElsewhereModule.Name),
            (delivery.ServiceName, delivery.Source, delivery.Destination)
        );
        Assert.True(persistent);
        await host.OutboxIsEmptyAsync(Limit);
        Assert.Equal(1, await host.NotesAsync(text, "event"));
    }

    [Fact]
    public async Task While_the_broker_is_away_messages_wait_without_counting_attempts_and_go_when_it_is_back()
    {
        Assert.SkipUnless(RabbitMqServer.IsPrivate, $"The server named by {RabbitMqServer.Variable} is not ours to stop.");
        await using var host = await SampleHost.StartBesideElsewhereAsync(Settings);
        await host.CommitAsync(context => context.Publish(new NoteWritten("before " + text)));
        await host.OutboxIsEmptyAsync(Limit, "the broker to have the first message");

        await fixture.Broker.KillAsync();
        await host.CommitAsync(context => context.Publish(new NoteWritten("meanwhile " + text)));
        // The subscriber in this process is not delayed.
        await Eventually.TrueAsync(async () => await host.NotesAsync("meanwhile " + text, "event") == 1, Limit, "the subscriber here");
        var row = await OnlyRowAsync(host);
        Assert.Equal((ElsewhereModule.Name, 0, null), (row.Destination, row.Attempts, row.Error));

        await fixture.Broker.StartAgainAsync();
        await host.OutboxIsEmptyAsync(Limit, "the outbox to empty by itself");
        await using var restarted = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name);
        // What the broker had confirmed before it was killed is still there.
        await TakenAsync(restarted, "before " + text);
        await TakenAsync(restarted, "meanwhile " + text);

        // And it listens again.
        await using var own = await Queue.OfAsync(fixture.Broker.Address, "sample");
        await own.PutAsync(DeliveryOf("sample_write_note"));
        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "event") == 1, Limit, "a message after the restart");
        await host.OutboxIsEmptyAsync(Limit, "the note's event to leave");
        await TakenAsync(restarted, text);
    }

    [Fact]
    public async Task A_broker_that_comes_back_without_its_queues_gets_them_before_anything_is_sent()
    {
        Assert.SkipUnless(RabbitMqServer.IsPrivate, $"The server named by {RabbitMqServer.Variable} is not ours to stop.");
        await using var host = await SampleHost.StartBesideElsewhereAsync(Settings);
        await host.CommitAsync(context => context.Publish(new NoteWritten("before " + text)));
        await host.OutboxIsEmptyAsync(Limit, "the broker to have the first message");
        await using (var queue = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name))
        {
            await queue.DeleteAsync();
        }

        await fixture.Broker.KillAsync();
        await fixture.Broker.StartAgainAsync();
        await host.CommitAsync(context => context.Publish(new NoteWritten(text)));
        await host.OutboxIsEmptyAsync(Limit);

        await using var again = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name);
        await TakenAsync(again, text);
    }

    [Fact]
    public async Task What_a_full_queue_refuses_waits_in_its_senders_outbox_and_goes_when_there_is_room()
    {
        await using var host = await SampleHost.StartBesideElsewhereAsync(Settings);
        await host.CommitAsync(context => context.Publish(new NoteWritten("before " + text)));
        await host.OutboxIsEmptyAsync(Limit, "the broker to have the first message");
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name);
        await queue.FillAsync();
        var bus = host.Services.GetRequiredService<BrokerBus>();
        await Assert.ThrowsAsync<BrokerUnavailableException>(() =>
            bus.PublishAsync(DeliveryOf("sample_write_note") with { Destination = ElsewhereModule.Name })
        );

        await host.CommitAsync(context => context.Publish(new NoteWritten(text)));
        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "event") == 1, Limit, "the subscriber here");
        var row = await OnlyRowAsync(host);
        Assert.Equal((ElsewhereModule.Name, 0, null), (row.Destination, row.Attempts, row.Error));

        await queue.EmptyAsync();
        await TakenAsync(queue, text);
        await host.OutboxIsEmptyAsync(Limit);
    }

    [Fact]
    public async Task Questions_are_answered_again_when_a_broker_that_was_killed_is_back()
    {
        Assert.SkipUnless(RabbitMqServer.IsPrivate, $"The server named by {RabbitMqServer.Variable} is not ours to stop.");
        await using var host = await SampleHost.StartAsync(Settings);
        await Eventually.TrueAsync(() => IsAnsweredAsync(host), Limit, "an answer over the broker");

        await fixture.Broker.KillAsync();
        Assert.False(await IsAnsweredAsync(host));
        await fixture.Broker.StartAgainAsync();

        await Eventually.TrueAsync(() => IsAnsweredAsync(host), Limit, "an answer over the broker that is back");
    }

    [Fact]
    public async Task A_host_that_starts_without_the_broker_connects_when_it_comes()
    {
        Assert.SkipUnless(RabbitMqServer.IsPrivate, $"The server named by {RabbitMqServer.Variable} is not ours to stop.");
        await fixture.Broker.KillAsync();
        await using var host = await SampleHost.StartBesideElsewhereAsync(Settings);
        await host.CommitAsync(context => context.Publish(new NoteWritten(text)));
        await Eventually.TrueAsync(async () => await host.NotesAsync(text, "event") == 1, Limit, "the subscriber here");
        var row = await OnlyRowAsync(host);
        Assert.Equal((ElsewhereModule.Name, 0), (row.Destination, row.Attempts));

        await fixture.Broker.StartAgainAsync();
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, ElsewhereModule.Name);
        await TakenAsync(queue, text);
        await host.OutboxIsEmptyAsync(Limit);
    }

    [Fact]
    public async Task What_the_receiver_could_not_commit_is_handed_out_again()
    {
        await using var queue = await Queue.OfAsync(fixture.Broker.Address, "sample");
        var host = await SampleHost.StartAsync(Settings);
        await using (host)
        {
            // A table that is away stands for a database that is: the inbox cannot take the message.
            await host.InContextAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE inbox RENAME TO away"));
            await queue.PutAsync(DeliveryOf("sample_write_note"));
            await Eventually.TrueAsync(async () => await queue.WaitingAsync() == 0, Limit, "the host to fetch it");
        }

        await Eventually.TrueAsync(async () => await queue.WaitingAsync() >= 1, Limit, "the message on the queue again");
        await using var next = await SampleHost.StartAsync(Settings);
        await next.InContextAsync(context => context.Database.ExecuteSqlRawAsync("ALTER TABLE away RENAME TO inbox"));
        await Eventually.TrueAsync(async () => await next.NotesAsync(text, "event") == 1, Limit, "the message");
        Assert.Equal(1, await next.NotesAsync(text, "command"));
    }

    private async Task<bool> IsAnsweredAsync(SampleHost host)
    {
        var question = DeliveryOf("sample_count_notes") with { Body = MessageJson.Write(new CountNotes(text), typeof(CountNotes)) };
        try
        {
            var credential = host.Services.GetRequiredService<ServiceCredentials>().Current();
            var receipt = await host
                .Services.GetRequiredService<BrokerBus>()
                .AskAsync(new QueuedQuery(question, credential, null), TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            return receipt.Outcome == DeliveryOutcome.Handled;
        }
        catch (Exception unanswered) when (unanswered is not OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What is left in the outbox when whatever could leave it has left.</summary>
    private static async Task<OutboxMessage> OnlyRowAsync(SampleHost host) =>
        (await Eventually.GetAsync(host.OutboxRowsAsync, rows => rows.Count == 1, Limit, "an outbox with one row")).Single();

    private Delivery DeliveryOf(string service) =>
        new(
            Guid.CreateVersion7(),
            service,
            "elsewhere",
            "sample",
            new Dictionary<string, string>(),
            MessageJson.Write(new WriteNote(text), typeof(WriteNote))
        );

    /// <summary>Takes messages until this one comes: what was sent but not confirmed may have come twice, also of another test.</summary>
    private static async Task<(Delivery Delivery, bool Persistent)> TakenAsync(Queue queue, string wanted) =>
        (
            await Eventually.GetAsync(
                queue.TakeAsync,
                taken => taken?.Delivery.Body.Contains(wanted, StringComparison.Ordinal) == true,
                Limit,
                "a message on the queue"
            )
        )!.Value;
}
