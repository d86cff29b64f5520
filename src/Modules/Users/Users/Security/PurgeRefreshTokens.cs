using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>Deletes refresh tokens that have expired: nothing can be got for them, nor learnt from their reuse.</summary>
internal sealed class PurgeRefreshTokens(UsersDbContext db, UnitOfWork unitOfWork, TimeProvider clock) : IJob
{
    private const int AtOnce = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        int deleted;
        do
        {
            // Few at a time, so that nobody who signs in waits long for the locks.
            deleted = await unitOfWork.RunAsync(
                db,
                async token =>
                {
                    var spent = await db
                        .RefreshTokens.Where(row => row.ExpiresAt < now)
                        .OrderBy(row => row.ExpiresAt)
                        .Select(row => row.Id)
                        .Take(AtOnce)
                        .ToListAsync(token);
                    return await db.RefreshTokens.Where(row => spent.Contains(row.Id)).ExecuteDeleteAsync(token);
                },
                cancellationToken
            );
        } while (deleted == AtOnce);
    }
}
