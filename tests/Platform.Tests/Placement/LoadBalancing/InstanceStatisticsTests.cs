using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

public sealed class InstanceStatisticsTests
{
    private readonly Fleet fleet = Fleet.Of(2, LoadBalancingPolicy.RoundRobin);

    [Fact]
    public void The_third_failure_in_a_row_trips_an_instance()
    {
        fleet.Fail("a", 2);
        Assert.False(fleet.Seen("a").IsTripped);
        Assert.Null(fleet.Seen("a").TrippedUntil);
        fleet.Fail("a");
        Assert.True(fleet.Seen("a").IsTripped);
        Assert.Equal(fleet.Clock.GetUtcNow().AddSeconds(10), fleet.Seen("a").TrippedUntil);
        Assert.False(fleet.Seen("b").IsTripped);
    }

    [Fact]
    public void An_answer_forgives_the_failures_before_it()
    {
        fleet.Fail("a", 2);
        fleet.Answer("a");
        fleet.Fail("a", 2);
        Assert.False(fleet.Seen("a").IsTripped);
        fleet.Fail("a");
        Assert.True(fleet.Seen("a").IsTripped);
        fleet.Answer("a");
        Assert.False(fleet.Seen("a").IsTripped);
        Assert.Equal(0, fleet.Seen("a").SuccessiveFailures);
    }

    [Theory]
    [InlineData(3, 10)]
    [InlineData(4, 20)]
    [InlineData(5, 30)]
    [InlineData(6, 30)]
    [InlineData(40, 30)]
    public void Blackouts_double_up_to_their_limit(int failures, int seconds)
    {
        fleet.Fail("a", failures);
        fleet.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        Assert.True(fleet.Seen("a").IsTripped);
        fleet.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(fleet.Seen("a").IsTripped);
    }

    [Fact]
    public void A_blackout_counts_from_the_last_failure_and_one_more_failure_after_it_trips_at_once()
    {
        fleet.Fail("a", 2);
        fleet.Clock.Advance(TimeSpan.FromMinutes(20));
        fleet.Fail("a");
        Assert.True(fleet.Seen("a").IsTripped);
        fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(fleet.Seen("a").IsTripped);
        fleet.Fail("a");
        fleet.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.True(fleet.Seen("a").IsTripped);
    }

    [Fact]
    public void Calls_are_in_flight_until_they_end_and_end_once()
    {
        var call = fleet.Statistics.Begin(fleet["a"]);
        using var other = fleet.Statistics.Begin(fleet["a"]);
        Assert.Equal(2, fleet.Seen("a").InFlight);
        call.Dispose();
        call.Dispose();
        Assert.Equal(1, fleet.Seen("a").InFlight);
    }

    [Fact]
    public void Calls_in_flight_are_taken_for_lost_after_ten_minutes_without_a_change()
    {
        var late = fleet.Statistics.Begin(fleet["a"]);
        fleet.Clock.Advance(TimeSpan.FromMinutes(9));
        fleet.Load("a");
        fleet.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, fleet.Seen("a").InFlight);
        fleet.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, fleet.Seen("a").InFlight);
        late.Dispose();
        Assert.Equal(0, fleet.Seen("a").InFlight);
    }

    [Fact]
    public void The_average_is_the_mean_of_all_answers()
    {
        Assert.Equal(0, fleet.Seen("a").ResponseTimeAverage);
        fleet.Answer("a", TimeSpan.FromMilliseconds(10));
        fleet.Answer("a", TimeSpan.FromMilliseconds(20));
        fleet.Answer("a", TimeSpan.FromMilliseconds(60));
        Assert.Equal(30, fleet.Seen("a").ResponseTimeAverage, 6);
    }

    [Fact]
    public void A_quick_failure_does_not_make_an_instance_look_fast_and_a_slow_one_makes_it_look_slow()
    {
        fleet.Answer("a", TimeSpan.FromMilliseconds(10));
        fleet.Fail("a");
        Assert.Equal(10, fleet.Seen("a").ResponseTimeAverage, 6);
        using (var call = fleet.Statistics.Begin(fleet["a"]))
        {
            fleet.Clock.Advance(TimeSpan.FromMilliseconds(2_000));
            call.Failed();
        }

        Assert.Equal(1_005, fleet.Seen("a").ResponseTimeAverage, 6);
    }

    [Fact]
    public void A_call_that_its_caller_gave_up_says_nothing_about_the_instance()
    {
        fleet.Fail("a", 2);
        fleet.Statistics.Begin(fleet["a"]).Dispose();
        Assert.Equal(2, fleet.Seen("a").SuccessiveFailures);
        Assert.Equal(0, fleet.Seen("a").ResponseTimeAverage);
    }

    [Fact]
    public void Instances_that_are_gone_or_unused_are_forgotten()
    {
        fleet.Fail("a", 3);
        fleet.Fail("b", 3);
        fleet.Statistics.Keep([fleet["b"]]);
        Assert.Equal(1, fleet.Statistics.Count);
        Assert.False(fleet.Seen("a").IsTripped);
        Assert.Equal(3, fleet.Seen("b").SuccessiveFailures);

        fleet.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(3, fleet.Seen("b").SuccessiveFailures);
        fleet.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, fleet.Seen("b").SuccessiveFailures);
        Assert.Equal(1, fleet.Statistics.Count);
        fleet.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, fleet.Seen("b").SuccessiveFailures);
    }

    [Fact]
    public async Task Many_threads_lose_no_call_and_no_failure()
    {
        const int Threads = 8;
        const int Calls = 2_000;
        await Task.WhenAll(
            Enumerable
                .Range(0, Threads)
                .Select(thread =>
                    Task.Run(() =>
                    {
                        for (var index = 0; index < Calls; index++)
                        {
                            using var call = fleet.Statistics.Begin(fleet[thread % 2 == 0 ? "a" : "b"]);
                            Assert.InRange(fleet.Seen(thread % 2 == 0 ? "a" : "b").InFlight, 1, Threads / 2);
                            call.Failed();
                        }
                    })
                )
        );
        Assert.All(["a", "b"], id => Assert.Equal(0, fleet.Seen(id).InFlight));
        Assert.All(["a", "b"], id => Assert.Equal(Threads / 2 * Calls, fleet.Seen(id).SuccessiveFailures));
    }
}
