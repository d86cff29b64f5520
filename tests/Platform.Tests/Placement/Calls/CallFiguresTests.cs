using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

public sealed class CallFiguresTests
{
    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Calls_are_counted_by_how_they_ended_until_the_window_has_passed()
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        Count(figures, CallResult.Succeeded, 1);
        Count(figures, CallResult.Failed, 2);
        clock.Advance(TimeSpan.FromSeconds(6));
        Count(figures, CallResult.TimedOut, 3);
        Count(figures, CallResult.Refused, 4);
        Count(figures, CallResult.ShortCircuited, 5);
        Assert.Equal(new CallCounts(1, 2, 3, 4, 5, 0), figures.Counts());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new CallCounts(0, 0, 3, 4, 5, null), figures.Counts());
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new CallCounts(0, 0, 0, 0, 0, null), figures.Counts());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(100, 99)]
    [InlineData(200, 198)]
    public void The_time_that_99_of_100_answers_took_at_most_is_told(int answers, double milliseconds)
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        foreach (var took in Enumerable.Range(1, answers).Reverse())
        {
            figures.Count(CallResult.Succeeded, TimeSpan.FromMilliseconds(took));
        }

        // What failed says nothing about how long an answer takes.
        figures.Count(CallResult.TimedOut, TimeSpan.FromMinutes(1));
        Assert.Equal(milliseconds, figures.Counts().P99Milliseconds);
    }

    [Theory]
    [InlineData(12_345.6)]
    [InlineData(0.1)]
    public void Times_are_told_to_a_thousandth(double milliseconds)
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        figures.Count(CallResult.Succeeded, TimeSpan.FromMilliseconds(milliseconds));
        Assert.InRange(figures.Counts().P99Milliseconds!.Value, milliseconds * 0.999, milliseconds);
    }

    [Fact]
    public void However_many_calls_there_are_the_window_does_not_get_shorter()
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        for (var second = 0; second < 10; second++)
        {
            Count(figures, CallResult.Failed, 1);
            Count(figures, CallResult.Succeeded, 2_000);
            clock.Advance(TimeSpan.FromSeconds(0.99));
        }

        Assert.Equal(new CallCounts(20_000, 10, 0, 0, 0, 0), figures.Counts());
    }

    [Fact]
    public async Task Calls_under_way_are_told()
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        var (first, second) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        var calls = new[] { first, second }.Select(end => figures.CountAsync(() => end.Task, isWell => !isWell, Stop)).ToList();
        Assert.Equal(2, figures.InFlight);
        first.SetResult(false);
        Assert.False(await calls[0]);
        Assert.Equal(1, figures.InFlight);
        second.SetException(new HttpRequestException());
        await Assert.ThrowsAsync<HttpRequestException>(() => calls[1]);
        Assert.Equal((0, new CallCounts(0, 2, 0, 0, 0, null)), (figures.InFlight, figures.Counts()));
    }

    private static void Count(CallFigures figures, CallResult result, int times)
    {
        for (var time = 0; time < times; time++)
        {
            figures.Count(result, TimeSpan.Zero);
        }
    }
}
