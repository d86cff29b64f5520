using MonolithFirst.Platform.Modules;
using MonolithFirst.Platform.Placement;
using MonolithFirst.Platform.Placement.LoadBalancing;

namespace MonolithFirst.Platform.Tests.Placement.LoadBalancing;

/// <summary>What holds for every policy.</summary>
public sealed class LoadBalancerTests
{
    public static TheoryData<string> Policies => [.. Enum.GetNames<LoadBalancingPolicy>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Only_instances_that_are_up_and_have_not_been_tried_take_a_call(string policy)
    {
        var fleet = Fleet.Of(1, Enum.Parse<LoadBalancingPolicy>(policy));
        fleet.Instances =
        [
            Fleet.Instance("a"),
            Fleet.Instance("b"),
            Fleet.Instance("draining", status: InstanceStatus.Draining),
            Fleet.Instance("starting", status: InstanceStatus.Starting),
            Fleet.Instance("down", status: InstanceStatus.Down),
        ];
        Assert.All(fleet.Counts(100).Keys, id => Assert.Contains(id, "ab"));
        Assert.Equal(["b"], Enumerable.Range(0, 20).Select(_ => fleet.Choose("a")).ToHashSet());
        Assert.Equal("draining", fleet.Choose("a", "b"));
        Assert.Equal("down", fleet.Choose("a", "b", "draining"));
        Assert.Null(fleet.Choose("a", "b", "draining", "down"));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Where_no_instance_is_there_none_is_chosen(string policy)
    {
        var fleet = Fleet.Of(0, Enum.Parse<LoadBalancingPolicy>(policy));
        Assert.Null(fleet.Choose());
        fleet.Instances = [Fleet.Instance("a", status: InstanceStatus.Starting)];
        Assert.Null(fleet.Choose());
        fleet.Instances = [Fleet.Instance("a")];
        Assert.Equal("a", fleet.Choose());
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void When_all_instances_are_tripped_one_is_chosen_all_the_same(string policy)
    {
        var fleet = new Fleet(new LoadBalancingOptions { Policy = Enum.Parse<LoadBalancingPolicy>(policy) }, "north", "south", null);
        Assert.All(fleet.Instances, instance => fleet.Fail(instance.Id, 3));
        Assert.Equal(["a", "b", "c"], fleet.Counts(300).Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Many_threads_get_an_instance_each_time_while_the_list_the_load_and_the_time_change(string policy)
    {
        var fleet = new Fleet(
            new LoadBalancingOptions { Policy = Enum.Parse<LoadBalancingPolicy>(policy) },
            Enumerable.Range(0, 9).Select(index => index % 3 == 0 ? null : $"zone{index % 3}")
        );
        var all = fleet.Instances;
        var threads = Enumerable
            .Range(1, 8)
            .Select(thread =>
                Task.Run(() =>
                {
                    for (var index = 0; index < 1_000; index++)
                    {
                        var chosen = Assert.IsType<string>(fleet.Choose());
                        using var call = fleet.Statistics.Begin(all.Single(instance => instance.Id == chosen));
                        if (thread == 1)
                        {
                            fleet.Instances = [.. all.Take(1 + (index % all.Count))];
                            fleet.Clock.Advance(TimeSpan.FromSeconds(1));
                        }

                        if (index % thread == 0)
                        {
                            call.Failed();
                        }
                        else
                        {
                            call.Succeeded();
                        }
                    }
                })
            );
        await Task.WhenAll(threads);
        Assert.All(all, instance => Assert.Equal(0, fleet.Statistics.Of(instance).InFlight));
    }

    [Fact]
    public void Each_module_has_its_own_policy_and_its_own_turns()
    {
        var options = new LoadBalancingOptions
        {
            Policy = LoadBalancingPolicy.RoundRobin,
            Policies = new Dictionary<string, LoadBalancingPolicy> { ["payments"] = LoadBalancingPolicy.BestAvailable },
        };
        var fleet = new Fleet(options, null, null);
        var balancer = new LoadBalancer(options, fleet.Statistics, fleet.Clock);
        fleet.Load("a");
        string Turns(string module) => string.Concat(Enumerable.Range(0, 3).Select(_ => balancer.Choose(module, fleet.Instances)!.Id));
        Assert.Equal("bab", Turns("orders"));
        Assert.Equal("bab", Turns("catalog"));
        Assert.Equal("bbb", Turns("payments"));
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused()
    {
        static void Refuse(LoadBalancingOptions options, string why) =>
            Assert.Contains(why, Assert.Throws<ModuleSetupException>(() => options.Check(["orders"])).Message);

        new LoadBalancingOptions().Check(["orders"]);
        var misspelt = new Dictionary<string, LoadBalancingPolicy> { ["ordres"] = LoadBalancingPolicy.Random };
        Refuse(new LoadBalancingOptions { Policies = misspelt }, "'ordres'");
        Refuse(new LoadBalancingOptions { ConnectionFailureThreshold = 0 }, "ConnectionFailureThreshold");
        Refuse(new LoadBalancingOptions { InFlightLimit = 0 }, "InFlightLimit");
        Refuse(new LoadBalancingOptions { MaxTripTimeout = TimeSpan.FromSeconds(9) }, "MaxTripTimeout");
        Refuse(new LoadBalancingOptions { WeightInterval = TimeSpan.Zero }, "WeightInterval");
    }
}
