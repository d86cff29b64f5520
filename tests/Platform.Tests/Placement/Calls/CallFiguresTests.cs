using Microsoft.Extensions.Time.Testing;
using MonolithFirst.Platform.Placement.Calls;

namespace MonolithFirst.Platform.Tests.Placement.Calls;

public sealed class CallFiguresTests
{
    private readonly FakeTimeProvider clock = new();

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
            figures.Begin();
            figures.End(CallResult.Succeeded, TimeSpan.FromMilliseconds(took));
        }

        // What failed says nothing about how long an answer takes.
        figures.Begin();
        figures.End(CallResult.TimedOut, TimeSpan.FromMinutes(1));
        Assert.Equal(milliseconds, figures.Counts().P99Milliseconds);
    }

    [Fact]
    public void Calls_under_way_are_told()
    {
        var figures = new CallFigures(clock, TimeSpan.FromSeconds(10));
        figures.Begin();
        figures.Begin();
        Assert.Equal(2, figures.InFlight);
        figures.End(CallResult.Failed, TimeSpan.Zero);
        Assert.Equal(1, figures.InFlight);
    }

    private static void Count(CallFigures figures, CallResult result, int times)
    {
        for (var time = 0; time < times; time++)
        {
            figures.Begin();
            figures.End(result, TimeSpan.Zero);
        }
    }
}
