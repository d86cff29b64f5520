using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Platform.Tests.Messaging;

public sealed class RetryPausesTests
{
    private static readonly RetryPauses Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1_000_000, 300)]
    public void They_double_up_to_the_longest_with_up_to_a_fifth_more_or_less(int attempts, int seconds)
    {
        var drawn = Enumerable.Range(0, 500).Select(_ => Pauses.After(attempts).TotalSeconds / seconds).ToList();

        Assert.InRange(drawn.Min(), 0.8, 0.85);
        Assert.InRange(drawn.Max(), 1.15, 1.2);
        Assert.True(drawn.Max() * seconds <= Pauses.Most.TotalSeconds);
    }

    [Fact]
    public void The_settings_of_messages_are_theirs()
    {
        var options = new MessagingOptions { FirstRetryPause = TimeSpan.FromSeconds(10), LongestRetryPause = TimeSpan.FromSeconds(30) };

        Assert.InRange(options.PauseAfter(1).TotalSeconds, 8, 12);
        Assert.InRange(options.PauseAfter(2).TotalSeconds, 16, 24);
        Assert.InRange(options.PauseAfter(9).TotalSeconds, 24, 36);
    }
}
