using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MonolithFirst.Platform.Messaging;

/// <summary>Tells the relays which lanes (from a module to a module) have something committed.</summary>
internal sealed class OutboxSignals
{
    private readonly ConcurrentDictionary<string, Channel<string>> byModule = new();
    private readonly ConcurrentDictionary<string, WakeUp> delayed = new();

    /// <summary>The destinations that a module has just written to. Doubled signals are harmless.</summary>
    public ChannelReader<string> For(string module) => ChannelOf(module).Reader;

    /// <summary>Ends the relay's pause when a delayed message falls due.</summary>
    public WakeUp Delayed(string module) => delayed.GetOrAdd(module, _ => new WakeUp());

    /// <param name="module">Who has committed messages.</param>
    /// <param name="destinations">Where those go that are due now.</param>
    /// <param name="firstDelayed">When the first of those falls due that are due later.</param>
    public void Wake(string module, IEnumerable<string> destinations, DateTime? firstDelayed = null)
    {
        if (firstDelayed is not null)
        {
            Delayed(module).At(firstDelayed.Value);
        }

        var writer = ChannelOf(module).Writer;
        foreach (var destination in destinations)
        {
            writer.TryWrite(destination);
        }
    }

    private Channel<string> ChannelOf(string module) =>
        byModule.GetOrAdd(
            module,
            // A signal lost to a full channel finds its lane awake already, or the poll.
            _ =>
                Channel.CreateBounded<string>(
                    new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
                )
        );
}
