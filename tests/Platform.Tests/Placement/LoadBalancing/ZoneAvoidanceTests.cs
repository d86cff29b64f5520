using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

public sealed class ZoneAvoidanceTests
{
    private static readonly LoadBalancingOptions Options = new() { Policy = LoadBalancingPolicy.ZoneAvoidance };

    [Fact]
    public void All_zones_are_used_while_the_load_is_below_a_fifth_of_a_request_for_each_instance()
    {
        // a to f in the north, g and h in the south.
        var fleet = new Fleet(Options, [.. Enumerable.Repeat("north", 6), "south", "south"]);
        fleet.Load("a");
        Assert.Equal("abcdefgh", fleet.Choices(8));
        fleet.Load("b");
        Assert.Equal("ghgh", fleet.Choices(4));
    }

    [Fact]
    public void The_busiest_zone_is_left_out()
    {
        var fleet = new Fleet(Options, "north", "south", "west");
        fleet.Load("b", 2);
        fleet.Load("c", 1);
        Assert.Equal("acacac", fleet.Choices(6));
        fleet.Load("c", 2);
        Assert.Equal("ababab", fleet.Choices(6));
    }

    [Fact]
    public void Of_equally_busy_zones_the_larger_one_is_left_out_more_often()
    {
        var fleet = new Fleet(Options, "north", "north", "north", "south");
        Assert.All(fleet.Instances, instance => fleet.Load(instance.Id));
        // North, with three instances of four, is left out in three choices of four; then d is the only one left.
        Assert.InRange(fleet.Counts(4_000)["d"], 2_850, 3_150);
    }

    [Fact]
    public void The_load_of_a_zone_is_that_of_its_instances_which_are_not_tripped()
    {
        var fleet = new Fleet(Options, "north", "north", "south", "south");
        fleet.Load("a", 8);
        fleet.Load("c", 2);
        Assert.Equal("cdcd", fleet.Choices(4));
        fleet.Fail("a", 3);
        // Without a, the north has nothing in flight.
        Assert.Equal("bbbb", fleet.Choices(4));
    }

    [Fact]
    public void A_zone_in_which_all_are_tripped_is_left_out_and_the_busiest_of_the_others_too()
    {
        var fleet = new Fleet(Options, "north", "south", "west");
        fleet.Fail("a", 3);
        fleet.Load("b");
        Assert.Equal("cccc", fleet.Choices(4));
        fleet.Load("c", 2);
        Assert.Equal("bbbb", fleet.Choices(4));
        fleet.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("ab", string.Concat(fleet.Choices(4).Distinct().Order()));
    }

    [Fact]
    public void Beside_a_zone_in_which_all_are_tripped_the_busiest_is_left_out_however_little_its_load()
    {
        // a in the north, b to g in the south, h and i in the west.
        var fleet = new Fleet(Options, ["north", .. Enumerable.Repeat("south", 6), "west", "west"]);
        fleet.Load("b");
        Assert.Contains("b", fleet.Choices(9), StringComparison.Ordinal);
        fleet.Fail("a", 3);
        Assert.Equal("hi", string.Concat(fleet.Choices(8).Distinct().Order()));
    }

    [Fact]
    public void Where_leaving_out_zones_leaves_nothing_any_available_instance_is_chosen()
    {
        var fleet = new Fleet(Options, "north", "south", "south");
        fleet.Fail("a", 3);
        Assert.Equal("bcbc", fleet.Choices(4));
        fleet.Fail("b", 3);
        Assert.Equal("cccc", fleet.Choices(4));
    }

    [Fact]
    public void Where_nothing_is_available_all_take_turns()
    {
        var fleet = new Fleet(Options, "north", "south", null);
        Assert.All(fleet.Instances, instance => fleet.Fail(instance.Id, 3));
        Assert.Equal("abcabc", fleet.Choices(6));
    }

    [Fact]
    public void Instances_without_a_zone_are_never_left_out_and_one_zone_is_no_choice_of_zones()
    {
        var fleet = new Fleet(Options, "north", "North", null);
        Assert.All(fleet.Instances, instance => fleet.Load(instance.Id, 5));
        Assert.Equal("abcabc", fleet.Choices(6));
    }
}
