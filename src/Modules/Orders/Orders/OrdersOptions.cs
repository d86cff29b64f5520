using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Orders;

/// <summary>The settings below <c>orders</c>.</summary>
internal sealed class OrdersOptions
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>How long a step of fulfilment may take before the order is given up and what it holds is given back.</summary>
    public TimeSpan StepTimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    public static OrdersOptions From(IConfigurationSection settings)
    {
        var options = settings.Read<OrdersOptions>();

        return options.StepTimeLimit > TimeSpan.Zero && options.StepTimeLimit <= TimeSpan.FromDays(1)
            ? options
            : throw new ModuleSetupException(
                "orders:StepTimeLimit is a time of more than nothing and at most a day, for example 00:05:00."
            );
    }

    /// <summary>How long an attempt to give back waits for its answers: each twice as long as the one before, up to an hour.</summary>
    public TimeSpan PauseAfter(int attempt)
    {
        var longest = StepTimeLimit > LongestPause ? StepTimeLimit : LongestPause;
        var doubled = StepTimeLimit.TotalSeconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30));
        return TimeSpan.FromSeconds(Math.Min(doubled, longest.TotalSeconds));
    }
}
