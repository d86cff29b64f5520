using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Placement.Calls;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Messaging;

/// <summary>The promises of outbox and inbox; the same on every database.</summary>
public abstract class MessagingTests : IAsyncLifetime
{
    private SampleHost host = null!;

    private protected SampleHost Host => host;

    public async ValueTask InitializeAsync() => host = await SampleHost.StartAsync(await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await ReleaseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IReadOnlyDictionary<string, string?>> SettingsAsync();

    protected abstract ValueTask ReleaseAsync();

    /// <summary>Leaves a message to write a note in the outbox, and tells the relay nothing.</summary>
    protected async Task<Guid> LeaveBehindAsync(string text, DateTime at)
    {
        var delivery = DeliveryOf(new WriteNote(text));
        await host.InContextAsync(async context =>
        {
            context.Outbox.Add(
                new OutboxMessage
                {
                    Id = delivery.Id,
                    ServiceName = delivery.ServiceName,
                    Destination = delivery.Destination,
                    Headers = "{}",
                    Body = delivery.Body,
                    CreatedAt = at,
                    DueAt = at,
                }
            );
            return await context.SaveChangesAsync();
        });
        return delivery.Id;
    }

    [Fact]
    public async Task A_committed_message_is_handled_once_and_leaves_the_outbox()
    {
        await host.CommitAsync(context => context.Send(new WriteNote("one")));

        await Eventually.TrueAsync(async () => await host.NotesAsync("one", "event") == 1, what: "the event that follows the command");
        await host.OutboxIsEmptyAsync();
        Assert.Equal(1, await host.NotesAsync("one", "command"));
        Assert.Equal(2, (await host.InboxAsync(InboxStatus.Handled)).Count);
    }

    [Fact]
    public async Task A_transaction_that_fails_sends_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.CommitAsync(context =>
            {
                context.Send(new WriteNote("never"));
                context.SaveChanges();
                throw new InvalidOperationException("The request fails after it has written its message.");
            })
        );
        await host.CommitAsync(context => context.Send(new WriteNote("after")));

        await Eventually.TrueAsync(async () => await host.NotesAsync("after", "event") == 1);
        await host.OutboxIsEmptyAsync();
        Assert.Equal(0, await host.NotesAsync("never", "command"));
    }

    [Fact]
    public async Task A_message_that_arrives_again_and_again_has_one_effect()
    {
        var delivery = DeliveryOf(new WriteNote("doubled"));
        var receiver = host.Services.GetRequiredService<DeliveryReceiver>();

        var receipts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => receiver.ReceiveAsync(delivery, CancellationToken.None)))
        );

        Assert.Single(receipts, receipt => receipt.Outcome == DeliveryOutcome.Handled);
        Assert.Equal(19, receipts.Count(receipt => receipt.Outcome == DeliveryOutcome.Duplicate));
        Assert.Equal(1, await host.NotesAsync("doubled", "command"));
    }

    [Fact]
    public async Task A_poison_message_is_retried_then_parked_while_others_pass_and_succeeds_when_retried_after_the_fault_is_gone()
    {
        host.Probe.Broken["poison"] = true;
        await host.CommitAsync(context =>
        {
            context.Send(new WriteNote("poison"));
            for (var note = 0; note < 20; note++)
            {
                context.Send(new WriteNote("sound"));
            }
        });

        await Eventually.TrueAsync(async () => await host.NotesAsync("sound", "event") == 20, what: "the sound messages to pass");
        var parked = Assert.Single(await Eventually.GetAsync(() => host.InboxAsync(InboxStatus.Parked), rows => rows.Count > 0));
        Assert.Equal(4, parked.Attempts);
        Assert.Contains("told to fail for 'poison'", parked.Error, StringComparison.Ordinal);
        Assert.Contains("poison", parked.Body, StringComparison.Ordinal);
        Assert.Equal(0, await host.NotesAsync("poison", "command"));
        Assert.Equal(0, await host.NotesAsync("poison", "event"));

        host.Probe.Broken.Clear();
        await RetryAsync(parked.Id);

        await Eventually.TrueAsync(async () => await host.NotesAsync("poison", "event") == 1, what: "the retried message");
        Assert.Equal(1, await host.NotesAsync("poison", "command"));
        Assert.Empty(await host.InboxAsync(InboxStatus.Parked));
    }

    [Fact]
    public async Task A_message_whose_handler_never_gets_through_is_parked_with_its_error_and_can_be_retried()
    {
        host.Probe.Contended["contended"] = true;
        await host.CommitAsync(context => context.Send(new WriteNote("contended")));

        var parked = Assert.Single(await Eventually.GetAsync(() => host.InboxAsync(InboxStatus.Parked), rows => rows.Count > 0));
        Assert.Equal(4, parked.Attempts);
        Assert.Contains("faster for 'contended'", parked.Error, StringComparison.Ordinal);
        await host.OutboxIsEmptyAsync();
        Assert.Equal(0, await host.NotesAsync("contended", "command"));

        host.Probe.Contended.Clear();
        await RetryAsync(parked.Id);

        await Eventually.TrueAsync(async () => await host.NotesAsync("contended", "event") == 1, what: "the retried message");
        Assert.Equal(1, await host.NotesAsync("contended", "command"));
    }

    [Fact]
    public async Task A_subscriber_that_always_throws_neither_fails_nor_delays_its_publisher()
    {
        host.Probe.BrokenForSubscriber["*"] = true;
        await host.CommitAsync(context => context.Send(new WriteNote("published")));

        await Eventually.TrueAsync(async () => (await host.InboxAsync(InboxStatus.Parked)).Count == 1, what: "the parked event");
        Assert.Equal(1, await host.NotesAsync("published", "command"));
        Assert.Equal(0, await host.NotesAsync("published", "event"));
        await host.OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_delayed_message_is_not_handled_before_its_time()
    {
        var delay = TimeSpan.FromMilliseconds(700);
        var sent = DateTime.UtcNow;
        await host.CommitAsync(context => context.Send(new WriteNote("later"), delay));

        await Eventually.TrueAsync(() => Task.FromResult(!host.Probe.Handled.IsEmpty), what: "the delayed message");
        Assert.True(host.Probe.Handled.Single().At - sent >= delay);
    }

    [Fact]
    public async Task A_message_left_behind_is_found_without_a_signal()
    {
        await LeaveBehindAsync("left behind", DateTime.UtcNow);

        await Eventually.TrueAsync(async () => await host.NotesAsync("left behind", "command") == 1);
    }

    [Fact]
    public async Task What_its_sender_has_given_up_in_the_queue_is_not_handled_there()
    {
        var delivery = DeliveryOf(new WriteNote("given up")) with { GivenUp = new CancellationToken(canceled: true) };

        var receipt = await DeliveryHandler.Handle(delivery, host.Services.GetRequiredService<DeliveryReceiver>(), CancellationToken.None);

        Assert.Equal(DeliveryOutcome.Failed, receipt.Outcome);
        Assert.Equal(0, await host.NotesAsync("given up", "command"));
    }

    [Fact]
    public async Task Correlation_and_trace_travel_with_the_message_which_arrives_as_a_copy()
    {
        using var activity = new Activity("request").Start();
        MessageFlow.Current = new MessageFlow("the-flow", null, "a-user");
        var sent = new WriteNote("traced");
        await host.CommitAsync(context => context.Send(sent));

        await Eventually.TrueAsync(() => Task.FromResult(!host.Probe.Handled.IsEmpty));
        var handled = host.Probe.Handled.Single();
        Assert.Equal("the-flow", handled.Correlation);
        Assert.Equal(activity.TraceId, handled.Trace);
        Assert.NotSame(sent, handled.Message);
        Assert.Equal(sent, handled.Message);
    }

    [Fact]
    public async Task A_query_answers_within_its_time_limit_or_fails_clearly()
    {
        var queries = host.Services.GetRequiredService<IQueryBus>();
        Assert.Equal(new NoteCount(0), await queries.AskAsync(new CountNotes("none"), CancellationToken.None));
        // Where the contract declares an answer for want of one.
        Assert.Equal(new NoteCount(7), await queries.AskAsync(new GuessNotes(), CancellationToken.None));

        var failure = await Assert.ThrowsAsync<QueryFailedException>(() =>
            queries.AskAsync(new CountNotes("x", NeverAnswer: true), CancellationToken.None)
        );
        Assert.Equal(QueryFailure.TimedOut, failure.Failure);
        Assert.Contains("sample_count_notes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_within_the_process_is_counted_like_any_call_and_has_no_breaker()
    {
        var queries = host.Services.GetRequiredService<IQueryBus>();
        var figures = host.Services.GetRequiredService<CallFiguresCatalog>().Of("sample_count_notes");
        var before = figures.Counts();

        await queries.AskAsync(new CountNotes("none"), CancellationToken.None);
        await Assert.ThrowsAsync<QueryFailedException>(() =>
            queries.AskAsync(new CountNotes("x", NeverAnswer: true), CancellationToken.None)
        );

        // Those before may be forgotten meanwhile.
        var counts = figures.Counts();
        Assert.InRange(counts.Succeeded, 1, before.Succeeded + 1);
        Assert.InRange(counts.TimedOut, 1, before.TimedOut + 1);
        Assert.NotNull(counts.P99Milliseconds);
        Assert.Null(figures.Breaker);
    }

    [Fact]
    public async Task Handled_messages_are_purged_after_their_retention_and_parked_ones_are_kept()
    {
        var old = DateTime.UtcNow.AddDays(-8);
        await host.InContextAsync(context =>
        {
            context.Inbox.AddRange(
                Received(InboxStatus.Handled, old),
                Received(InboxStatus.Handled, DateTime.UtcNow),
                Received(InboxStatus.Parked, old)
            );
            return context.SaveChangesAsync();
        });

        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PurgeMessages<SampleDbContext>>().RunAsync(CancellationToken.None);

        Assert.Single(await host.InboxAsync(InboxStatus.Handled));
        Assert.Single(await host.InboxAsync(InboxStatus.Parked));
    }

    protected Task RetryAsync(Guid id) =>
        host.InContextAsync(async context =>
        {
            var rows = await context
                .Inbox.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row =>
                    row.SetProperty(message => message.Status, InboxStatus.Retrying)
                        .SetProperty(message => message.DueAt, (DateTime?)DateTime.UtcNow)
                );
            return rows;
        });

    private static Delivery DeliveryOf(WriteNote message) =>
        new(
            Guid.CreateVersion7(),
            "sample_write_note",
            "sample",
            "sample",
            new Dictionary<string, string>(),
            MessageJson.Write(message, typeof(WriteNote))
        );

    private static InboxMessage Received(InboxStatus status, DateTime at) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            ServiceName = "sample_write_note",
            Source = "sample",
            Status = status,
            Headers = "{}",
            Body = "{}",
            ReceivedAt = at,
            HandledAt = at,
        };
}
