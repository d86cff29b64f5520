using MonolithFirst.Payments.Contracts;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Messaging;

namespace MonolithFirst.Payments.Features;

/// <summary>Takes money for a reference, once; asked again, it gives the same answer again.</summary>
internal sealed class TakeChargeHandler(PaymentsDbContext db, Ledger ledger, TimeProvider clock) : IMessageHandler<TakeCharge>
{
    public async Task HandleAsync(TakeCharge message, CancellationToken cancellationToken)
    {
        var charge = await ledger.LockOrBeginChargeAsync(message.Reference, cancellationToken);
        if (charge.State == ChargeState.Open)
        {
            var currency = message.Amount.Currency;
            var account = await ledger.LockAccountAsync(message.UserId, currency, cancellationToken);
            var sales = await ledger.SystemAccountAsync(SystemAccountName.Sales, currency, cancellationToken);
            if (charge.Take(account, sales, message.Amount, message.Purpose, clock.GetUtcNow().UtcDateTime) is { } transaction)
            {
                db.Transactions.Add(transaction);
            }
        }

        db.Publish(charge.AnswerToTake);
    }
}
