using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Catalog.Features;
using MonolithFirst.Catalog.Persistence;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Catalog;

/// <summary>What is sold: products, their prices and what they cost before.</summary>
public sealed class CatalogModule : Module
{
    /// <inheritdoc />
    public override string Name => "catalog";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<CatalogDbContext>().Publish("rpt_products");
        module.Services.AddSingleton(module.Configuration.Read<CatalogOptions>());
        module.OnStart<SeedProducts>();
    }
}
