using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Security;

/// <summary>
/// The users module's public keys, where it lives in another process: read from where it publishes them, kept in memory, and read again
/// now and then, or for a key that is not known yet. While the module cannot be reached, the keys that are known stay good.
/// </summary>
internal sealed class RemoteSigningKeys(IHttpClientFactory clients, TimeProvider clock, ILogger<RemoteSigningKeys> logger)
    : ISigningKeySource,
        IDisposable
{
    private const string Owner = "users";
    private const string Service = "users_get_signing_keys";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    // Anybody can send a token that names an unknown key.
    private static readonly TimeSpan PauseBetweenReads = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile IReadOnlyDictionary<string, SecurityKey> known = new Dictionary<string, SecurityKey>();
    private long? readAt;
    private long? triedAt;

    public void Dispose() => reading.Dispose();

    public async ValueTask<IReadOnlyCollection<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (IsKnown(keyId))
        {
            return [.. known.Values];
        }

        // Whoever comes meanwhile waits for the same answer instead of being told that there is no key.
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (IsDue(keyId))
            {
                await ReadAsync(cancellationToken);
            }

            return readAt is null || (triedAt != readAt && keyId is not null && !known.ContainsKey(keyId))
                ? throw new SigningKeysUnavailableException()
                : [.. known.Values];
        }
        finally
        {
            reading.Release();
        }
    }

    private bool IsKnown(string? keyId) =>
        readAt is { } read && clock.GetElapsedTime(read) <= Fresh && (keyId is null || known.ContainsKey(keyId));

    private bool IsDue(string? keyId) => !IsKnown(keyId) && (triedAt is not { } tried || clock.GetElapsedTime(tried) >= PauseBetweenReads);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = ModuleHttpClient.RequestTo(Owner, HttpMethod.Get, PublishedKeys.Address, Service, cancellationToken);
            using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var keys = new JsonWebKeySet(await response.Content.ReadAsStringAsync(cancellationToken)).GetSigningKeys();
            known = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);
            readAt = triedAt = clock.GetTimestamp();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            triedAt = clock.GetTimestamp();
            logger.LogWarning("The keys of access tokens cannot be read: {Reason}", failure.GetBaseException().Message);
        }
    }
}

/// <summary>A token cannot be checked now, because the keys are in a process that cannot be reached: no fault of the token's.</summary>
internal sealed class SigningKeysUnavailableException()
    : Exception("The keys that access tokens are checked with cannot be read from the users module now.");
