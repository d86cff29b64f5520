using MonolithFirst.Abstractions;

namespace MonolithFirst.Benchmarks.Reports.Composing;

/// <summary>What was sold of, in or to each of several, by currency.</summary>
internal sealed class SalesTotals<TKey>
    where TKey : notnull
{
    private readonly Dictionary<(TKey Key, string Currency), SalesTotal> totals = [];

    public IEnumerable<(TKey Key, SalesTotal Total)> All => totals.Select(pair => (pair.Key.Key, pair.Value));

    /// <summary>That of one of them, to add to.</summary>
    public SalesTotal Of(TKey key, string currency) =>
        totals.TryGetValue((key, currency), out var known) ? known : totals[(key, currency)] = new SalesTotal(currency);
}

/// <summary>What was sold, in a currency.</summary>
internal sealed class SalesTotal(string currency)
{
    private int orders;
    private int units;
    private long gross;
    private long refunds;

    public string Currency => currency;

    /// <summary>Minor units.</summary>
    public long Net => gross - refunds;

    /// <summary>As the reports' columns have it: orders, units, currency, gross, refunds, net.</summary>
    public IReadOnlyList<object> Columns => [orders, units, currency, InMoney(gross), InMoney(refunds), InMoney(Net)];

    /// <summary>An order was paid.</summary>
    /// <param name="pieces">On it.</param>
    /// <param name="minor">What was taken.</param>
    public void Take(int pieces, long minor)
    {
        orders++;
        units += pieces;
        gross += minor;
    }

    /// <summary>Money was given back.</summary>
    public void GiveBack(long minor) => refunds += minor;

    private Money InMoney(long minor) => new(minor, currency);
}
