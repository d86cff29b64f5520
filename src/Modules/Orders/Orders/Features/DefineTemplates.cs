using MonolithFirst.Notifications.Contracts;
using MonolithFirst.Orders.Domain;
using MonolithFirst.Orders.Persistence;
using MonolithFirst.Platform.Modules;

namespace MonolithFirst.Orders.Features;

/// <summary>Makes the templates known by which customers hear about their orders. What administrators have made of them stays.</summary>
internal sealed class DefineTemplates(OrdersDbContext db) : IStartTask
{
    public const string Confirmed = "orders.confirmed";
    public const string Rejected = "orders.rejected";
    public const string Cancelled = "orders.cancelled";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Define(
            Confirmed,
            "Your order is confirmed",
            "your order {{orderId}} is confirmed. We have taken {{total}} from your account, and the goods are on their way."
        );
        Define(Rejected, "We could not fulfil your order", "we could not fulfil your order {{orderId}} over {{total}}. {{reason}}");
        Define(
            Cancelled,
            "Your order is cancelled",
            "your order {{orderId}} over {{total}} is cancelled. Whatever we had taken for it is back on your account."
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A reason as customers read it.</summary>
    public static string ForPeople(RejectionReason reason) =>
        reason switch
        {
            RejectionReason.OutOfStock => "There are not enough of the goods in stock. Nothing was taken from your account.",
            RejectionReason.InsufficientFunds => "There is not enough money on your account. Nothing was taken from it.",
            RejectionReason.ReservationExpired =>
                "The goods could not be held for you any longer. Whatever we had taken is back on your account.",
            RejectionReason.TimedOut => "It could not be completed in time. Whatever we had taken is back on your account.",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no text for this reason."),
        };

    private void Define(string key, string subject, string body) =>
        db.Send(new DefineTemplate(key, Channel.Email, subject, "Hello {{displayName}},\n\n" + body + "\n"));
}
