using MonolithFirst.Host.Console.Api;

namespace MonolithFirst.Host.Console.Texts;

/// <summary>
/// What reports call things, in the viewer's language. The console needs no words of its own for a report: without them it shows what the
/// API says.
/// </summary>
internal sealed class ReportWords(Words words)
{
    public string Title(Report report) => words.Find("report." + report.Name) ?? report.Title;

    /// <summary>The title by the report's name; the name itself where there is no such report any more.</summary>
    public string Title(string name, IEnumerable<Report> reports) =>
        reports.FirstOrDefault(report => report.Name == name) is { } report ? Title(report) : name;

    public string? About(Report report) => words.Find($"report.{report.Name}.about") ?? report.Description;

    public string Label(ReportParameter parameter) => words.Find("parameter." + parameter.Name) ?? Spelled(parameter.Name);

    public string? About(ReportParameter parameter) => words.Find($"parameter.{parameter.Name}.about") ?? parameter.Description;

    public string Column(string name) => words.Find("column." + name) ?? Spelled(name);

    /// <summary>A state or a kind, as parameters take them and columns hold them.</summary>
    public string Value(string value) => words.Find("value." + value) ?? value;

    /// <summary>A name such as <c>daysOfCover</c> for people.</summary>
    private static string Spelled(string name) =>
        string.Concat(
            name.Select(
                (letter, place) =>
                    place == 0 ? char.ToUpperInvariant(letter).ToString()
                    : char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter)
                    : letter.ToString()
            )
        );
}
