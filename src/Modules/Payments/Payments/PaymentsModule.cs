using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Payments;

/// <summary>Stored-value accounts of users, kept as a double-entry ledger: deposits by staff, charges and refunds by message.</summary>
public sealed class PaymentsModule : Module
{
    /// <inheritdoc />
    public override string Name => "payments";

    /// <inheritdoc />
    public override void Configure(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.UseDatabase<PaymentsDbContext>().Publish("rpt_ledger_entries");
        module.Services.AddScoped<Ledger>();
    }
}
