using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Observability;

namespace MonolithFirst.Platform.Jobs;

/// <summary>Runs a module's job by its name. Hangfire keeps the name, never a type of a module, so that types can be renamed.</summary>
public sealed class JobRunner(ModuleCatalog modules, IServiceProvider scope, ILogger<JobRunner> logger)
{
    /// <summary>Runs the job; a run that is still going on elsewhere makes this one wait, and give way after a minute.</summary>
    [DisableConcurrentExecution("{0}:{1}", 60)]
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

        await ((IJob)scope.GetRequiredService(job.JobType)).RunAsync(cancellationToken);
    }
}
