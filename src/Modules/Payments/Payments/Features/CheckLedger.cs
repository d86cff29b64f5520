using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Features;

/// <summary>Recomputes the ledger from its entries, so that staff can see that no money has appeared or gone.</summary>
internal sealed class CheckLedger : IEndpoint
{
    private const int Shown = 20;

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet("/ledger/check", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("payments_check_ledger")
            .WithSummary("Check that every transaction balances and every account holds the sum of its entries");

    private static async Task<Ok<Response>> HandleAsync(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new Request(), cancellationToken));

    internal sealed record Request : IReadRequest<Response>;

    /// <param name="Balanced">Whether nothing is wrong.</param>
    /// <param name="Accounts">How many accounts of users there are.</param>
    /// <param name="Transactions">How many transactions there are.</param>
    /// <param name="Entries">How many entries there are.</param>
    /// <param name="UnbalancedTransactions">The first transactions whose entries do not sum to zero in one currency.</param>
    /// <param name="ContradictedTransactions">The first transactions of which an entry does not say the same kind, reference and time.</param>
    /// <param name="WrongAccounts">The first accounts that do not hold the sum of their entries, or hold less than nothing.</param>
    /// <param name="SystemAccounts">What the ledger's own accounts hold.</param>
    internal sealed record Response(
        bool Balanced,
        int Accounts,
        int Transactions,
        int Entries,
        IReadOnlyList<Guid> UnbalancedTransactions,
        IReadOnlyList<Guid> ContradictedTransactions,
        IReadOnlyList<Guid> WrongAccounts,
        IReadOnlyList<SystemBalance> SystemAccounts
    );

    /// <param name="Name">Which of the ledger's own accounts.</param>
    /// <param name="Balance">The sum of its entries; cash is below zero by what users have paid in.</param>
    internal sealed record SystemBalance(SystemAccountName Name, Money Balance);

    /// <summary>Each finding is one statement, which sees the database at one moment: what is booked meanwhile raises no false alarm.</summary>
    internal sealed class Handler(PaymentsDbContext db) : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var unbalanced = await db
                .Entries.GroupBy(entry => entry.TransactionId)
                .Where(entries =>
                    entries.Sum(entry => entry.Amount.Minor) != 0
                    || entries.Min(entry => entry.Amount.Currency) != entries.Max(entry => entry.Amount.Currency)
                )
                .Select(entries => entries.Key)
                .OrderBy(id => id)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            var contradicted = await db
                .Entries.Where(entry =>
                    entry.Kind != entry.Transaction.Kind
                    || entry.Reference != entry.Transaction.Reference
                    || entry.RecordedAt != entry.Transaction.RecordedAt
                )
                .Select(entry => entry.TransactionId)
                .Distinct()
                .OrderBy(id => id)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            var wrong = await db
                .UserAccounts.Where(account =>
                    account.BalanceMinor < 0
                    || account.BalanceMinor != db.Entries.Where(entry => entry.AccountId == account.Id).Sum(entry => entry.Amount.Minor)
                    || account.EntryCount != db.Entries.Count(entry => entry.AccountId == account.Id)
                )
                .OrderBy(account => account.Id)
                .Select(account => account.Id)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            var system = await db
                .SystemAccounts.OrderBy(account => account.Name)
                .ThenBy(account => account.Currency)
                .Select(account => new SystemBalance(
                    account.Name,
                    new Money(db.Entries.Where(entry => entry.AccountId == account.Id).Sum(entry => entry.Amount.Minor), account.Currency)
                ))
                .ToListAsync(cancellationToken);
            return new Response(
                unbalanced.Count == 0 && contradicted.Count == 0 && wrong.Count == 0,
                await db.UserAccounts.CountAsync(cancellationToken),
                await db.Transactions.CountAsync(cancellationToken),
                await db.Entries.CountAsync(cancellationToken),
                unbalanced,
                contradicted,
                wrong,
                system
            );
        }
    }
}
