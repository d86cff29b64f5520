namespace MonolithFirst.Platform.Jobs;

/// <summary>Work that a module does again and again. Each run has a service scope of its own.</summary>
public interface IJob
{
    /// <summary>Does one run. What it throws is logged, shown on the dashboard, and tried again by Hangfire's own rules.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>A recurring job as a module declared it.</summary>
/// <param name="Module">The module, which is also its queue.</param>
/// <param name="Name">Unique within the module.</param>
/// <param name="Cron">Cron expression in UTC.</param>
/// <param name="JobType">An <see cref="IJob"/>.</param>
public sealed record RecurringJobDefinition(string Module, string Name, string Cron, Type JobType)
{
    /// <summary>The name under which Hangfire keeps it: <c>module:name</c>.</summary>
    public string Id => $"{Module}:{Name}";
}
