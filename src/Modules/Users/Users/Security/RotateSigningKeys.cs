using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Jobs;
using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>
/// Makes the first key at the first start and, when the newest has signed for its lifetime, the next one; forgets the keys whose last
/// token has expired. Instances that do it at once make one key.
/// </summary>
internal sealed class RotateSigningKeys(
    UsersDbContext db,
    UnitOfWork unitOfWork,
    KeyProtection protection,
    SigningKeyRing ring,
    UsersOptions options,
    TimeProvider clock,
    ILogger<RotateSigningKeys> logger
) : IJob, IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(cancellationToken);
        try
        {
            await unitOfWork.RunAsync(db, RotateAsync, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another instance made the same generation first; anything else is a failure.
            db.ChangeTracker.Clear();
            if (await NewestAsync(cancellationToken) == newest)
            {
                throw;
            }
        }

        ring.Reread();
        // Says at start, and not at the first sign-in, that the keys cannot be decrypted.
        await ring.SignerAsync(cancellationToken);
    }

    private async Task RotateAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var keys = await db.SigningKeys.OrderBy(key => key.Generation).ToListAsync(cancellationToken);
        if (KeySchedule.NextSignsFrom(keys, now, options.KeyLifetime) is { } signsFrom)
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var (privateKey, isEncrypted) = protection.Protect(pair);
            var generation = keys.Select(key => key.Generation).DefaultIfEmpty().Max() + 1;
            db.SigningKeys.Add(SigningKey.Make(generation, privateKey, isEncrypted, now, signsFrom));
            logger.LogInformation("Signing key {Generation} is made and signs from {SignsFrom:u}", generation, signsFrom);
        }

        foreach (var spent in KeySchedule.Spent(keys, now, options.AccessTokenLifetime))
        {
            db.SigningKeys.Remove(spent);
            logger.LogInformation("Signing key {Generation} is forgotten: its last token has expired", spent.Generation);
        }
    }

    private Task<int?> NewestAsync(CancellationToken cancellationToken) =>
        db.SigningKeys.MaxAsync(key => (int?)key.Generation, cancellationToken);
}
