using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>Deletes refresh tokens that have expired: nothing can be got for them, nor learnt from their reuse.</summary>
internal sealed class PurgeRefreshTokens(UsersDbContext db, UnitOfWork unitOfWork, TimeProvider clock) : IJob
{
    private const int Batch = 1000;

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return unitOfWork.RunInBatchesAsync(db, Batch, token => DeleteSomeAsync(now, token), cancellationToken);
    }

    private async Task<int> DeleteSomeAsync(DateTime now, CancellationToken cancellationToken)
    {
        var spent = await db
            .RefreshTokens.Where(row => row.ExpiresAt < now)
            .OrderBy(row => row.ExpiresAt)
            .Select(row => row.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        return await db.RefreshTokens.Where(row => spent.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
