using Hangfire;
using Microsoft.Extensions.Logging;

namespace MonolithFirst.Platform.Jobs;

/// <summary>Has a recurring job run now, beside its times.</summary>
public sealed class JobTrigger(IRecurringJobManager schedule, ILogger<JobTrigger> logger)
{
    /// <summary>Puts a run of the job on its module's queue. Where that is not possible now, the job runs at its time.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The job's name within the module.</param>
    public void RunNow(string module, string name)
    {
        try
        {
            schedule.Trigger($"{module}:{name}");
        }
        catch (Exception failure)
        {
            logger.LogWarning(failure, "{Name} of {Module} cannot be run now, and runs at its time", name, module);
        }
    }
}
