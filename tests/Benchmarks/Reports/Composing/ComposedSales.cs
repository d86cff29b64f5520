using System.Globalization;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>The reports of sales. Charges do not say how many pieces they are for, so each takes its order.</summary>
internal sealed class ComposedSales(ModuleResources resources)
{
    private static readonly string[] Sums = ["orders", "units", "currency", "gross", "refunds", "net"];

    /// <summary>Sales by day, week or month.</summary>
    public async Task<ReportRows> ByPeriodAsync(string period)
    {
        var totals = await TotalsAsync(transaction => PeriodOf(transaction.RecordedAt, period));
        var rows = new ReportRows(["period", .. Sums]);
        foreach (var (key, total) in totals.All.OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Total.Currency))
        {
            rows.Add([key, .. total.Columns]);
        }

        return rows;
    }

    /// <summary>Sales by customer, the top spenders first.</summary>
    public async Task<ReportRows> ByCustomerAsync()
    {
        var totals = await TotalsAsync(transaction => transaction.Customer);
        var accounts = await resources.AccountsAsync();
        var rows = new ReportRows(["customerId", "name", "email", .. Sums]);
        foreach (
            var (id, total) in totals
                .All.OrderByDescending(row => row.Total.Net)
                .ThenBy(row => row.Key.ToString(), StringComparer.Ordinal)
                .ThenBy(row => row.Total.Currency)
        )
        {
            var account = accounts.GetValueOrDefault(id);
            rows.Add([id, account?.DisplayName, account?.Email, .. total.Columns]);
        }

        return rows;
    }

    /// <summary>Sales by product: charges and refunds, spread over the lines of their orders.</summary>
    public async Task<ReportRows> ByProductAsync()
    {
        var (charges, refunds) = (await resources.ChargesAsync(), await resources.RefundsAsync());
        List<Guid> ids = [.. charges.Rows.Concat(refunds.Rows).Select(transaction => transaction.Reference).Distinct()];
        // Over all days every order with a refund has a charge as well.
        var orders = await resources.OrdersAsync(ids, charges.Total);
        var totals = new SalesTotals<string>();
        foreach (var line in charges.Rows.SelectMany(charge => orders[charge.Reference]?.Lines ?? []))
        {
            totals.Of(line.Sku, line.Total.Currency).Take(line.Quantity, line.Total.Minor);
        }

        foreach (var line in refunds.Rows.SelectMany(refund => orders[refund.Reference]?.Lines ?? []))
        {
            totals.Of(line.Sku, line.Total.Currency).GiveBack(line.Total.Minor);
        }

        var names = await resources.ProductNamesAsync();
        var rows = new ReportRows(["sku", "name", .. Sums]);
        foreach (
            var (sku, total) in totals
                .All.OrderByDescending(row => row.Total.Net)
                .ThenBy(row => row.Key, StringComparer.Ordinal)
                .ThenBy(row => row.Total.Currency)
        )
        {
            rows.Add([sku, names.GetValueOrDefault(sku), .. total.Columns]);
        }

        return rows;
    }

    private static string PeriodOf(DateTime time, string period) =>
        period switch
        {
            "month" => time.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            "week" => DayOf(time.AddDays(-(((int)time.DayOfWeek + 6) % 7))),
            _ => DayOf(time),
        };

    private static string DayOf(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<SalesTotals<TKey>> TotalsAsync<TKey>(Func<Transaction, TKey> keyOf)
        where TKey : notnull
    {
        var (charges, refunds) = (await resources.ChargesAsync(), await resources.RefundsAsync());
        var orders = await resources.OrdersAsync([.. charges.Rows.Select(charge => charge.Reference)], charges.Total);
        var totals = new SalesTotals<TKey>();
        foreach (var charge in charges.Rows)
        {
            totals.Of(keyOf(charge), charge.Amount.Currency).Take(orders[charge.Reference]?.Units ?? 0, -charge.Amount.Minor);
        }

        foreach (var refund in refunds.Rows)
        {
            totals.Of(keyOf(refund), refund.Amount.Currency).GiveBack(refund.Amount.Minor);
        }

        return totals;
    }
}
