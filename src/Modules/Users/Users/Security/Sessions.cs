using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Security;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Security;

/// <summary>What a client signs in with from now on.</summary>
/// <param name="AccessToken">Sent with every request as <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">Exchanged once for new tokens, before or after the access token has expired.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record Tokens(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn);

/// <summary>
/// Opens, continues and ends sessions: the tokens of one sign-in on one device. The caller holds the account
/// (<see cref="UsersDbContext.AccountToChangeAsync"/>).
/// </summary>
internal sealed class Sessions(UsersDbContext db, SigningKeyRing keys, SecurityOptions security, UsersOptions options, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Begins a session.</summary>
    public Task<Tokens> OpenAsync(Account account, CancellationToken cancellationToken) =>
        IssueAsync(account, RefreshToken.First(account.Id, Now, options.RefreshTokenLifetime), cancellationToken);

    /// <summary>Goes on with a session: exchanges its refresh token.</summary>
    public Task<Tokens> ContinueAsync(Account account, RefreshToken token, string secret, CancellationToken cancellationToken) =>
        IssueAsync(account, token.Exchange(secret, Now, options.RefreshTokenLifetime), cancellationToken);

    /// <summary>The same for a refresh token that was exchanged a moment before.</summary>
    public Task<Tokens> ContinueAgainAsync(Account account, RefreshToken token, string secret, CancellationToken cancellationToken) =>
        IssueAsync(account, token.SuccessorOf(secret), cancellationToken);

    /// <summary>Ends the session that the refresh token belongs to.</summary>
    public Task EndAsync(Guid familyId, CancellationToken cancellationToken) =>
        db.RefreshTokens.Where(token => token.FamilyId == familyId).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Ends all sessions of the account.</summary>
    public Task EndAllAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.RefreshTokens.Where(token => token.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private Task<Tokens> IssueAsync(Account account, (RefreshToken Row, string Secret) refresh, CancellationToken cancellationToken)
    {
        db.RefreshTokens.Add(refresh.Row);
        return IssueAsync(account, refresh.Secret, cancellationToken);
    }

    private async Task<Tokens> IssueAsync(Account account, string refreshToken, CancellationToken cancellationToken)
    {
        var roles = await db
            .AccountRoles.Where(given => given.UserId == account.Id)
            .Select(given => given.Role.Name!)
            .OrderBy(name => name)
            .ToArrayAsync(cancellationToken);
        var accessToken = Writer.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = AccessTokens.Type,
                Issuer = security.Issuer,
                Audience = security.Audience,
                IssuedAt = Now,
                NotBefore = Now,
                Expires = Now + options.AccessTokenLifetime,
                Claims = new Dictionary<string, object>
                {
                    [AccessTokens.SubjectClaim] = account.Id.ToString(),
                    [AccessTokens.RolesClaim] = roles,
                    [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
                },
                SigningCredentials = await keys.SignerAsync(cancellationToken),
            }
        );
        return new Tokens(accessToken, refreshToken, "Bearer", (int)options.AccessTokenLifetime.TotalSeconds);
    }
}
