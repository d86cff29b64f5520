using System.Reflection;

namespace MonolithFirst.Reporting.Reports;

/// <summary>
/// A report: this definition, and beside it one SQL file of the class's name that selects its columns from the modules' <c>rpt_*</c>
/// views. Every implementation is in the catalogue.
/// </summary>
internal interface IReport
{
    static abstract ReportDefinition Definition { get; }
}

/// <summary>What a report is, for those who run it and for what runs it.</summary>
/// <param name="Name">Its name in addresses: lower-case words joined by hyphens.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What its numbers mean.</param>
/// <param name="Parameters">What it can be asked.</param>
/// <param name="Columns">What it answers; the SQL selects columns of these names.</param>
internal sealed record ReportDefinition(
    string Name,
    string Title,
    string Description,
    IReadOnlyList<ReportParameter> Parameters,
    IReadOnlyList<ReportColumn> Columns
)
{
    /// <summary>How it is drawn; null for a report that is a list.</summary>
    public ReportChart? Chart { get; init; }

    /// <summary>The SELECT, the same on both databases.</summary>
    public string Sql { get; private init; } = "";

    /// <summary>All reports of this build, by name.</summary>
    public static IReadOnlyDictionary<string, ReportDefinition> All { get; } =
        typeof(IReport)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IReport)) && type.IsClass)
            .Select(Read)
            .OrderBy(report => report.Name, StringComparer.Ordinal)
            .ToDictionary(report => report.Name, StringComparer.Ordinal);

    private static ReportDefinition Read(Type type)
    {
        var file = type.Name + ".sql";
        using var stream =
            type.Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The report {type.Name} has no {file} beside it.");
        using var reader = new StreamReader(stream);
        var definition = (ReportDefinition)
            type.GetProperty(nameof(IReport.Definition), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return definition with { Sql = reader.ReadToEnd() };
    }
}

/// <summary>The charts that there are.</summary>
internal enum ChartKind
{
    /// <summary>For what goes on in time.</summary>
    Line,

    /// <summary>For things beside one another.</summary>
    Bar,
}

/// <summary>How a report is drawn.</summary>
/// <param name="Kind">The chart.</param>
/// <param name="Labels">The columns that together name a point or bar.</param>
/// <param name="Values">The columns that are drawn, all on one scale.</param>
/// <param name="By">The column each value of which is a line of its own; there is one column of values then.</param>
internal sealed record ReportChart(ChartKind Kind, IReadOnlyList<string> Labels, IReadOnlyList<string> Values, string? By = null);

/// <summary>What kind of value a column holds, and how it is written.</summary>
internal enum ColumnType
{
    /// <summary>Text, for example a name.</summary>
    Text,

    /// <summary>A state or a kind, in camelCase as everywhere in the API.</summary>
    Word,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction.</summary>
    Decimal,

    /// <summary>An amount in minor units in SQL; its currency is the row's column <c>currency</c>.</summary>
    Money,

    /// <summary>A time in UTC.</summary>
    Time,

    /// <summary>A duration: microseconds in SQL, milliseconds outside.</summary>
    Duration,

    /// <summary>Yes or no: 1 or 0 in SQL.</summary>
    Flag,
}

/// <summary>A column of a report.</summary>
/// <param name="Name">In camelCase; the SQL names it in snake_case.</param>
/// <param name="Type">What kind of value it holds.</param>
/// <param name="Description">What it says.</param>
internal sealed record ReportColumn(string Name, ColumnType Type, string Description);

/// <summary>What kind of value a parameter takes.</summary>
internal enum ParameterType
{
    /// <summary>A day in UTC.</summary>
    Date,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>One of the parameter's choices.</summary>
    Choice,

    /// <summary>The SKU of a product.</summary>
    Sku,

    /// <summary>The id of an account.</summary>
    Id,
}

/// <summary>A parameter of a report. In SQL it stands as <c>@name</c>, and is null when it is not given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Description">What it does.</param>
/// <param name="Choices">What a choice can be, in camelCase; the SQL gets it as it stands in the modules' views, in PascalCase.</param>
/// <param name="Default">What holds when it is not given.</param>
internal sealed record ReportParameter(
    string Name,
    ParameterType Type,
    string Description,
    IReadOnlyList<string>? Choices = null,
    string? Default = null
)
{
    public static readonly ReportParameter From = new(
        "from",
        ParameterType.Date,
        "The first day, in UTC. Unless told, 90 days up to the last one.",
        Default: "90 days before to"
    );

    public static readonly ReportParameter To = new("to", ParameterType.Date, "The last day, in UTC, which is included.", Default: "today");

    public static readonly ReportParameter Days = new(
        "days",
        ParameterType.Integer,
        "Instead of from: so many days up to the last one. A saved report moves on with it."
    );

    public static readonly ReportParameter Product = new("product", ParameterType.Sku, "This product alone.");

    public static readonly ReportParameter Customer = new("customer", ParameterType.Id, "This customer alone, by the account's id.");

    public static readonly ReportParameter Period = new(
        "period",
        ParameterType.Choice,
        "What a row stands for. Weeks begin on Monday and are named by it.",
        ["day", "week", "month"],
        "day"
    );

    public static readonly ReportParameter OrderStatus = new(
        "status",
        ParameterType.Choice,
        "Orders in this state alone.",
        ["reserving", "paying", "confirming", "confirmed", "rejecting", "rejected", "cancelling", "cancelled"]
    );

    /// <summary>The days that a report looks at.</summary>
    public static IReadOnlyList<ReportParameter> Range => [From, To, Days];
}
