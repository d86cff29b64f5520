using Microsoft.Extensions.Configuration;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Inventory;

/// <summary>The settings below <c>inventory</c>.</summary>
internal sealed class InventoryOptions
{
    /// <summary>How long reserved pieces are set aside unless they are committed.</summary>
    public TimeSpan ReservationLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What an empty stock begins with.</summary>
    public SeedOptions Seed { get; init; } = new();

    public static InventoryOptions From(IConfigurationSection settings)
    {
        var options = settings.Read<InventoryOptions>();
        return options.ReservationLifetime > TimeSpan.Zero && options.ReservationLifetime <= TimeSpan.FromDays(365)
            ? options
            : throw new ModuleSetupException("inventory:ReservationLifetime is a time of more than nothing and at most 365 days.");
    }
}

/// <summary>The settings below <c>inventory:Seed</c>.</summary>
internal sealed class SeedOptions
{
    /// <summary>Whether an empty stock is given the pieces at start.</summary>
    public bool Enabled { get; init; }

    /// <summary>How many pieces of what.</summary>
    public IReadOnlyList<SeedStock> Stock { get; init; } = [];
}

/// <summary>Pieces in the settings.</summary>
internal sealed class SeedStock
{
    public string Sku { get; init; } = "";

    public int Quantity { get; init; }
}
