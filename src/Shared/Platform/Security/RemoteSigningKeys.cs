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
    private volatile Reading? known;
    private volatile Attempt? last;

    public void Dispose() => reading.Dispose();

    public async ValueTask<IReadOnlyCollection<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (!IsKnown(keyId))
        {
            await ReadIfDueAsync(keyId, cancellationToken);
        }
        else if (IsDue(keyId) && reading.CurrentCount > 0)
        {
            // Nobody waits for what is at hand: a users module that hangs must not slow the others.
            _ = ReadIfDueAsync(keyId, CancellationToken.None);
        }

        return known is { } read && (read.Has(keyId) || last is { Succeeded: true })
            ? [.. read.Keys.Values]
            : throw new SigningKeysUnavailableException();
    }

    private bool IsKnown(string? keyId) => known is { } read && read.Has(keyId);

    private bool IsDue(string? keyId) =>
        (known is not { } read || !read.Has(keyId) || clock.GetElapsedTime(read.At) > Fresh)
        && (last is not { } attempt || clock.GetElapsedTime(attempt.At) >= PauseBetweenReads);

    /// <summary>Whoever comes meanwhile waits for the same answer instead of being told that there is no key.</summary>
    private async Task ReadIfDueAsync(string? keyId, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (IsDue(keyId))
            {
                await ReadAsync(cancellationToken);
            }
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = ModuleHttpClient.RequestTo(Owner, HttpMethod.Get, PublishedKeys.Address, Service, cancellationToken);
            using var response = await clients.CreateClient(ModuleHttpClient.Name).SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var keys = new JsonWebKeySet(await response.Content.ReadAsStringAsync(cancellationToken)).GetSigningKeys();
            var now = clock.GetTimestamp();
            known = new Reading(keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal), now);
            last = new Attempt(now, Succeeded: true);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            last = new Attempt(clock.GetTimestamp(), Succeeded: false);
            logger.LogWarning("The keys of access tokens cannot be read: {Reason}", failure.GetBaseException().Message);
        }
    }

    private sealed record Reading(IReadOnlyDictionary<string, SecurityKey> Keys, long At)
    {
        /// <summary>Whether there is what was asked for: the key, or any.</summary>
        public bool Has(string? keyId) => keyId is null || Keys.ContainsKey(keyId);
    }

    private sealed record Attempt(long At, bool Succeeded);
}

/// <summary>A token cannot be checked now, because the keys are in a process that cannot be reached: no fault of the token's.</summary>
internal sealed class SigningKeysUnavailableException()
    : Exception("The keys that access tokens are checked with cannot be read from the users module now.");
