namespace MonolithFirst.Catalog;

/// <summary>The settings below <c>catalog</c>.</summary>
internal sealed class CatalogOptions
{
    /// <summary>What an empty catalogue begins with.</summary>
    public SeedOptions Seed { get; init; } = new();
}

/// <summary>The settings below <c>catalog:Seed</c>.</summary>
internal sealed class SeedOptions
{
    /// <summary>Whether an empty catalogue is given the products at start.</summary>
    public bool Enabled { get; init; }

    /// <summary>The products.</summary>
    public IReadOnlyList<SeedProduct> Products { get; init; } = [];
}

/// <summary>A product in the settings.</summary>
internal sealed class SeedProduct
{
    public string Sku { get; init; } = "";

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>A decimal amount, for example <c>12.34</c>.</summary>
    public string Price { get; init; } = "";

    public string Currency { get; init; } = "";
}
