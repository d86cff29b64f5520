using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Security;

namespace MonolithFirst.Platform.Tests.Security;

/// <summary>What processes show one another is good for its time, and no longer because it was good before.</summary>
public sealed class ServiceCredentialsTests
{
    private static readonly string Secret = new('s', ServiceCredentials.ShortestSecret);
    private static readonly string OtherSecret = new('t', ServiceCredentials.ShortestSecret);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SecurityOptions options = new();

    [Fact]
    public async Task It_is_good_again_and_again_until_its_time_is_over()
    {
        var (caller, owner) = (With(Secret), With(Secret));
        var credential = caller.Current();
        Assert.True(await owner.IsValidAsync(credential));
        Assert.True(await owner.IsValidAsync(credential));

        clock.Advance(TimeSpan.FromMinutes(1) + options.ClockSkew + TimeSpan.FromSeconds(1));
        Assert.False(await owner.IsValidAsync(credential));
        Assert.True(await owner.IsValidAsync(caller.Current()));
        Assert.False(await owner.IsValidAsync(credential));
    }

    [Fact]
    public async Task What_was_good_is_not_while_the_clock_is_before_its_time()
    {
        var owner = With(Secret);
        var credential = With(Secret).Current();
        Assert.True(await owner.IsValidAsync(credential));

        clock.AdjustTime(clock.GetUtcNow() - TimeSpan.FromMinutes(1) - options.ClockSkew);
        Assert.False(await owner.IsValidAsync(credential));
    }

    [Fact]
    public async Task One_that_was_changed_or_signed_with_another_secret_is_none_also_after_a_good_one()
    {
        var owner = With(Secret);
        var credential = With(Secret).Current();
        Assert.True(await owner.IsValidAsync(credential));

        Assert.False(await owner.IsValidAsync(credential[..^2]));
        Assert.False(await owner.IsValidAsync(With(OtherSecret).Current()));
        Assert.False(await owner.IsValidAsync(null));
    }

    [Fact]
    public async Task The_second_secret_is_accepted_as_well()
    {
        Assert.True(await With(OtherSecret, Secret).IsValidAsync(With(Secret).Current()));
        Assert.False(await With(Secret).IsValidAsync(With(OtherSecret, Secret).Current()));
    }

    private ServiceCredentials With(params string[] secrets) => new(secrets, options, clock);
}
