using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>The signing keys in memory, read from the database now and then, and when a token names a key that is not among them.</summary>
internal sealed class SigningKeyRing(
    IServiceScopeFactory scopes,
    KeyProtection protection,
    TimeProvider clock,
    ILogger<SigningKeyRing> logger
) : ISigningKeySource, IDisposable
{
    // Far shorter than the notice at which keys are published before they sign.
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    // Anybody can send tokens that name unknown keys; the database is not asked more often for them.
    private static readonly TimeSpan BetweenSearches = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile Ring? ring;

    public async ValueTask<IReadOnlyCollection<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        var known = await RingAsync(FreshFor, cancellationToken);
        if (keyId is not null && !known.ByKeyId.ContainsKey(keyId))
        {
            known = await RingAsync(BetweenSearches, cancellationToken);
        }

        return known.Public;
    }

    /// <summary>What signs a token now.</summary>
    public async ValueTask<SigningCredentials> SignerAsync(CancellationToken cancellationToken)
    {
        var known = await RingAsync(FreshFor, cancellationToken);
        var signing = KeySchedule.Signing(known.Rows, clock.GetUtcNow().UtcDateTime);
        return new SigningCredentials(known.ByKeyId[KeyIdOf(signing)].Private, AccessTokens.Algorithm);
    }

    /// <summary>Reads the keys anew at the next use; called after they have changed.</summary>
    public void Reread() => ring = ring is null ? null : ring with { ReadAt = null };

    public void Dispose() => loading.Dispose();

    private async ValueTask<Ring> RingAsync(TimeSpan freshFor, CancellationToken cancellationToken)
    {
        if (ring is { } fresh && IsFresh(fresh, freshFor))
        {
            return fresh;
        }

        await loading.WaitAsync(cancellationToken);
        try
        {
            if (ring is { } reread && IsFresh(reread, freshFor))
            {
                return reread;
            }

            return ring = await ReadAsync(ring, cancellationToken);
        }
        catch (Exception failure) when (ring is not null && DatabaseFault.IsCauseOf(failure))
        {
            // Keys change once a month: what is known stays good while the database is away.
            logger.LogWarning(failure, "The signing keys cannot be read; those in memory stay in use");
            return ring = ring with { ReadAt = clock.GetTimestamp() };
        }
        finally
        {
            loading.Release();
        }
    }

    // By the time that passes: what was read before the clock was set back would stay fresh for as long.
    private bool IsFresh(Ring known, TimeSpan freshFor) => known.ReadAt is { } readAt && clock.GetElapsedTime(readAt) < freshFor;

    private async Task<Ring> ReadAsync(Ring? before, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<UsersDbContext>();
        var rows = await db.SigningKeys.AsNoTracking().OrderBy(key => key.Generation).ToListAsync(cancellationToken);
        var byKeyId = rows.ToDictionary(
            KeyIdOf,
            // Opening an encrypted key is slow on purpose, and the library keeps what it made for a key: open each once.
            row => before?.ByKeyId.GetValueOrDefault(KeyIdOf(row)) ?? Open(row)
        );
        return new Ring(rows, byKeyId, [.. byKeyId.Values.Select(pair => pair.Public)], clock.GetTimestamp());
    }

    private KeyPair Open(SigningKey row)
    {
        var key = protection.Open(row);
        var publicHalf = ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        return new KeyPair(new ECDsaSecurityKey(key) { KeyId = KeyIdOf(row) }, new ECDsaSecurityKey(publicHalf) { KeyId = KeyIdOf(row) });
    }

    private static string KeyIdOf(SigningKey row) => row.Id.ToString("N");

    private sealed record KeyPair(ECDsaSecurityKey Private, ECDsaSecurityKey Public);

    private sealed record Ring(
        IReadOnlyList<SigningKey> Rows,
        IReadOnlyDictionary<string, KeyPair> ByKeyId,
        IReadOnlyCollection<SecurityKey> Public,
        long? ReadAt
    );
}
