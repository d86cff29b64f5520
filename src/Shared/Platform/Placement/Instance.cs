namespace MonolithFirst.Platform.Placement;

/// <summary>Where an instance stands in its life.</summary>
internal enum InstanceStatus
{
    /// <summary>It prepares; it takes no calls yet.</summary>
    Starting,

    /// <summary>It takes calls.</summary>
    Up,

    /// <summary>It finishes what it has, and ends.</summary>
    Draining,

    /// <summary>It runs, but a module of its cannot work: its schema cannot be reached.</summary>
    Down,
}

/// <summary>A process of the product that calls can go to.</summary>
/// <param name="Id">Its own for one run of the process; where discovery knows no ids, its address.</param>
/// <param name="Address">What paths such as <c>/api/orders</c> are appended to.</param>
/// <param name="Zone">What fails together: a data centre, a rack; null where none is known.</param>
/// <param name="Version">The version that it runs; empty where none is known.</param>
/// <param name="Modules">The modules that it hosts.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Started">When the process started, in UTC.</param>
/// <param name="LastHeartbeat">When it was last heard of, by the registry's clock.</param>
internal sealed record Instance(
    string Id,
    Uri Address,
    string? Zone,
    string Version,
    IReadOnlyList<string> Modules,
    InstanceStatus Status,
    DateTime Started,
    DateTime LastHeartbeat
);
