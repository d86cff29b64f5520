using Hangfire;

namespace MonolithFirst.Platform.Jobs;

/// <summary>Has a recurring job run now, beside its times.</summary>
public sealed class JobTrigger(IRecurringJobManager schedule)
{
    /// <summary>Puts a run of the job on its module's queue.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The job's name within the module.</param>
    public void RunNow(string module, string name) => schedule.Trigger($"{module}:{name}");
}
