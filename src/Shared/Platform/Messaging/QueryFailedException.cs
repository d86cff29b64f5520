namespace MonolithFirst.Platform.Messaging;

/// <summary>Why a query brought no answer.</summary>
public enum QueryFailure
{
    /// <summary>The owner's module lives in another process, and none of its instances could be reached, or may be asked now.</summary>
    Unreachable,

    /// <summary>No answer within the time limit.</summary>
    TimedOut,

    /// <summary>The owner's handler failed.</summary>
    Failed,

    /// <summary>The owner does not accept the user's token: it ended on the way, or its key was taken back.</summary>
    Refused,
}

/// <summary>
/// A query of another module brought no answer. Clients see 503 with the code of the failure and nothing of the inside; 401 where it is
/// their own token that the owner refused.
/// </summary>
public sealed class QueryFailedException : Exception
{
    /// <inheritdoc cref="QueryFailedException" />
    public QueryFailedException(string serviceName, QueryFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ServiceName = serviceName;
        Failure = failure;
    }

    /// <summary>What was asked.</summary>
    public string ServiceName { get; }

    /// <summary>Why there is no answer.</summary>
    public QueryFailure Failure { get; }
}
