using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Messaging;

/// <summary>The settings below <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>How far the clocks of two instances may differ.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The RabbitMQ server that messages to modules in other processes go over, as <c>amqp://user:password@host:port/vhost</c>. A process
    /// that hosts every module needs none; with one, it also takes what is left in the modules' queues there.
    /// </summary>
    public string? Broker
    {
        get;
        // A variable that is set to nothing, as in a compose file, sets nothing.
        init => field = string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>How many messages a module handles at once.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>How long a handler may take before it counts as failed.</summary>
    public TimeSpan HandlerTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a query may take, unless <see cref="QueryTimeLimits"/> says otherwise.</summary>
    public TimeSpan QueryTimeLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time limits by service name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> QueryTimeLimits { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>The pause before the first retry; each further one is twice as long.</summary>
    public TimeSpan FirstRetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between retries.</summary>
    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a handler is tried before its message is parked.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>How often outboxes and inboxes are looked through for what no signal announced.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long handled messages stay recognisable, and discarded ones visible.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Refuses what could not work, before anything has begun.</summary>
    /// <exception cref="ModuleSetupException">A setting is wrong; the message says what to set, and repeats no password.</exception>
    internal void Check()
    {
        if (
            Broker is not null
            && !(Uri.TryCreate(Broker, UriKind.Absolute, out var address) && address is { Scheme: "amqp" or "amqps", Host.Length: > 0 })
        )
        {
            throw new ModuleSetupException(
                "Messaging:Broker is not the address of a RabbitMQ server. Set it like this: amqp://user:password@host:5672/vhost "
                    + "(amqps:// with TLS; what is special in a password as %XX)."
            );
        }
    }

    /// <summary>How long the query of that service name may take.</summary>
    public TimeSpan TimeLimitOf(string service) => QueryTimeLimits.GetValueOrDefault(service, QueryTimeLimit);

    private RetryPauses Pauses => new(FirstRetryPause, LongestRetryPause);

    /// <summary>No retry is put off to later than this, so one that is due later was put off before the clock went back.</summary>
    internal DateTime LatestRetry(DateTime now) => now + Pauses.Most + ClockSkew;

    /// <summary>The pause after a number of failed attempts.</summary>
    public TimeSpan PauseAfter(int attempts) => Pauses.After(attempts);
}
