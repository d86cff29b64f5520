using MonolithFirst.Reporting.Running;

namespace MonolithFirst.Reporting.Domain;

/// <summary>How far a run has come.</summary>
internal enum RunStatus
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Is being made.</summary>
    Running,

    /// <summary>The file is there.</summary>
    Done,

    /// <summary>There is no file, and there will be none.</summary>
    Failed,
}

/// <summary>
/// A report that is made into a file in the background. Whoever makes it claims it for as long as that may take, so that a process that
/// dies leaves a run that another one begins anew.
/// </summary>
internal sealed class ReportRun
{
    public const int MaxError = 1000;
    public const int MaxErrorCode = 64;

    private const int MostAttempts = 3;

    private ReportRun() { }

    public Guid Id { get; private set; }

    public string Report { get; private set; } = "";

    /// <summary>The arguments as JSON.</summary>
    public string Arguments { get; private set; } = "{}";

    public ReportFormat Format { get; private set; }

    public Guid RequestedBy { get; private set; }

    public RunStatus Status { get; private set; }

    public DateTime RequestedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>Until when nobody else begins it.</summary>
    public DateTime? ClaimedUntil { get; private set; }

    /// <summary>How many rows there will be, as soon as that is known.</summary>
    public long? TotalRows { get; private set; }

    /// <summary>How many rows are written.</summary>
    public long WrittenRows { get; private set; }

    /// <summary>Why it failed, in a sentence.</summary>
    public string? Error { get; private set; }

    /// <summary>The stable code of why it failed.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>What the sentence is about, by name, as JSON.</summary>
    public string? ErrorValues { get; private set; }

    public static ReportRun Request(string report, string arguments, ReportFormat format, Guid by, DateTime now) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Report = report,
            Arguments = arguments,
            Format = format,
            RequestedBy = by,
            RequestedAt = now,
        };

    /// <summary>Takes it for making; what was begun too often fails.</summary>
    /// <param name="now">The time.</param>
    /// <param name="claim">For how long nobody else begins it.</param>
    /// <returns>Whether it is to be made.</returns>
    public bool Begin(DateTime now, TimeSpan claim)
    {
        if (Attempts >= MostAttempts)
        {
            Fail(RunFailure.NeverFinished(Attempts), now);
            return false;
        }

        Attempts++;
        Status = RunStatus.Running;
        ClaimedUntil = now + claim;
        (TotalRows, WrittenRows) = (null, 0);
        return true;
    }

    /// <summary>Whether the attempt is still the one that makes it.</summary>
    public bool IsMadeBy(int attempt) => Status == RunStatus.Running && Attempts == attempt;

    public void GoOn(long totalRows, long writtenRows) => (TotalRows, WrittenRows) = (totalRows, writtenRows);

    public void Finish(DateTime now)
    {
        Status = RunStatus.Done;
        FinishedAt = now;
        ClaimedUntil = null;
    }

    /// <summary>Waits for its turn again: whoever made it had to stop, which says nothing about the run.</summary>
    public void PutBack()
    {
        Queue();
        Attempts--;
    }

    /// <summary>Is begun again after a fault that may pass, such as a database that was away; what was begun too often fails.</summary>
    /// <param name="why">What it says when it has failed.</param>
    /// <param name="now">The time.</param>
    public void Stumble(RunFailure why, DateTime now)
    {
        if (Attempts >= MostAttempts)
        {
            Fail(why, now);
        }
        else
        {
            Queue();
        }
    }

    public void Fail(RunFailure why, DateTime now)
    {
        Status = RunStatus.Failed;
        FinishedAt = now;
        ClaimedUntil = null;
        Error = why.Sentence.Length > MaxError ? why.Sentence[..MaxError] : why.Sentence;
        ErrorCode = why.Code;
        // Without them the sentence is shown as it is.
        ErrorValues = why.ValuesAsJson is { Length: <= MaxError } values ? values : null;
    }

    private void Queue()
    {
        Status = RunStatus.Queued;
        ClaimedUntil = null;
        (TotalRows, WrittenRows) = (null, 0);
    }
}

/// <summary>A part of a run's file. It stands in the database, so that whichever process is asked can give it.</summary>
internal sealed class ReportRunPart
{
    public required Guid RunId { get; init; }

    /// <summary>Its place in the file, from 1.</summary>
    public required int Number { get; init; }

    public required byte[] Content { get; init; }
}
