using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Reporting.Domain;

/// <summary>How often a saved report is mailed.</summary>
internal enum MailFrequency
{
    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every Monday.</summary>
    Weekly,

    /// <summary>On the first of every month.</summary>
    Monthly,
}

/// <summary>A report with its arguments under a name. Its owner gets it by mail where it has a schedule.</summary>
internal sealed class SavedReport : IVersioned
{
    public const int MaxName = 100;

    private SavedReport() { }

    public Guid Id { get; private set; }

    public Guid OwnerId { get; private set; }

    public string Name { get; private set; } = "";

    public string Report { get; private set; } = "";

    /// <summary>The arguments as JSON.</summary>
    public string Arguments { get; private set; } = "{}";

    /// <summary>How often it is mailed; null when it is not.</summary>
    public MailFrequency? Frequency { get; private set; }

    /// <summary>The hour of the day in UTC at which it is mailed.</summary>
    public int MailHour { get; private set; }

    /// <summary>When it is mailed next.</summary>
    public DateTime? NextMailAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public int Version { get; private set; }

    public static SavedReport Save(Guid owner, DateTime now) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OwnerId = owner,
            CreatedAt = now,
        };

    public void Change(string name, string report, string arguments, MailFrequency? frequency, int hour, DateTime now)
    {
        (Name, Report, Arguments, Frequency, MailHour) = (name, report, arguments, frequency, hour);
        PlanNext(now);
    }

    /// <summary>Plans the first time after now; times that were missed are not made up for.</summary>
    public void PlanNext(DateTime now)
    {
        if (Frequency is not { } frequency)
        {
            NextMailAt = null;
            return;
        }

        var next = DateTime.SpecifyKind(now.Date.AddHours(MailHour), DateTimeKind.Utc);
        while (next <= now || !IsDay(next, frequency))
        {
            next = next.AddDays(1);
        }

        NextMailAt = next;
    }

    /// <summary>Mails no more, because its owner may no longer see it.</summary>
    public void StopMailing()
    {
        Frequency = null;
        NextMailAt = null;
    }

    private static bool IsDay(DateTime day, MailFrequency frequency) =>
        frequency switch
        {
            MailFrequency.Weekly => day.DayOfWeek == DayOfWeek.Monday,
            MailFrequency.Monthly => day.Day == 1,
            _ => true,
        };
}
