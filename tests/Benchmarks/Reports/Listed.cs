namespace MonolithFirst.Benchmarks.Reports;

/// <summary>Rows of a list, and how many pages it took to read them.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many the list has.</param>
/// <param name="Pages">The pages.</param>
internal sealed record Listed<T>(IReadOnlyList<T> Rows, long Total, int Pages)
{
    /// <summary>How many pages the list has.</summary>
    public long AllPages => Math.Max(1, (Total + RestClient.PageSize - 1) / RestClient.PageSize);

    /// <summary>Those of the rows that are wanted.</summary>
    public Listed<T> Where(Func<T, bool> wanted) => this with { Rows = [.. Rows.Where(wanted)] };
}

/// <summary>A page of a list, as the API answers it.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Total">Rows on all pages together.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, long Total);
