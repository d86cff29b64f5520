using Microsoft.EntityFrameworkCore;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Platform.Persistence;

namespace MonolithFirst.Payments.Persistence;

/// <summary>
/// Finds the rows that money is moved on, locked until the transaction ends, and makes them at their first use. Always lock in the same
/// order, the charge and then the one user account, so that no two transactions wait for each other. System accounts are not locked.
/// </summary>
internal sealed class Ledger(PaymentsDbContext db, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The user's account, locked; null where there is none in the currency.</summary>
    public Task<UserAccount?> LockAccountAsync(Guid userId, string currency, CancellationToken cancellationToken) =>
        db
            .UserAccounts.Where(account => account.UserId == userId && account.Currency == currency)
            .OrderBy(account => account.Id)
            .ForUpdate()
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The user's account, locked; opened at its first use.</summary>
    public async Task<UserAccount> LockOrOpenAccountAsync(Guid userId, string currency, CancellationToken cancellationToken)
    {
        if (await LockAccountAsync(userId, currency, cancellationToken) is { } account)
        {
            return account;
        }

        await db.InsertOrHoldAsync(
            "INTO accounts (id, kind, user_id, currency, balance_minor, entry_count, opened_at) VALUES ({0}, 'User', {1}, {2}, 0, 0, {3})",
            [Guid.CreateVersion7().ToString(), userId.ToString(), currency, Now],
            cancellationToken
        );
        return (await LockAccountAsync(userId, currency, cancellationToken))!;
    }

    /// <summary>The system account, opened at the first use of the currency.</summary>
    public async Task<SystemAccount> SystemAccountAsync(SystemAccountName name, string currency, CancellationToken cancellationToken)
    {
        var accounts = db.SystemAccounts.Where(account => account.Name == name && account.Currency == currency);
        if (await accounts.SingleOrDefaultAsync(cancellationToken) is { } account)
        {
            return account;
        }

        await db.InsertOrHoldAsync(
            "INTO accounts (id, kind, name, currency, opened_at) VALUES ({0}, 'System', {1}, {2}, {3})",
            [Guid.CreateVersion7().ToString(), name.ToString(), currency, Now],
            cancellationToken
        );
        return await accounts.SingleAsync(cancellationToken);
    }

    /// <summary>The reference's charge, locked; an open one where the reference has not been seen.</summary>
    public async Task<Charge> LockOrBeginChargeAsync(Guid reference, CancellationToken cancellationToken)
    {
        var charges = db.Charges.Where(charge => charge.Reference == reference).ForUpdate();
        if (await charges.SingleOrDefaultAsync(cancellationToken) is { } charge)
        {
            return charge;
        }

        await db.InsertOrHoldAsync(
            "INTO charges (reference, state, changed_at) VALUES ({0}, 'Open', {1})",
            [reference.ToString(), Now],
            cancellationToken
        );
        return await charges.SingleAsync(cancellationToken);
    }
}
