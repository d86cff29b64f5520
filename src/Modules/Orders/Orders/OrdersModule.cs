using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Orders.Features;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Orders;

/// <summary>Orders, and their fulfilment across inventory, payments and notifications.</summary>
public sealed class OrdersModule : Module
{
    /// <inheritdoc />
    public override string Name => "orders";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<OrdersDbContext>().Publish("rpt_orders", "rpt_order_lines").OnStart<DefineTemplates>();
        module.Services.AddSingleton(OrdersOptions.From(module.Configuration));
        module.Services.AddScoped<Fulfilment>();
    }
}
