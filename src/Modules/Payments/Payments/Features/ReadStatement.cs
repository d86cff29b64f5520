using FluentValidation;
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

/// <summary>
/// What happened on an account, newest first, with what it held after each entry. Users read their own, staff everybody's. The currency
/// may be left out by those who have one account.
/// </summary>
internal sealed class ReadStatement : IEndpoint
{
    private static readonly Sorting<Entry> Sorting = new Sorting<Entry>(entry => entry.Id)
        .By("number", entry => entry.Number)
        .By("amount", entry => entry.Amount.Minor)
        .Usually("-number");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/accounts/me/statement", MineAsync).WithName("payments_read_own_statement").WithSummary("Read one's own statement");
        routes
            .MapGet("/accounts/{userId:guid}/statement", OfUserAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("payments_read_statement")
            .WithSummary("Read a user's statement");
    }

    private static async Task<Ok<PageOf<Row>>> MineAsync(
        string? currency,
        [AsParameters] PageQuery paging,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(caller.Id, currency, paging, MustExist: false), cancellationToken));

    private static async Task<Ok<PageOf<Row>>> OfUserAsync(
        Guid userId,
        string? currency,
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(userId, currency, paging, MustExist: true), cancellationToken));

    internal sealed record Request(Guid UserId, string? Currency, PageQuery Paging, bool MustExist) : IReadRequest<PageOf<Row>>;

    /// <param name="Number">The entry's place on the account, from 1, without gaps.</param>
    /// <param name="TransactionId">The transaction that it belongs to.</param>
    /// <param name="Kind">What moved the money.</param>
    /// <param name="Amount">Above zero for what came in, below zero for what went out.</param>
    /// <param name="Balance">What the account held afterwards.</param>
    /// <param name="Purpose">What it was for, for people.</param>
    /// <param name="Reference">What it was for, for example an order's id.</param>
    /// <param name="RecordedAt">When.</param>
    internal sealed record Row(
        int Number,
        Guid TransactionId,
        TransactionKind Kind,
        Money Amount,
        Money Balance,
        string Purpose,
        Guid? Reference,
        DateTime RecordedAt
    );

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Currency).CurrencyCode();
    }

    internal sealed class Handler(PaymentsDbContext db) : IRequestHandler<Request, PageOf<Row>>
    {
        public async Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken)
        {
            var accounts = await db
                .UserAccounts.Where(account =>
                    account.UserId == request.UserId && (request.Currency == null || account.Currency == request.Currency)
                )
                .OrderBy(account => account.Currency)
                .Select(account => new { account.Id, account.Currency })
                .ToListAsync(cancellationToken);
            if (accounts.Count == 0 && request.MustExist)
            {
                throw ProblemException.NotFound("payments.account_not_found", "The user has no such account.");
            }

            if (accounts.Count > 1)
            {
                var currencies = string.Join(", ", accounts.Select(account => account.Currency));
                throw ProblemException.Invalid(
                    "currency",
                    "validation.currency_open",
                    $"There are accounts in {currencies}; choose one by 'currency'.",
                    ("currencies", currencies)
                );
            }

            var id = accounts.FirstOrDefault()?.Id ?? Guid.Empty;
            return await db
                .Entries.Where(entry => entry.AccountId == id)
                .ToPageAsync(
                    request.Paging,
                    Sorting,
                    entry => new Row(
                        entry.Number!.Value,
                        entry.TransactionId,
                        entry.Kind,
                        entry.Amount,
                        new Money(entry.BalanceAfterMinor!.Value, entry.Amount.Currency),
                        entry.Transaction.Purpose,
                        entry.Reference,
                        entry.RecordedAt
                    ),
                    cancellationToken
                );
        }
    }
}
