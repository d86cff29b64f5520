using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Placement.Registry;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Platform.Placement;

/// <summary>Lists the registered instances as this process last read them; none where there is no registry.</summary>
internal sealed class ListInstances : IEndpoint
{
    private static readonly Sorting<InstanceDetails> Order = new Sorting<InstanceDetails>(row => row.Id)
        .By("started", row => row.Started)
        .By("address", row => row.Address)
        .By("status", row => row.Status);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/instances", Handle)
            .WithName("platform_list_instances")
            .WithSummary("List the instances in the registry, as this process last read it");

    private static Ok<PageOf<InstanceDetails>> Handle([AsParameters] PageQuery paging, HttpContext http)
    {
        var (page, size) = Paging.Check(paging);
        var registry = http.RequestServices.GetService<RegistryList>();
        var rows = (registry?.Last ?? []).Select(InstanceDetails.Of).ToList();
        var sorted = Order.Apply(rows.AsQueryable(), paging.Sort);
        return TypedResults.Ok(new PageOf<InstanceDetails>([.. sorted.Skip((page - 1) * size).Take(size)], page, size, rows.Count));
    }
}

/// <summary>A process in the registry.</summary>
/// <param name="Id">Its own for one run of the process.</param>
/// <param name="Address">Where other processes reach it.</param>
/// <param name="Zone">What it fails together with.</param>
/// <param name="Version">What it runs.</param>
/// <param name="Modules">What it hosts.</param>
/// <param name="Status">Where it stands; only those that are up take calls.</param>
/// <param name="Started">When the process started.</param>
/// <param name="LastHeartbeat">When it last renewed its lease.</param>
/// <param name="LeaseUntil">When its registration ends unless it is renewed.</param>
internal sealed record InstanceDetails(
    string Id,
    string Address,
    string? Zone,
    string Version,
    IReadOnlyList<string> Modules,
    InstanceStatus Status,
    DateTime Started,
    DateTime LastHeartbeat,
    DateTime LeaseUntil
)
{
    public static InstanceDetails Of(InstanceRow row) =>
        new(row.Id, row.Address, row.Zone, row.Version, row.Modules.Split(','), row.Status, row.Started, row.LastHeartbeat, row.LeaseUntil);
}
