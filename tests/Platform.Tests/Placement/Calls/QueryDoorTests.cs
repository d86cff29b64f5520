using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Tests.Placement.Gateway;
using MonolithFirst.Platform.Tests.Web;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

/// <summary>A process for others alone, which checks users by their tokens; with a key of its own, which can be out of reach.</summary>
public sealed class CheckingFixture : WebFixture, ISigningKeySource
{
    private readonly ECDsaSecurityKey key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "one" };

    internal bool IsAway { get; set; }

    internal string Credential => App.Services.GetRequiredService<ServiceCredentials>().Current();

    internal QueuedQueryReceiver Receiver => App.Services.GetRequiredService<QueuedQueryReceiver>();

    protected override string Modules => "sample";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Placement:Secrets:0", GatewayFixture.Secret)];

    public ValueTask<IReadOnlyCollection<SecurityKey>> KeysAsync(string? keyId, CancellationToken cancellationToken) =>
        IsAway ? throw new SigningKeysUnavailableException() : ValueTask.FromResult<IReadOnlyCollection<SecurityKey>>([key]);

    /// <summary>A header as the test names it; null for none.</summary>
    internal string? HeaderOf(string what) =>
        what switch
        {
            "none" => null,
            "good" => "Bearer " + TokenOf(key, DateTime.UtcNow.AddMinutes(5)),
            "expired" => "Bearer " + TokenOf(key, DateTime.UtcNow.AddHours(-1)),
            "forged" => "Bearer "
                + TokenOf(
                    new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "one" },
                    DateTime.UtcNow.AddMinutes(5)
                ),
            var other => other,
        };

    protected override void Add(IServiceCollection services)
    {
        services.Configure<AuthenticationOptions>(options => options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddSingleton<ISigningKeySource>(this);
    }

    private static string TokenOf(SecurityKey key, DateTime expires) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = AccessTokens.Type,
                Issuer = "monolithfirst",
                Audience = "monolithfirst",
                NotBefore = expires.AddHours(-1),
                IssuedAt = expires.AddHours(-1),
                Expires = expires,
                Claims = new Dictionary<string, object> { ["sub"] = Guid.CreateVersion7().ToString() },
                SigningCredentials = new SigningCredentials(key, AccessTokens.Algorithm),
            }
        );
}

/// <summary>Both ways in, over HTTP and over a broker, check the user whose token comes along.</summary>
public sealed class QueryDoorTests(CheckingFixture owner) : IClassFixture<CheckingFixture>
{
    private const string Service = "sample_count_notes";

    private static Delivery Query =>
        new(
            Guid.CreateVersion7(),
            Service,
            "",
            "sample",
            new Dictionary<string, string>(),
            MessageJson.Write(new Messaging.CountNotes("x"), typeof(Messaging.CountNotes))
        );

    [Theory]
    [InlineData("none", HttpStatusCode.OK)]
    [InlineData("good", HttpStatusCode.OK)]
    [InlineData("expired", HttpStatusCode.Unauthorized)]
    [InlineData("forged", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("Basic bm9ib2R5Og==", HttpStatusCode.Unauthorized)]
    public async Task Over_HTTP_a_token_that_is_not_good_is_refused_and_does_not_make_its_bearer_nobody(string what, HttpStatusCode status)
    {
        var answer = (await AskAsync(owner.HeaderOf(what))).MustBe(status);
        if (status != HttpStatusCode.OK && what.StartsWith("Bearer", StringComparison.Ordinal))
        {
            Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("none", DeliveryOutcome.Handled)]
    [InlineData("good", DeliveryOutcome.Handled)]
    [InlineData("expired", DeliveryOutcome.Refused)]
    [InlineData("forged", DeliveryOutcome.Refused)]
    [InlineData("Bearer nonsense", DeliveryOutcome.Refused)]
    [InlineData("Basic bm9ib2R5Og==", DeliveryOutcome.Refused)]
    public async Task Over_a_broker_as_well(string what, DeliveryOutcome outcome)
    {
        var query = new QueuedQuery(Query, owner.Credential, owner.HeaderOf(what));
        Assert.Equal(outcome, (await owner.Receiver.AnswerAsync(query, TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task A_token_that_cannot_be_checked_now_is_not_refused_for_good()
    {
        var header = owner.HeaderOf("good");
        owner.IsAway = true;
        try
        {
            (await AskAsync(header)).MustBe(HttpStatusCode.ServiceUnavailable);
            var query = new QueuedQuery(Query, owner.Credential, header);
            var receipt = await owner.Receiver.AnswerAsync(query, TestContext.Current.CancellationToken);
            Assert.Equal(DeliveryOutcome.Failed, receipt.Outcome);
        }
        finally
        {
            owner.IsAway = false;
        }
    }

    [Fact]
    public async Task Over_a_broker_only_processes_of_the_system_are_answered()
    {
        var query = new QueuedQuery(Query, "forged", owner.HeaderOf("good"));
        var receipt = await owner.Receiver.AnswerAsync(query, TestContext.Current.CancellationToken);
        Assert.Equal((DeliveryOutcome.Failed, "The service credential is not accepted."), (receipt.Outcome, receipt.Body));
    }

    private Task<MonolithFirst.Testing.Answer> AskAsync(string? authorization) =>
        owner.PostAsync(
            "/internal/queries/" + Service,
            System.Text.Json.JsonSerializer.Serialize(Query, System.Text.Json.JsonSerializerOptions.Web),
            null,
            [(ServiceCredentials.Header, owner.Credential), .. authorization is null ? [] : new[] { ("Authorization", authorization) }]
        );
}
