using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using MonolithFirst.Platform.Security;
using MonolithFirst.Testing;

namespace MonolithFirst.Platform.Tests.Security;

/// <summary>The public keys of a users module elsewhere, which answers as a test says, and a clock that stands until it is moved.</summary>
public sealed class RemoteSigningKeysTests : IHttpClientFactory, IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly List<string> published = ["first"];
    private readonly RemoteSigningKeys keys;
    private Func<CancellationToken, Task> before = _ => Task.CompletedTask;
    private int reads;

    public RemoteSigningKeysTests() => keys = new RemoteSigningKeys(this, clock, NullLogger<RemoteSigningKeys>.Instance);

    public void Dispose() => keys.Dispose();

    public HttpClient CreateClient(string name) => new(new Owner(this)) { Timeout = Timeout.InfiniteTimeSpan };

    [Fact]
    public async Task Keys_are_read_once_and_kept()
    {
        Assert.Equal(["first"], await KeysAsync("first"));
        Assert.Equal(["first"], await KeysAsync(null));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["first"], await KeysAsync("first"));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_key_that_is_not_known_yet_is_looked_for_but_not_more_often_than_once_a_second()
    {
        await KeysAsync("first");
        published.Add("second");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["first", "second"], await KeysAsync("second"));

        Assert.Equal(["first", "second"], await KeysAsync("forged"));
        Assert.Equal(2, reads);
        clock.Advance(TimeSpan.FromSeconds(1));
        await KeysAsync("forged");
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task A_token_is_not_refused_for_good_while_no_key_could_be_read()
    {
        before = _ => throw new HttpRequestException("Nobody is there.");
        await Assert.ThrowsAsync<SigningKeysUnavailableException>(() => KeysAsync("first"));
        await Assert.ThrowsAsync<SigningKeysUnavailableException>(() => KeysAsync("first"));
        Assert.Equal(1, reads);

        before = _ => Task.CompletedTask;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["first"], await KeysAsync("first"));
    }

    [Fact]
    public async Task While_the_module_is_away_known_keys_stay_good_and_unknown_ones_cannot_be_judged()
    {
        await KeysAsync("first");
        before = _ => throw new HttpRequestException("Nobody is there.");
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["first"], await KeysAsync("first"));
        await Eventually.TrueAsync(() => reads == 2, what: "a look for newer keys");
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<SigningKeysUnavailableException>(() => KeysAsync("second"));
        Assert.Equal(["first"], await KeysAsync("first"));
    }

    [Fact]
    public async Task A_module_that_hangs_makes_nobody_wait_for_a_key_that_is_known()
    {
        await KeysAsync("first");
        var hangs = new TaskCompletionSource();
        before = _ => hangs.Task;
        clock.Advance(TimeSpan.FromMinutes(6));

        for (var request = 0; request < 3; request++)
        {
            var asking = KeysAsync("first");
            Assert.True(asking.IsCompletedSuccessfully);
            Assert.Equal(["first"], await asking);
        }

        published[0] = "second";
        hangs.SetResult();
        await Eventually.GetAsync(
            () => KeysAsync(null),
            known => known.SequenceEqual(["second"]),
            what: "the keys that were read meanwhile"
        );
        Assert.Equal(2, reads);
    }

    private async Task<IReadOnlyList<string>> KeysAsync(string? keyId) =>
        [.. (await keys.KeysAsync(keyId, TestContext.Current.CancellationToken)).Select(key => key.KeyId).Order(StringComparer.Ordinal)];

    private string Document()
    {
        var set = published.Select(id =>
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = pair.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"kid":"{{id}}","kty":"EC","crv":"P-256","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(
                point.Y
            )}}","use":"sig"}""";
        });
        return $$"""{"keys":[{{string.Join(',', set)}}]}""";
    }

    private sealed class Owner(RemoteSigningKeysTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref test.reads);
            await test.before(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(test.Document(), Encoding.UTF8, "application/json"),
            };
        }
    }
}
