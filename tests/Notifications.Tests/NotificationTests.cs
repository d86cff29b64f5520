using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Notifications.Domain;
using MonolithFirst.Notifications.Sending;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Notifications.Tests;

public sealed class NotificationTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_claim_counts_as_an_attempt_and_puts_off_the_next()
    {
        var notification = Create(attempts: 2);

        notification.Claim(Now.AddMinutes(1));

        Assert.True(notification.IsClaimedAs(1));
        Assert.Equal(Now.AddMinutes(1), notification.DueAt);
    }

    [Fact]
    public void A_failed_attempt_is_tried_again_until_the_attempts_are_used_up()
    {
        var notification = Create(attempts: 2);

        notification.Claim(Now);
        notification.MarkAttemptFailed("Down.", Now, TimeSpan.FromSeconds(5));
        Assert.Equal(DeliveryStatus.Pending, notification.Status);
        Assert.Equal(Now.AddSeconds(5), notification.DueAt);

        notification.Claim(Now);
        notification.MarkAttemptFailed("Still down.", Now, TimeSpan.FromSeconds(5));
        Assert.Equal(DeliveryStatus.Failed, notification.Status);
        Assert.Equal("Still down.", notification.Error);
        Assert.Null(notification.DueAt);
    }

    [Fact]
    public void Only_the_latest_claim_may_record()
    {
        var notification = Create(attempts: 3);
        notification.Claim(Now);
        notification.Claim(Now);

        Assert.False(notification.IsClaimedAs(1));
        Assert.True(notification.IsClaimedAs(2));
        notification.MarkSent("a@b.test", "", "", Now);
        Assert.False(notification.IsClaimedAs(2));
    }

    [Fact]
    public void Only_what_has_failed_is_sent_again_by_staff()
    {
        var notification = Create(attempts: 1);
        Assert.Equal("notifications.not_failed", Assert.Throws<ProblemException>(() => notification.Retry(3, Now)).Code);

        notification.MarkFailed("No phone number.");
        notification.Retry(3, Now);

        Assert.Equal(DeliveryStatus.Pending, notification.Status);
        Assert.Equal(3, notification.AttemptsLeft);
    }

    [Fact]
    public void Pauses_grow_up_to_the_longest()
    {
        var options = new DeliveryOptions { FirstRetryPause = TimeSpan.FromSeconds(10), LongestRetryPause = TimeSpan.FromSeconds(60) };

        Assert.InRange(options.PauseAfter(1).TotalSeconds, 8, 12);
        Assert.InRange(options.PauseAfter(2).TotalSeconds, 16, 24);
        Assert.InRange(options.PauseAfter(50).TotalSeconds, 48, 72);
    }

    private static Notification Create(int attempts) =>
        Notification.Create(
            new NotifyUser(Guid.NewGuid(), Guid.NewGuid(), "orders.confirmed", Channel.Email, new Dictionary<string, string>()),
            "flow",
            null,
            attempts,
            Now
        );
}
