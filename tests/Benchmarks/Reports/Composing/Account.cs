namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>Who a customer is.</summary>
internal sealed record Account(Guid Id, string Email, string DisplayName);

/// <summary>What somebody was told.</summary>
internal sealed record Notification(string Channel, string Template, string Status, DateTime CreatedAt, DateTime? SentAt);
