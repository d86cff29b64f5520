using System.Net;

namespace MonolithFirst.Host.Console.Api;

/// <summary>What a check of the ledger has found.</summary>
/// <param name="At">When.</param>
/// <param name="IsBalanced">Whether it balances.</param>
/// <param name="Failure">Why that could not be found out, if it could not.</param>
internal sealed record LedgerFinding(DateTime At, bool IsBalanced, ApiException? Failure)
{
    /// <summary>Whether the failure is of the viewer who asked, and says nothing to others.</summary>
    public bool IsViewersOwn =>
        Failure?.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests;
}

/// <summary>
/// Whether the ledger balances. The check reads all of it, so there is one at a time, and what it has found holds for every viewer for a
/// while: a failure, too, which may be that it takes too long.
/// </summary>
internal sealed class LedgerWatch(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private Task<LedgerFinding>? last;
    private long began;

    /// <summary>What is known, or else found out now.</summary>
    public async Task<LedgerFinding> FindAsync(ApiClient api)
    {
        while (true)
        {
            var (check, isOwn) = Join(api);
            var found = await check;
            if (isOwn || !found.IsViewersOwn)
            {
                return found;
            }
        }
    }

    /// <summary>The check that is under way or still holds; one of the viewer's own where there is none.</summary>
    private (Task<LedgerFinding> Check, bool IsOwn) Join(ApiClient api)
    {
        lock (gate)
        {
            if (last is not null && (!last.IsCompleted || IsKept(last)))
            {
                return (last, false);
            }

            began = clock.GetTimestamp();
            last = CheckAsync(api);
            return (last, true);
        }
    }

    private bool IsKept(Task<LedgerFinding> check) =>
        check.IsCompletedSuccessfully && !check.Result.IsViewersOwn && clock.GetElapsedTime(began) < Kept;

    private async Task<LedgerFinding> CheckAsync(ApiClient api)
    {
        try
        {
            var check = await api.GetForAllAsync<LedgerCheck>("/api/payments/ledger/check");
            return new LedgerFinding(clock.GetUtcNow().UtcDateTime, check.Balanced, null);
        }
        catch (ApiException failure)
        {
            return new LedgerFinding(clock.GetUtcNow().UtcDateTime, false, failure);
        }
    }
}
