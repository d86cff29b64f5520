using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace MonolithFirst.Platform.Security;

/// <summary>The public keys as a JSON Web Key Set (RFC 7517), by which any process can check an access token by itself.</summary>
internal static class PublishedKeys
{
    /// <summary>Where the keys are.</summary>
    public const string Address = "/.well-known/jwks.json";

    /// <summary>What reading them from another process is called.</summary>
    public const string Service = "users_get_signing_keys";

    // A new key is published long before its first token, so a copy that is some minutes old always has the key it needs.
    private const string CacheControl = "public, max-age=300";

    public static void Map(IEndpointRouteBuilder routes, ISigningKeySource keys) =>
        routes
            .MapGet(
                Address,
                async (HttpResponse response, CancellationToken cancellationToken) =>
                {
                    var published = await keys.KeysAsync(null, cancellationToken);
                    response.Headers.CacheControl = CacheControl;
                    return TypedResults.Ok(new KeySet([.. published.OfType<ECDsaSecurityKey>().Select(Key.Of)]));
                }
            )
            .AllowAnonymous()
            .WithTags("security")
            .WithName("security_published_keys")
            .WithSummary("The public keys that access tokens are signed with");

    /// <summary>RFC 7517, section 5.</summary>
    internal sealed record KeySet(IReadOnlyList<Key> Keys);

    /// <summary>An elliptic-curve public key (RFC 7518, section 6.2).</summary>
    internal sealed record Key(string Kid, string Kty, string Crv, string X, string Y, string Use, string Alg)
    {
        public static Key Of(ECDsaSecurityKey key)
        {
            var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
            return new Key(
                key.KeyId,
                JsonWebAlgorithmsKeyTypes.EllipticCurve,
                JsonWebKeyECTypes.P256,
                Base64UrlEncoder.Encode(point.X),
                Base64UrlEncoder.Encode(point.Y),
                JsonWebKeyUseNames.Sig,
                AccessTokens.Algorithm
            );
        }
    }
}
