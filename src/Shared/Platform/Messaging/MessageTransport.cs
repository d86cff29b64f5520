using Microsoft.Extensions.DependencyInjection;
using MonolithFirst.Platform.Messaging.Broker;
using MonolithFirst.Platform.Modules;
using Wolverine;

namespace MonolithFirst.Platform.Messaging;

/// <summary>How far a delivery got.</summary>
/// <param name="Handover">Whether somebody else has the message now.</param>
/// <param name="Error">Why not.</param>
internal readonly record struct DeliveryAttempt(Handover Handover, string? Error = null);

internal enum Handover
{
    /// <summary>The receiver, or a broker, has it: the sender may forget it.</summary>
    Done,

    /// <summary>The receiver could not take this message; others may go.</summary>
    Refused,

    /// <summary>Nothing gets there now.</summary>
    Unreachable,
}

/// <summary>Brings a delivery to wherever its destination lives at the time of delivery.</summary>
internal sealed class MessageTransport(
    ModuleCatalog modules,
    IServiceScopeFactory scopes,
    MessagingOptions options,
    BrokerBus? broker = null
)
{
    // Wolverine drops what waits in a queue for longer than the caller does, counted by the clock: one that is set meanwhile would have it
    // drop what has just come, and the caller wait for nothing. So it is told a month, and the limit is kept by the time that passes.
    private static readonly TimeSpan ByTheClock = TimeSpan.FromDays(30);

    /// <summary>The local queue of a hosted module.</summary>
    public static string QueueOf(string module) => "module-" + module;

    /// <summary>Delivers, and waits until the receiver, or the broker, has taken the message over.</summary>
    public Task<DeliveryAttempt> DeliverAsync(Delivery delivery) =>
        modules.IsHosted(delivery.Destination) ? DeliverHereAsync(delivery) : DeliverElsewhereAsync(delivery);

    private async Task<DeliveryAttempt> DeliverHereAsync(Delivery delivery)
    {
        // The handler limits itself; this limit is for a queue that does not move at all.
        var limit = options.HandlerTimeLimit * 2;
        using var givenUp = new CancellationTokenSource(limit);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
            var receipt = await bus.EndpointFor(QueueOf(delivery.Destination))
                .InvokeAsync<DeliveryReceipt>(delivery with { GivenUp = givenUp.Token }, givenUp.Token, ByTheClock);
            return receipt.Outcome == DeliveryOutcome.Failed
                ? new DeliveryAttempt(Handover.Refused, receipt.Body ?? "The receiver gave no reason.")
                : new DeliveryAttempt(Handover.Done);
        }
        catch (TimeoutException) when (givenUp.IsCancellationRequested)
        {
            return new DeliveryAttempt(Handover.Refused, $"No answer within {limit.TotalSeconds:0.###} s.");
        }
        catch (Exception failure)
        {
            return new DeliveryAttempt(Handover.Refused, failure.Message);
        }
    }

    private async Task<DeliveryAttempt> DeliverElsewhereAsync(Delivery delivery)
    {
        if (broker is null)
        {
            return new DeliveryAttempt(
                Handover.Unreachable,
                $"Module {delivery.Destination} is not hosted in this process, and Messaging:Broker names no broker."
            );
        }

        try
        {
            await broker.PublishAsync(delivery);
            return new DeliveryAttempt(Handover.Done);
        }
        catch (BrokerUnavailableException away)
        {
            return new DeliveryAttempt(Handover.Unreachable, away.Message);
        }
    }
}
