using System.Globalization;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>The reports on who comes back. Whether somebody is new, only their first charge says, and each customer has to be asked for it.</summary>
internal sealed class ComposedCustomers(ModuleResources resources)
{
    /// <summary>New and returning customers by month.</summary>
    public async Task<ReportRows> ByMonthAsync()
    {
        var charges = (await resources.ChargesAsync()).Rows;
        var first = await FirstAsync(charges);
        var rows = new ReportRows("month", "customers", "newCustomers", "returningCustomers", "orders");
        foreach (var month in charges.GroupBy(charge => MonthOf(charge.RecordedAt)).OrderBy(month => month.Key))
        {
            List<Guid> customers = [.. month.Select(charge => charge.Customer).Distinct()];
            var fresh = customers.Count(customer => MonthOf(first[customer]) == month.Key);
            rows.Add(Named(month.Key), customers.Count, fresh, customers.Count - fresh, month.Count());
        }

        return rows;
    }

    /// <summary>Customers by the month of their first order, and how many of them ordered again so many months later.</summary>
    public async Task<ReportRows> CohortsAsync()
    {
        var charges = (await resources.ChargesSinceAsync()).Rows;
        var first = (await FirstAsync(charges)).Where(pair => resources.Days.Has(pair.Value));
        var active = charges
            .Select(charge => (charge.Customer, Month: MonthOf(charge.RecordedAt)))
            .Distinct()
            .ToLookup(pair => pair.Customer);
        var rows = new ReportRows("cohort", "monthsLater", "customers", "share");
        foreach (var cohort in first.GroupBy(pair => MonthOf(pair.Value), pair => pair.Key).OrderBy(cohort => cohort.Key))
        {
            var later = cohort.SelectMany(customer => active[customer]).CountBy(pair => pair.Month - cohort.Key);
            foreach (var (months, customers) in later.OrderBy(pair => pair.Key))
            {
                rows.Add(Named(cohort.Key), months, customers, new Rounded(100m * customers / cohort.Count(), 2));
            }
        }

        return rows;
    }

    /// <summary>Months are counted, so that they can be taken from one another.</summary>
    private static int MonthOf(DateTime time) => (time.Year * 12) + time.Month - 1;

    private static string Named(int month) =>
        new DateOnly(month / 12, (month % 12) + 1, 1).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private Task<IReadOnlyDictionary<Guid, DateTime>> FirstAsync(IEnumerable<Transaction> charges) =>
        resources.FirstChargesAsync([.. charges.Select(charge => charge.Customer).Distinct()]);
}
