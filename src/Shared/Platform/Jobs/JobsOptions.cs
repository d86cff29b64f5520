namespace MonolithFirst.Platform.Jobs;

/// <summary>The settings below <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>The Redis server that keeps jobs, as StackExchange.Redis has it; without one they are kept in memory.</summary>
    public string? Redis
    {
        get;
        // A variable that is set to nothing, as in a compose file, sets nothing.
        init => field = string.IsNullOrWhiteSpace(value) ? null : value;
    }
}
