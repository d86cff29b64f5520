using System.Collections.Concurrent;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Tells the retriers when a module's inbox next has something due, so that they need not look more often.</summary>
internal sealed class InboxSignals
{
    private readonly ConcurrentDictionary<string, WakeUp> byModule = new();

    public WakeUp For(string module) => byModule.GetOrAdd(module, _ => new WakeUp());

    public void Expect(string module, DateTime dueAt) => For(module).At(dueAt);
}

/// <summary>A wait that ends at the earliest time anybody asked for.</summary>
internal sealed class WakeUp
{
    private readonly Lock sync = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTime earliest = DateTime.MaxValue;

    public void At(DateTime time)
    {
        lock (sync)
        {
            if (time >= earliest)
            {
                return;
            }

            earliest = time;
            changed.TrySetResult();
        }
    }

    /// <summary>Waits until the earliest asked time, or for the longest pause; then starts anew.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        // By the time that passes: were the clock set back, the end would be as much later.
        var began = clock.GetTimestamp();
        while (true)
        {
            Task change;
            TimeSpan pause;
            lock (sync)
            {
                var rest = longest - clock.GetElapsedTime(began);
                var asked = earliest - clock.GetUtcNow().UtcDateTime;
                pause = asked < rest ? asked : rest;
                if (pause <= TimeSpan.Zero)
                {
                    earliest = DateTime.MaxValue;
                    return;
                }

                changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                change = changed.Task;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(change, Task.Delay(pause + TimeSpan.FromMilliseconds(1), clock, ended.Token));
            await ended.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
