using System.Globalization;

namespace MonolithFirst.Host.Console.Api;

/// <summary>A report as the catalogue has it.</summary>
public sealed record Report(
    string Name,
    string Title,
    string? Description,
    IReadOnlyList<ReportParameter> Parameters,
    IReadOnlyList<ReportColumn> Columns,
    ReportChart? Chart
)
{
    /// <summary>Where the reports are.</summary>
    public const string Root = "/api/reporting/reports";

    /// <summary>All of them; none where this system has no reporting.</summary>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    internal static async Task<IReadOnlyList<Report>> AllAsync(ApiClient api) => (await api.FindAsync<Catalogue>(Root))?.Items ?? [];

    /// <summary>What the report is asked, as the API takes it in a body.</summary>
    /// <param name="valueOf">The text that was filled in for a parameter; empty where there is none.</param>
    public IReadOnlyDictionary<string, object> Arguments(Func<ReportParameter, string> valueOf) =>
        Parameters
            .Select(parameter => (parameter, Value: valueOf(parameter)))
            .Where(chosen => chosen.Value.Length > 0)
            .ToDictionary(
                chosen => chosen.parameter.Name,
                chosen =>
                    chosen.parameter.Type == "integer" && int.TryParse(chosen.Value, CultureInfo.InvariantCulture, out var number)
                        ? (object)number
                        : chosen.Value
            );

    private sealed record Catalogue(IReadOnlyList<Report> Items);
}

/// <summary>A list whose rows name reports, and the reports.</summary>
internal sealed record OfReports<T>(PageOf<T> List, IReadOnlyList<Report> Reports)
{
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public static async Task<OfReports<T>> ReadAsync(ApiClient api, string path) =>
        new(await api.GetAsync<PageOf<T>>(path), await Report.AllAsync(api));
}

/// <summary>What a report can be asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>date</c>, <c>integer</c>, <c>choice</c>, <c>sku</c> or <c>id</c>.</param>
/// <param name="Description">What it does.</param>
/// <param name="Choices">What a choice can be.</param>
/// <param name="Default">What holds when it is not given, in words where it is no choice.</param>
public sealed record ReportParameter(string Name, string Type, string? Description, IReadOnlyList<string>? Choices, string? Default)
{
    /// <summary>Whether one of some values is chosen.</summary>
    public bool IsChoice => Choices is { Count: > 0 };
}

/// <summary>How a report is drawn.</summary>
/// <param name="Kind"><c>line</c> or <c>bar</c>.</param>
/// <param name="Labels">The columns that together name a point or bar.</param>
/// <param name="Values">The columns that are drawn.</param>
/// <param name="By">The column each value of which is a line of its own.</param>
public sealed record ReportChart(string Kind, IReadOnlyList<string> Labels, IReadOnlyList<string> Values, string? By);

/// <summary>A column of a report.</summary>
public sealed record ReportColumn(string Name, string Type, string? Description);
