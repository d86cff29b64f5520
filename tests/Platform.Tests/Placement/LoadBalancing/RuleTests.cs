using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

/// <summary>What each policy is there for, as the reference has it.</summary>
public sealed class RuleTests
{
    [Fact]
    public void Round_robin_goes_on_from_the_second_and_does_not_look_at_failures()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.RoundRobin);
        fleet.Fail("b", 5);
        Assert.Equal("bcabca", fleet.Choices(6));
    }

    [Fact]
    public async Task Round_robin_gives_every_instance_the_same_number_however_many_threads_ask()
    {
        var fleet = Fleet.Of(4, LoadBalancingPolicy.RoundRobin);
        var chosen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => fleet.Choices(1_000))));
        Assert.All("abcd", id => Assert.Equal(2_000, chosen.Sum(ids => ids.Count(each => each == id))));
    }

    [Fact]
    public void Random_gives_every_instance_the_same_chance()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.Random);
        fleet.Load("a", 100);
        var counts = fleet.Counts(3_000);
        Assert.All(["a", "b", "c"], id => Assert.InRange(counts[id], 850, 1_150));
    }

    [Fact]
    public void Best_available_takes_the_one_with_the_fewest_requests_in_flight()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.BestAvailable);
        fleet.Load("a", 3);
        fleet.Load("b", 1);
        fleet.Load("c", 2);
        Assert.Equal("bbb", fleet.Choices(3));
        fleet.Load("b", 2);
        Assert.Equal("ccc", fleet.Choices(3));
    }

    [Fact]
    public void Best_available_lets_equals_take_turns()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.BestAvailable);
        fleet.Load("b");
        Assert.Equal("caca", fleet.Choices(4));
    }

    [Fact]
    public void Best_available_skips_a_tripped_instance_until_its_blackout_ends()
    {
        var fleet = Fleet.Of(2, LoadBalancingPolicy.BestAvailable);
        fleet.Load("b", 7);
        fleet.Fail("a", 3);
        Assert.Equal("bb", fleet.Choices(2));
        fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("aa", fleet.Choices(2));
    }

    [Fact]
    public void Best_available_falls_back_to_turns_when_all_are_tripped()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.BestAvailable);
        fleet.Load("a", 9);
        Assert.All(fleet.Instances, instance => fleet.Fail(instance.Id, 3));
        Assert.Equal("bcabca", fleet.Choices(6));
    }

    [Fact]
    public void Weights_take_turns_until_they_are_worked_out_after_thirty_seconds()
    {
        var fleet = Fleet.Of(2, LoadBalancingPolicy.WeightedResponseTime);
        Assert.Equal("ba", fleet.Choices(2));
        fleet.Answer("a", TimeSpan.FromMilliseconds(10));
        fleet.Answer("b", TimeSpan.FromMilliseconds(90));
        fleet.Clock.Advance(TimeSpan.FromMilliseconds(29_899));
        Assert.Equal("baba", fleet.Choices(4));
        fleet.Clock.Advance(TimeSpan.FromMilliseconds(1));
        // 100 ms in all: 90 parts of a hundred for a, 10 for b.
        var counts = fleet.Counts(10_000);
        Assert.InRange(counts["a"], 8_850, 9_150);
    }

    [Fact]
    public void Weights_stay_until_they_are_due_again()
    {
        var fleet = Fleet.Of(2, LoadBalancingPolicy.WeightedResponseTime);
        fleet.Answer("a", TimeSpan.FromMilliseconds(1));
        fleet.Answer("b", TimeSpan.FromMilliseconds(99));
        Assert.InRange(fleet.Counts(1_000)["a"], 970, 1_000);
        fleet.Answer("a", TimeSpan.FromMilliseconds(1_979));
        Assert.InRange(fleet.Counts(1_000)["a"], 970, 1_000);
        fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        // 990 ms for a, 99 ms for b.
        Assert.InRange(fleet.Counts(1_000)["a"], 60, 120);
    }

    [Fact]
    public void Weights_take_turns_while_an_instance_has_none_and_count_for_those_that_are_left_of_a_list()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.WeightedResponseTime);
        var all = fleet.Instances;
        fleet.Answer("a", TimeSpan.FromMilliseconds(10));
        fleet.Answer("b", TimeSpan.FromMilliseconds(80));
        fleet.Answer("c", TimeSpan.FromMilliseconds(10));
        fleet.Choices(1);
        // 90 for a, 20 for b.
        Assert.InRange(Enumerable.Range(0, 1_100).Count(_ => fleet.Choose("c") == "a"), 850, 950);
        fleet.Instances = [.. all, Fleet.Instance("d")];
        Assert.Equal("bcdabcda", fleet.Choices(8));
        fleet.Clock.Advance(TimeSpan.FromSeconds(30));
        // One that nobody has called yet is taken for the fastest.
        Assert.InRange(fleet.Counts(3_000)["d"], 900, 1_100);
    }

    [Fact]
    public void Weights_that_fall_due_at_a_second_try_count_the_instance_tried_first_as_well()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.WeightedResponseTime);
        fleet.Answer("a", TimeSpan.FromMilliseconds(10));
        fleet.Answer("b", TimeSpan.FromMilliseconds(80));
        fleet.Answer("c", TimeSpan.FromMilliseconds(10));
        // The first choice of all leaves one out.
        Assert.NotEqual("b", fleet.Choose("b"));
        // Of 200 parts 90 for a, 20 for b, 90 for c; turns would be the same for all.
        Assert.InRange(fleet.Counts(2_000)["b"], 150, 250);
    }

    [Fact]
    public void Availability_filtering_takes_turns_and_skips_tripped_instances_until_their_blackout_ends()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.AvailabilityFiltering);
        fleet.Fail("c", 3);
        Assert.Equal("baba", fleet.Choices(4));
        fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("bcabca", fleet.Choices(6));
    }

    [Fact]
    public void Availability_filtering_skips_instances_at_their_limit_of_requests_in_flight()
    {
        var fleet = new Fleet(new LoadBalancingOptions { InFlightLimit = 2 }, null, null);
        fleet.Load("a", 1);
        Assert.Equal("baba", fleet.Choices(4));
        fleet.Load("a", 1);
        Assert.Equal("bbbb", fleet.Choices(4));
    }

    [Fact]
    public void Availability_filtering_can_be_told_not_to_skip_tripped_instances()
    {
        var fleet = new Fleet(new LoadBalancingOptions { SkipTripped = false }, null, null);
        fleet.Fail("a", 3);
        Assert.Equal("baba", fleet.Choices(4));
    }

    [Fact]
    public void Availability_filtering_looks_at_all_when_eleven_in_turn_are_not_available()
    {
        var fleet = Fleet.Of(14, LoadBalancingPolicy.AvailabilityFiltering);
        Assert.All("bcdefghijklmn", id => fleet.Fail(id.ToString(), 3));
        Assert.Equal("aaaa", fleet.Choices(4));
    }

    [Fact]
    public void Availability_filtering_falls_back_to_turns_over_all_when_none_is_available()
    {
        var fleet = Fleet.Of(3, LoadBalancingPolicy.AvailabilityFiltering);
        Assert.All(fleet.Instances, instance => fleet.Fail(instance.Id, 3));
        Assert.Equal("abcabc", fleet.Choices(6));
    }
}
