using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Platform.Messaging;

/// <summary>The settings below <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>How far the clocks of two instances may differ.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // Shared out among attempts; and what the library that keeps the limits can count.
    private static readonly TimeSpan LeastQueryTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostQueryTime = TimeSpan.FromDays(1);

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

    /// <summary>Refuses numbers and times that could not work.</summary>
    /// <param name="services">The service names that a time limit may be set for.</param>
    /// <exception cref="ModuleSetupException">The message says what to change.</exception>
    internal void CheckLimits(IReadOnlyCollection<string> services)
    {
        // Queries are fetched two for one message, and a broker counts what it hands out at once in sixteen bits.
        if (Parallelism is < 1 or > ushort.MaxValue / 2)
        {
            throw Refused($"Parallelism is {Parallelism}, and must be from 1 to {ushort.MaxValue / 2}.");
        }

        if (Attempts < 1)
        {
            throw Refused($"Attempts is {Attempts}, and must be 1 or more.");
        }

        if (QueryTimeLimits.Keys.FirstOrDefault(name => !services.Contains(name)) is { } unknown)
        {
            throw Refused($"QueryTimeLimits names '{unknown}', which nobody asks. Known are: {string.Join(", ", services.Order())}.");
        }

        var times = new Dictionary<string, TimeSpan>
        {
            [nameof(HandlerTimeLimit)] = HandlerTimeLimit,
            [nameof(FirstRetryPause)] = FirstRetryPause,
            [nameof(LongestRetryPause)] = LongestRetryPause,
            [nameof(PollInterval)] = PollInterval,
            [nameof(Retention)] = Retention,
        };
        if (times.FirstOrDefault(time => time.Value <= TimeSpan.Zero) is { Key: { } none })
        {
            throw Refused($"{none} must be a time above zero.");
        }

        if (LongestRetryPause < FirstRetryPause)
        {
            throw Refused("LongestRetryPause must not be below FirstRetryPause.");
        }

        var limits = QueryTimeLimits.Prepend(new(nameof(QueryTimeLimit), QueryTimeLimit));
        if (limits.FirstOrDefault(limit => limit.Value < LeastQueryTime || limit.Value > MostQueryTime) is { Key: { } wrong })
        {
            throw Refused($"{(wrong == nameof(QueryTimeLimit) ? wrong : $"QueryTimeLimits:{wrong}")} must be from 100 ms to a day.");
        }
    }

    private static ModuleSetupException Refused(string why) => new("Messaging cannot work: Messaging:" + why);
}
