using MonolithFirst.Payments.Contracts;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Payments.Features;

/// <summary>
/// Gives back what was taken for a reference, once. For a reference not seen yet, the closed charge stays as a tombstone that refuses the
/// late <see cref="TakeCharge"/>.
/// </summary>
internal sealed class RefundChargeHandler(PaymentsDbContext db, Ledger ledger, TimeProvider clock) : IMessageHandler<RefundCharge>
{
    public async Task HandleAsync(RefundCharge message, CancellationToken cancellationToken)
    {
        var charge = await ledger.LockOrBeginChargeAsync(message.Reference, cancellationToken);
        var now = clock.GetUtcNow().UtcDateTime;
        if (charge.State == ChargeState.Taken)
        {
            var account = await ledger.LockOrOpenAccountAsync(charge.UserId!.Value, charge.Currency!, cancellationToken);
            var sales = await ledger.SystemAccountAsync(SystemAccountName.Sales, charge.Currency!, cancellationToken);
            db.Transactions.Add(charge.GiveBack(account, sales, now));
        }
        else if (charge.State != ChargeState.Refunded)
        {
            charge.Close(now);
        }

        db.Publish(charge.AnswerToRefund);
    }
}
