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

/// <summary>The ledger's transactions with both sides of each, for staff: all of them, those for a reference, or one.</summary>
internal sealed class ReadTransactions : IEndpoint
{
    private static readonly Sorting<Transaction> Sorting = new Sorting<Transaction>(transaction => transaction.Id)
        .By("recordedAt", transaction => transaction.RecordedAt)
        .Usually("-recordedAt");

    public static void Map(RouteGroupBuilder routes)
    {
        routes
            .MapGet("/transactions", AllAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("payments_list_transactions")
            .WithSummary("List the ledger's transactions");
        routes
            .MapGet("/transactions/{id:guid}", OneAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("payments_read_transaction")
            .WithSummary("Read a transaction");
    }

    private static async Task<Ok<PageOf<Row>>> AllAsync(
        Guid? reference,
        Guid? userId,
        TransactionKind? kind,
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(null, reference, userId, kind, paging), cancellationToken));

    private static async Task<Ok<Row>> OneAsync(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(new Request(id, null, null, null, new PageQuery()), cancellationToken);
        return found.Items.Count == 1
            ? TypedResults.Ok(found.Items[0])
            : throw ProblemException.NotFound("payments.transaction_not_found", "There is no such transaction.");
    }

    internal sealed record Request(Guid? Id, Guid? Reference, Guid? UserId, TransactionKind? Kind, PageQuery Paging)
        : IReadRequest<PageOf<Row>>;

    /// <param name="Id">The transaction.</param>
    /// <param name="Kind">What moved the money.</param>
    /// <param name="Reference">What a charge or refund was for, for example an order's id.</param>
    /// <param name="Purpose">What the statement says.</param>
    /// <param name="RecordedBy">The person who did it; null when a module did.</param>
    /// <param name="RecordedAt">When.</param>
    /// <param name="Entries">Its sides, which sum to zero.</param>
    internal sealed record Row(
        Guid Id,
        TransactionKind Kind,
        Guid? Reference,
        string Purpose,
        Guid? RecordedBy,
        DateTime RecordedAt,
        IReadOnlyList<Side> Entries
    );

    /// <param name="AccountId">The account.</param>
    /// <param name="UserId">Whose account; null for one of the ledger's own.</param>
    /// <param name="SystemAccount">Which of the ledger's own accounts; null for a user's.</param>
    /// <param name="Amount">Above zero for what came to the account, below zero for what left it.</param>
    internal sealed record Side(Guid AccountId, Guid? UserId, SystemAccountName? SystemAccount, Money Amount);

    internal sealed class Handler(PaymentsDbContext db) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken)
        {
            var transactions = db.Transactions.AsNoTracking();
            if (request.Id is { } id)
            {
                transactions = transactions.Where(transaction => transaction.Id == id);
            }

            if (request.Reference is { } reference)
            {
                transactions = transactions.Where(transaction => transaction.Reference == reference);
            }

            if (request.UserId is { } userId)
            {
                // From the user to the transactions, and not the other way: SQLite would look through all transactions, or all of the kind.
                var own = request.Kind is { } kind
                    ? db.Entries.Where(entry => entry.Kind == kind && entry.UserId == userId)
                    : db.Entries.Where(entry => ((UserAccount)entry.Account).UserId == userId);
                transactions = transactions.Where(transaction => own.Select(entry => entry.TransactionId).Contains(transaction.Id));
            }
            else if (request.Kind is { } kind)
            {
                transactions = transactions.Where(transaction => transaction.Kind == kind);
            }

            return transactions.ToPageAsync(
                request.Paging,
                Sorting,
                transaction => new Row(
                    transaction.Id,
                    transaction.Kind,
                    transaction.Reference,
                    transaction.Purpose,
                    transaction.RecordedBy,
                    transaction.RecordedAt,
                    transaction
                        .Entries.OrderBy(entry => entry.Amount.Minor)
                        .Select(entry => new Side(
                            entry.AccountId,
                            (entry.Account as UserAccount)!.UserId,
                            (entry.Account as SystemAccount)!.Name,
                            entry.Amount
                        ))
                        .ToList()
                ),
                cancellationToken
            );
        }
    }
}
