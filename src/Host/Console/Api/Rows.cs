using System.Text.Json.Nodes;
using MonolithFirst.Host.Console.Access;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Host.Console.Api;

/// <summary>A page of any list; <c>Unreachable</c> where it is put together from several modules.</summary>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total, IReadOnlyList<string>? Unreachable = null)
{
    /// <summary>The last row that there is a page with; null where there is one with every row.</summary>
    public int? Deepest => Unreachable is not null && Total > Paging.DeepestMergedRow ? Paging.DeepestMergedRow : null;
}

/// <summary>Money as the API writes it.</summary>
/// <param name="Amount">With a point, such as 12.34.</param>
/// <param name="Currency">Its ISO 4217 code.</param>
public sealed record Money(string Amount, string Currency);

internal sealed record OrderRow(Guid Id, Guid UserId, string Status, string? RejectionReason, Money Total, DateTime PlacedAt);

internal sealed record Order(
    Guid Id,
    Guid UserId,
    string Status,
    string? RejectionReason,
    Money Total,
    DateTime PlacedAt,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<OrderStep> Timeline
);

internal sealed record OrderLine(string Sku, string Name, Money UnitPrice, int Quantity, Money Total);

internal sealed record OrderStep(DateTime At, string What, string? Detail);

internal sealed record Product(string Sku, string Name, string Description, Money Price, string Status, DateTime UpdatedAt);

internal sealed record Stock(string Sku, int OnHand, int Reserved, int Available, DateTime UpdatedAt);

internal sealed record Movement(
    string Sku,
    int Number,
    string Kind,
    int OnHand,
    int Reserved,
    string? Reason,
    Guid? Reference,
    Guid? MadeBy,
    DateTime OccurredAt
)
{
    /// <summary>Whether the stock began with it: nobody received it, and nothing was reserved.</summary>
    public bool IsFirst => Kind == "receipt" && MadeBy is null && Reference is null;
}

internal sealed record Reservation(Guid Reference, string Status, IReadOnlyList<Movement> Movements);

internal sealed record MoneyAccount(Guid Id, Guid UserId, string Currency, Money Balance, DateTime OpenedAt);

internal sealed record StatementRow(
    int Number,
    string Kind,
    Money Amount,
    Money Balance,
    string Purpose,
    Guid? Reference,
    DateTime RecordedAt
)
{
    /// <summary>The order that the money was moved for; null where the purpose is what somebody typed in.</summary>
    public Guid? Order => Reference is { } reference && Purpose.EndsWith($"Order {reference}", StringComparison.Ordinal) ? reference : null;
}

internal sealed record Transaction(
    Guid Id,
    string Kind,
    Guid? Reference,
    string Purpose,
    DateTime RecordedAt,
    IReadOnlyList<TransactionSide> Entries
);

internal sealed record TransactionSide(Guid? UserId, string? SystemAccount, Money Amount);

internal sealed record User(
    Guid Id,
    string Email,
    string DisplayName,
    string? PhoneNumber,
    IReadOnlyList<string> Roles,
    bool IsLocked,
    DateTime? LockedAt,
    DateTime CreatedAt
);

internal sealed record Notification(
    Guid Id,
    string Template,
    string Channel,
    string Status,
    DateTime CreatedAt,
    DateTime? SentAt,
    string? Error
);

/// <summary>What became of the notifications from a template on a channel, of which more is in the report.</summary>
internal sealed record NotificationFigures(long Failed);

/// <summary>A message that is not handled yet, or given up, as the platform's list has it.</summary>
public sealed record Message(
    Guid Id,
    string Module,
    string Status,
    string ServiceName,
    string Source,
    string Destination,
    int Attempts,
    DateTime At,
    DateTime? DueAt,
    string? Error,
    string? Correlation,
    JsonNode? Payload
);

internal sealed record MessagesDone(int Count);

internal sealed record AuditEntry(
    Guid Id,
    string Module,
    DateTime At,
    Guid AccountId,
    IReadOnlyList<string> Roles,
    string Operation,
    string Method,
    string Path,
    string Address,
    JsonNode? Details
);

internal sealed record ReportRun(
    Guid Id,
    string Report,
    string Format,
    string Status,
    DateTime RequestedAt,
    long? TotalRows,
    long WrittenRows,
    string? Error,
    string? ErrorCode,
    IReadOnlyDictionary<string, string>? ErrorValues
);

internal sealed record SavedReport(
    Guid Id,
    Guid OwnerId,
    string Name,
    string Report,
    IReadOnlyDictionary<string, JsonNode?> Arguments,
    MailSchedule? Mail,
    DateTime? NextMailAt,
    int Version
)
{
    /// <summary>How often a saved report may be mailed.</summary>
    public static readonly IReadOnlyList<string> Frequencies = ["daily", "weekly", "monthly"];

    /// <summary>The report's page with what is saved.</summary>
    public string Link => ApiClient.Path("/admin/reports/" + Report, Arguments.Select(argument => (argument.Key, (object?)argument.Value)));

    /// <summary>Everybody sees what others have saved; only its owner and administrators may change it.</summary>
    public bool MayBeChangedBy(Viewer viewer) => viewer.IsAdmin || OwnerId == viewer.Id;
}

/// <summary>When a saved report is mailed.</summary>
/// <param name="Frequency">How often.</param>
/// <param name="Hour">The hour of the day in UTC.</param>
public sealed record MailSchedule(string Frequency, int Hour);

internal sealed record Instance(
    string Id,
    string Address,
    string? Zone,
    string Version,
    IReadOnlyList<string> Modules,
    string Status,
    DateTime Started,
    DateTime LastHeartbeat
);

internal sealed record CallList(IReadOnlyList<Call> Items, double WindowSeconds, IReadOnlyList<string> Unreachable);

internal sealed record Call(
    string Caller,
    string ServiceName,
    string? Breaker,
    int InFlight,
    int Succeeded,
    int Failed,
    int TimedOut,
    int Refused,
    int ShortCircuited,
    double? P99Milliseconds
)
{
    /// <summary>What the caller is called where there is no registry, and so no other process to tell it from.</summary>
    public const string Here = "here";
}

internal sealed record Readiness(string Status, IReadOnlyDictionary<string, string>? Modules);

internal sealed record LedgerCheck(bool Balanced);
