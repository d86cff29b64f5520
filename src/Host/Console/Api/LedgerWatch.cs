namespace MonolithFirst.Host.Console.Api;

/// <summary>Whether the ledger balances. The check reads all of it, so what it has found holds for every viewer for a while.</summary>
internal sealed class LedgerWatch(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private Finding? last;

    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    public async Task<bool> IsBalancedAsync(ApiClient api)
    {
        if (last is { } known && clock.GetElapsedTime(known.At) < Kept)
        {
            return known.IsBalanced;
        }

        var check = await api.GetAsync<LedgerCheck>("/api/payments/ledger/check");
        last = new Finding(clock.GetTimestamp(), check.Balanced);
        return check.Balanced;
    }

    private sealed record Finding(long At, bool IsBalanced);
}
