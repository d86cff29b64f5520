using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Reporting.Reports;

/// <summary>What a report can be asked; each report takes those that its definition names, and refuses the others.</summary>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day, in UTC, which is included; today unless told.</param>
/// <param name="Days">Instead of from: so many days up to the last one; 90 unless told.</param>
/// <param name="Period">What a row stands for: day, week or month.</param>
/// <param name="Product">The SKU of a product.</param>
/// <param name="Status">A state, such as confirmed.</param>
/// <param name="Customer">The id of a customer's account.</param>
internal sealed record ReportArguments(
    [FromQuery(Name = "from")] DateOnly? From = null,
    [FromQuery(Name = "to")] DateOnly? To = null,
    [FromQuery(Name = "days")] int? Days = null,
    [FromQuery(Name = "period")] string? Period = null,
    [FromQuery(Name = "product")] string? Product = null,
    [FromQuery(Name = "status")] string? Status = null,
    [FromQuery(Name = "customer")] Guid? Customer = null
)
{
    private const int UsualDays = 90;
    private const int MostDays = 3660;

    private static readonly DateOnly FirstDay = new(2000, 1, 1);
    private static readonly DateOnly LastDay = new(2199, 12, 31);

    /// <summary>
    /// The values for the report's SQL: its parameters by their names, <c>to</c> as the end of the last day; with them <c>until</c>, the end
    /// of the last day that has been, <c>days</c>, how many of the days have been, at least one, and <c>yesterday</c>, a day ago.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The present time in UTC.</param>
    /// <exception cref="ProblemException">400: what is asked is no parameter of the report, or no value of it; all faults at once.</exception>
    public IReadOnlyDictionary<string, object?> For(ReportDefinition report, DateTime now)
    {
        var faults = new List<Fault>();
        foreach (
            var name in Given().Select(argument => argument.Name).Where(name => report.Parameters.All(parameter => parameter.Name != name))
        )
        {
            var known = string.Join(", ", report.Parameters.Select(parameter => parameter.Name));
            faults.Add(
                Fault.Of(
                    name,
                    "validation.not_of_the_report",
                    $"'{name}' is no parameter of {report.Name}, which takes {known}.",
                    ("known", known)
                )
            );
        }

        var values = new Dictionary<string, object?> { ["yesterday"] = now.AddDays(-1) };
        if (report.Parameters.Contains(ReportParameter.From))
        {
            AddRange(values, faults, DateOnly.FromDateTime(now));
        }

        foreach (var parameter in report.Parameters)
        {
            switch (parameter.Type)
            {
                case ParameterType.Choice:
                    values[parameter.Name] = Choice(parameter, faults);
                    break;
                case ParameterType.Sku:
                    values[parameter.Name] = Product is null ? null : SkuOf(faults);
                    break;
                case ParameterType.Id:
                    values[parameter.Name] = Customer?.ToString();
                    break;
            }
        }

        return faults.Count == 0 ? values : throw ProblemException.Invalid(faults);
    }

    /// <summary>The first and the last day that such values stand for; null with a report that takes none.</summary>
    public static (DateOnly? First, DateOnly? Last) DaysOf(IReadOnlyDictionary<string, object?> values) =>
        values.GetValueOrDefault("from") is DateTime from && values.GetValueOrDefault("to") is DateTime to
            ? (DateOnly.FromDateTime(from), DateOnly.FromDateTime(to).AddDays(-1))
            : (null, null);

    /// <summary>The same, of these very days whenever it is asked.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    public ReportArguments Between(DateOnly first, DateOnly last) => this with { From = first, To = last, Days = null };

    /// <summary>As the query of an address: what is not asked is not in it.</summary>
    public QueryString ToQuery() =>
        QueryString.Create(Given().Select(argument => KeyValuePair.Create(argument.Name, (string?)Text(argument.Value))));

    private static string Text(object value) =>
        value is DateOnly day
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private IEnumerable<(string Name, object Value)> Given()
    {
        (string Name, object? Value)[] all =
        [
            ("from", From),
            ("to", To),
            ("days", Days),
            ("period", Period),
            ("product", Product),
            ("status", Status),
            ("customer", Customer),
        ];
        return all.Where(argument => argument.Value is not null).Select(argument => (argument.Name, argument.Value!));
    }

    private void AddRange(Dictionary<string, object?> values, List<Fault> faults, DateOnly today)
    {
        if (From is not null && Days is not null)
        {
            faults.Add(Fault.Of("days", "validation.days_and_from", "'days' stands instead of 'from'; give one of them."));
        }
        else if (Days is < 1 or > MostDays)
        {
            faults.Add(
                Fault.Of("days", "validation.out_of_range", $"'days' is a number from 1 to {MostDays}.", ("from", 1), ("to", MostDays))
            );
        }

        var bounds = new[] { ("from", From), ("to", To) };
        foreach (var (name, _) in bounds.Where(bound => bound.Item2 < FirstDay || bound.Item2 > LastDay))
        {
            faults.Add(
                Fault.Of(
                    name,
                    "validation.out_of_range",
                    $"'{name}' is a day from {Text(FirstDay)} to {Text(LastDay)}.",
                    ("from", Text(FirstDay)),
                    ("to", Text(LastDay))
                )
            );
        }

        if (faults.Count > 0)
        {
            return;
        }

        var last = To ?? today;
        var first = From ?? last.AddDays(1 - (Days ?? UsualDays));
        if (first > last)
        {
            faults.Add(
                Fault.Of("from", "validation.from_after_to", $"'from' is not after 'to', which is {Text(last)}.", ("to", Text(last)))
            );
            return;
        }

        // What is worked out by the day counts the days that have been.
        var lastThatWas = last < today ? last : today;
        values["from"] = first.ToDateTime(TimeOnly.MinValue);
        values["to"] = last.AddDays(1).ToDateTime(TimeOnly.MinValue);
        values["until"] = lastThatWas.AddDays(1).ToDateTime(TimeOnly.MinValue);
        values["days"] = Math.Max(1, lastThatWas.DayNumber - first.DayNumber + 1);
    }

    private string? Choice(ReportParameter parameter, List<Fault> faults)
    {
        var given = (parameter.Name == ReportParameter.Period.Name ? Period : Status) ?? parameter.Default;
        if (given is not null && !parameter.Choices!.Contains(given, StringComparer.Ordinal))
        {
            var choices = string.Join(", ", parameter.Choices!);
            faults.Add(Fault.Of(parameter.Name, "validation.not_one_of", $"'{parameter.Name}' is one of {choices}.", ("choices", choices)));
        }

        return string.IsNullOrEmpty(given) ? null : char.ToUpperInvariant(given[0]) + given[1..];
    }

    private string? SkuOf(List<Fault> faults)
    {
        var sku = Abstractions.Sku.Normalise(Product!);
        if (!Abstractions.Sku.IsValid(sku))
        {
            faults.Add(
                Fault.Of("product", "validation.not_a_sku", "'product' is the SKU of a product.", ("max", Abstractions.Sku.MaxLength))
            );
        }

        return sku;
    }
}
