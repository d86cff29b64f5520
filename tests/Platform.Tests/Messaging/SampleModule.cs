using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Abstractions;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Platform.Tests.Messaging;

/// <summary>A module that writes notes and sends to itself, with faults that a test can switch on.</summary>
public sealed class SampleModule : Module
{
    public override string Name => "sample";

    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<SampleDbContext>().Services.AddSingleton<SampleProbe>();
    }
}

[ServiceName("sample_write_note")]
public sealed record WriteNote(string Text) : ICommand;

[ServiceName("sample_note_written")]
public sealed record NoteWritten(string Text) : IEvent;

[ServiceName("sample_count_notes")]
public sealed record CountNotes(string Text, bool NeverAnswer = false) : IQuery<NoteCount>;

/// <summary>A question whose owner always fails.</summary>
[ServiceName("sample_guess_notes")]
[FallbackAnswer("""{ "notes": 7 }""")]
public sealed record GuessNotes : IQuery<NoteCount>;

public sealed record NoteCount(int Notes);

/// <summary>What the handlers saw, and what they are told to do.</summary>
internal sealed class SampleProbe
{
    /// <summary>Texts whose command handler throws, as long as they are in here.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new();

    /// <summary>Texts whose command handler finds, as long as they are in here, that somebody else was faster.</summary>
    public ConcurrentDictionary<string, bool> Contended { get; } = new();

    /// <summary>Texts whose event subscriber throws, as long as they are in here.</summary>
    public ConcurrentDictionary<string, bool> BrokenForSubscriber { get; } = new();

    /// <summary>How often a handler was told to fail and did.</summary>
    public int Attempts => attempts;

    /// <summary>What requests for <c>/api/sample/held</c> wait for.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many of them there have been so far.</summary>
    public int Held => held;

    private int attempts;
    private int held;

    public void Holding() => Interlocked.Increment(ref held);

    public void Attempted() => Interlocked.Increment(ref attempts);

    public ConcurrentQueue<(string Text, DateTime At, string Correlation, ActivityTraceId Trace, WriteNote Message)> Handled { get; } =
        new();
}

internal sealed class Note
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Text { get; init; }

    public required string By { get; init; }
}

internal sealed class SampleDbContext(DbContextOptions<SampleDbContext> options) : ModuleDbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void ConfigureModel(ModelBuilder model)
    {
        model.Entity<Note>().Property(note => note.Id).ValueGeneratedNever();
        model.Entity<Note>().Property(note => note.Text).HasMaxLength(100);
        model.Entity<Note>().Property(note => note.By).HasMaxLength(20);
    }
}

internal sealed class WriteNoteHandler(SampleDbContext database, SampleProbe probe, TimeProvider clock) : IMessageHandler<WriteNote>
{
    public async Task HandleAsync(WriteNote message, CancellationToken cancellationToken)
    {
        database.Notes.Add(new Note { Text = message.Text, By = "command" });
        database.Publish(new NoteWritten(message.Text));
        if (probe.Broken.ContainsKey(message.Text))
        {
            // Saved before it fails, so that the tests see the rollback and not a change that was never written.
            await database.SaveChangesAsync(cancellationToken);
            probe.Attempted();
            throw new InvalidOperationException($"The handler is told to fail for '{message.Text}'.");
        }

        if (probe.Contended.ContainsKey(message.Text))
        {
            throw new DbUpdateConcurrencyException($"Somebody else was faster for '{message.Text}'.");
        }

        probe.Handled.Enqueue(
            (message.Text, clock.GetUtcNow().UtcDateTime, MessageFlow.Current.Correlation, Activity.Current?.TraceId ?? default, message)
        );
    }
}

internal sealed class NoteWrittenHandler(SampleDbContext database, SampleProbe probe) : IMessageHandler<NoteWritten>
{
    public Task HandleAsync(NoteWritten message, CancellationToken cancellationToken)
    {
        database.Notes.Add(new Note { Text = message.Text, By = "event" });
        return probe.BrokenForSubscriber.ContainsKey(message.Text) || probe.BrokenForSubscriber.ContainsKey("*")
            ? throw new InvalidOperationException($"The subscriber is told to fail for '{message.Text}'.")
            : Task.CompletedTask;
    }
}

internal sealed class GuessNotesHandler : IQueryHandler<GuessNotes, NoteCount>
{
    public Task<NoteCount> AnswerAsync(GuessNotes query, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody knows.");
}

internal sealed class CountNotesHandler(SampleDbContext database) : IQueryHandler<CountNotes, NoteCount>
{
    public async Task<NoteCount> AnswerAsync(CountNotes query, CancellationToken cancellationToken)
    {
        if (query.NeverAnswer)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        return new NoteCount(await database.Notes.CountAsync(note => note.Text == query.Text, cancellationToken));
    }
}
