using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;

namespace MonolithFirst.Platform.Jobs;

/// <summary>Runs a module's job by its name. Hangfire keeps the name, never a type of a module, so that types can be renamed.</summary>
public sealed class JobRunner(ModuleCatalog modules, IServiceProvider scope, JobStorage storage, ILogger<JobRunner> logger)
{
    /// <summary>Runs the job, unless a run is still going on somewhere: then this one has nothing to do.</summary>
    [AutomaticRetry(Attempts = 3)]
    public async Task RunAsync(string module, string name, CancellationToken cancellationToken)
    {
        using var lines = LogScope.Begin(module, name);
        using var activity = Telemetry.Source.StartActivity($"{module}:{name}");
        MessageFlow.Current = new MessageFlow($"job-{Guid.CreateVersion7():N}", null, null);
        var job = modules.HostedNamed(module).Jobs.FirstOrDefault(job => job.Name == name);
        if (job is null)
        {
            logger.LogWarning("There is no job {Name} in {Module} any more", name, module);
            return;
        }

        using var connection = storage.GetConnection();
        using var turn = TakeTurn(connection, $"{module}:{name}");
        if (turn is null)
        {
            logger.LogInformation("{Name} of {Module} is still running; this turn is left out", name, module);
            return;
        }

        await ((IJob)scope.GetRequiredService(job.JobType)).RunAsync(cancellationToken);
    }

    /// <summary>Waiting for the turn would hold a worker, of which a process has few.</summary>
    private static IDisposable? TakeTurn(IStorageConnection connection, string job)
    {
        try
        {
            return connection.AcquireDistributedLock(job, TimeSpan.Zero);
        }
        catch (DistributedLockTimeoutException)
        {
            return null;
        }
    }
}
