using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MonolithFirst.Platform.Observability;

/// <summary>
/// Notices when the machine's clock was set, by comparing it with the time that has passed. Times that were written before would
/// otherwise lie in the future for as long as the clock went back.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock, ILogger<ClockWatch> logger) : BackgroundService
{
    /// <summary>What passes for the clock being kept right, in small steps.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The clock went back. Handlers must neither fail nor take long.</summary>
    public event Action? WentBack;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var (wall, since) = (clock.GetUtcNow(), clock.GetTimestamp());
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var jump = clock.GetUtcNow() - wall - clock.GetElapsedTime(since);
            if (jump.Duration() > Tolerance)
            {
                logger.LogWarning("The clock of this machine was set by {Jump}", jump);
            }

            if (jump < -Tolerance)
            {
                WentBack?.Invoke();
            }
        }
    }
}
