using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;

namespace MonolithFirst.Users.Tests;

public sealed class DomainTests
{
    private static readonly DateTime Now = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData("  Ada.Lovelace+x@Example.COM ", "ada.lovelace+x@example.com")]
    [InlineData("admin@localhost", "admin@localhost")]
    [InlineData("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("ada", null)]
    [InlineData("@example.com", null)]
    [InlineData("ada@", null)]
    [InlineData("ada@-example.com", null)]
    [InlineData("ada@example..com", null)]
    [InlineData(".ada@example.com", null)]
    [InlineData("a da@example.com", null)]
    [InlineData("ada@example.com\n", "ada@example.com")]
    [InlineData("ada@exa\nmple.com", null)]
    [InlineData("\u212Aarl@example.com", null)] // The Kelvin sign becomes a plain k in lower case.
    public void An_address_has_one_form(string? text, string? normalised) => Assert.Equal(normalised, EmailAddress.Normalise(text));

    [Fact]
    public void An_address_has_at_most_254_characters_and_64_before_the_at()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 61), 3));
        Assert.NotNull(EmailAddress.Normalise(new string('a', 64) + "@" + domain));
        Assert.Null(EmailAddress.Normalise(new string('a', 65) + "@example.com"));
        Assert.Null(EmailAddress.Normalise(new string('a', 64) + "@" + domain + ".toolong"));
    }

    [Fact]
    public void A_refresh_token_is_exchanged_for_one_of_the_same_family()
    {
        var (first, secret) = RefreshToken.First(Guid.NewGuid(), Now, Lifetime);
        Assert.Equal(RefreshTokenState.Good, first.StateAt(Now, Now, Grace));

        var (second, other) = first.Exchange(secret, Now, Lifetime);

        Assert.Equal((first.FamilyId, first.AccountId), (second.FamilyId, second.AccountId));
        Assert.NotEqual(secret, other);
        Assert.Equal(RefreshToken.HashOf(secret), first.Hash);
        Assert.DoesNotContain(secret, first.Hash);
        Assert.Equal(other, first.SuccessorOf(secret));
        Assert.NotEqual(other, first.SuccessorOf("another"));
    }

    [Fact]
    public void Presenting_a_used_token_is_reuse_once_the_grace_is_over()
    {
        var (token, secret) = RefreshToken.First(Guid.NewGuid(), Now, Lifetime);
        token.Exchange(secret, Now, Lifetime);

        Assert.Equal(RefreshTokenState.JustUsed, token.StateAt(Now.AddMinutes(1), askedAt: Now, Grace));
        Assert.Equal(RefreshTokenState.JustUsed, token.StateAt(Now + Grace, askedAt: Now + Grace, Grace));
        Assert.Equal(RefreshTokenState.Reused, token.StateAt(Now.AddSeconds(31), askedAt: Now.AddSeconds(31), Grace));
        Assert.Equal(RefreshTokenState.Reused, token.StateAt(Now.AddYears(1), askedAt: Now.AddYears(1), Grace));
    }

    [Fact]
    public void A_refresh_token_expires()
    {
        var (token, _) = RefreshToken.First(Guid.NewGuid(), Now, Lifetime);

        Assert.Equal(RefreshTokenState.Good, token.StateAt(Now + Lifetime - TimeSpan.FromSeconds(1), Now, Grace));
        Assert.Equal(RefreshTokenState.Expired, token.StateAt(Now + Lifetime, Now, Grace));
    }

    [Fact]
    public void A_profile_is_changed_on_the_version_that_was_read_alone()
    {
        var account = Account.Open("ada@example.com", "Ada", null, "hash", Now);

        account.ChangeProfile("Ada L.", "+4930123456", expectedVersion: 1);

        Assert.Throws<ProblemException>(() => account.ChangeProfile("Stale", null, expectedVersion: 1));
        Assert.Equal(("Ada L.", "+4930123456", 2), (account.DisplayName, account.PhoneNumber, account.ProfileVersion));
        Assert.Equal("ada l. ada@example.com", account.SearchText);
    }

    [Fact]
    public void Unlocking_undoes_every_kind_of_lock()
    {
        var account = Account.Open("ada@example.com", "Ada", null, "hash", Now);
        Assert.False(account.IsLocked(Now));

        account.LockoutEnd = Now.AddMinutes(15);
        Assert.True(account.IsLocked(Now));
        Assert.False(account.IsLocked(Now.AddMinutes(15)));
        account.Lock(Now);
        Assert.True(account.IsLocked(Now.AddYears(1)));

        account.Unlock();
        Assert.False(account.IsLocked(Now));
    }

    [Fact]
    public void The_first_key_signs_even_where_the_clock_is_behind()
    {
        var key = SigningKey.Make(1, "", isEncrypted: false, Now, Now);

        Assert.Same(key, KeySchedule.Signing([key], Now.AddSeconds(-5)));
    }
}
