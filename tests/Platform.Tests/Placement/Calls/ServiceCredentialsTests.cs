using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

public sealed class ServiceCredentialsTests
{
    private const string Audience = "monolithfirst-services";
    private const string Type = "service+jwt";
    private static readonly string Old = new('o', ServiceCredentials.ShortestSecret);
    private static readonly string New = new('n', ServiceCredentials.ShortestSecret);
    private static readonly SecurityOptions Security = new();

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task A_credential_is_good_for_its_minute_among_those_that_share_the_secret()
    {
        var credential = With(Old).Current();
        Assert.True(await With(Old).IsValidAsync(credential));
        Assert.False(await With(New).IsValidAsync(credential));
        Assert.False(await With().IsValidAsync(credential));

        clock.Advance(TimeSpan.FromMinutes(1) + Security.ClockSkew);
        Assert.True(await With(Old).IsValidAsync(credential));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await With(Old).IsValidAsync(credential));
    }

    [Fact]
    public async Task A_credential_from_the_future_is_refused()
    {
        var ahead = new FakeTimeProvider(clock.GetUtcNow() + Security.ClockSkew + TimeSpan.FromSeconds(1));
        var credential = new ServiceCredentials([Old], Security, ahead).Current();
        Assert.False(await With(Old).IsValidAsync(credential));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await With(Old).IsValidAsync(credential));
    }

    [Theory]
    [InlineData(Type, Audience, "monolithfirst", true)]
    [InlineData("at+jwt", Audience, "monolithfirst", false)]
    [InlineData("JWT", Audience, "monolithfirst", false)]
    [InlineData(Type, "monolithfirst", "monolithfirst", false)]
    [InlineData(Type, Audience, "somebody", false)]
    public async Task Only_what_was_made_for_this_is_accepted(string type, string audience, string issuer, bool accepted)
    {
        var key = new SymmetricSecurityKey(SHA256.HashData(Encoding.UTF8.GetBytes(Old)));
        var credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        var token = Token(type, audience, issuer, credentials, clock.GetUtcNow().UtcDateTime.AddMinutes(1));
        Assert.Equal(accepted, await With(Old).IsValidAsync(token));
    }

    [Fact]
    public async Task A_token_without_an_end_is_refused()
    {
        var key = new SymmetricSecurityKey(SHA256.HashData(Encoding.UTF8.GetBytes(Old)));
        var credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        Assert.False(await With(Old).IsValidAsync(Token(Type, Audience, Security.Issuer, credentials, null)));
    }

    [Fact]
    public async Task A_users_access_token_is_no_credential()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var credentials = new SigningCredentials(new ECDsaSecurityKey(key), AccessTokens.Algorithm);
        var expires = clock.GetUtcNow().UtcDateTime.AddMinutes(1);
        Assert.False(await With(Old).IsValidAsync(Token(AccessTokens.Type, Security.Audience, Security.Issuer, credentials, expires)));
        Assert.False(await With(Old).IsValidAsync(Token(Type, Audience, Security.Issuer, credentials, expires)));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"service+jwt"}""")]
    [InlineData("""{"alg":"None","typ":"service+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"service+jwt"}""")]
    public async Task What_is_not_signed_is_refused(string header)
    {
        var end = clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds();
        var payload = $$"""{"iss":"monolithfirst","aud":"{{Audience}}","exp":{{end}}}""";
        var unsigned = Base64UrlEncoder.Encode(header) + "." + Base64UrlEncoder.Encode(payload) + ".";
        Assert.False(await With(Old).IsValidAsync(unsigned));
        // The signature of another token.
        Assert.False(await With(Old).IsValidAsync(unsigned + With(Old).Current().Split('.')[2]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("not a token")]
    public async Task What_is_no_token_is_refused(string? credential) => Assert.False(await With(Old).IsValidAsync(credential));

    [Fact]
    public async Task A_secret_is_changed_step_by_step_without_anybody_being_refused()
    {
        ServiceCredentials[] steps = [With(Old), With(Old, New), With(New, Old), With(New)];
        foreach (var (before, after) in steps.Zip(steps.Skip(1)))
        {
            Assert.True(await before.IsValidAsync(after.Current()));
            Assert.True(await after.IsValidAsync(before.Current()));
        }

        Assert.False(await With(New).IsValidAsync(With(Old, New).Current()));
    }

    [Fact]
    public void A_credential_names_its_maker_for_whoever_has_to_look_for_it()
    {
        Assert.Equal(
            "orders@here:7",
            ServiceCredentials.CallerOf(new ServiceCredentials([Old], Security, clock, "orders@here:7").Current())
        );
        Assert.Equal("nobody", ServiceCredentials.CallerOf("forged"));
        Assert.Equal("nobody", ServiceCredentials.CallerOf(null));
    }

    [Fact]
    public void A_credential_is_renewed_at_half_its_life()
    {
        var credentials = With(Old);
        var first = credentials.Current();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(first, credentials.Current());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, credentials.Current());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_a_new_credential()
    {
        var machine = new FakeTimeProvider(clock.GetUtcNow() + TimeSpan.FromHours(1));
        var moved = new MovedClock(machine);
        var credentials = new ServiceCredentials([Old], Security, moved);
        credentials.Current();
        moved.By = TimeSpan.FromHours(-1);
        Assert.True(await With(Old).IsValidAsync(credentials.Current()));
    }

    private ServiceCredentials With(params string[] secrets) => new(secrets, Security, clock);

    private string Token(string type, string audience, string issuer, SigningCredentials credentials, DateTime? expires) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = type,
                Issuer = issuer,
                Audience = audience,
                NotBefore = clock.GetUtcNow().UtcDateTime,
                Expires = expires,
                Claims = new Dictionary<string, object> { ["sub"] = Guid.CreateVersion7().ToString() },
                SigningCredentials = credentials,
            }
        );

    /// <summary>The library's clock of tests does not go back; an administrator's does.</summary>
    private sealed class MovedClock(TimeProvider machine) : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + By;
    }
}
