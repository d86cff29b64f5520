using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Messaging;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Contracts;

namespace MonolithFirst.Payments.Features;

/// <summary>Staff pay money in for a user, for example against cash. The user's account in the currency is opened at the first deposit.</summary>
internal sealed class DepositMoney : IEndpoint
{
    /// <summary>A deposit above this is a typing error: a million in most currencies.</summary>
    public const long MaxMinor = 100_000_000;

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost("/deposits", HandleAsync)
            .RequireAuthorization(Policies.Staff)
            .Idempotent()
            .WithName("payments_deposit_money")
            .WithSummary("Pay money into a user's account")
            .WithExample(new Request(Guid.Parse("019ab4c2-7d1e-7c33-9a55-0c4a8f2e6b10"), new Money(50_00, "EUR"), "Paid in at the counter"))
            .Refuses(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Created<Response>> HandleAsync(Request request, IMediator mediator, CancellationToken cancellationToken)
    {
        var deposit = await mediator.Send(request, cancellationToken);
        return TypedResults.Created($"/api/payments/transactions/{deposit.TransactionId}", deposit);
    }

    /// <param name="UserId">Whose account.</param>
    /// <param name="Amount">More than nothing.</param>
    /// <param name="Reason">What the user's statement says.</param>
    internal sealed record Request(Guid UserId, Money Amount, string Reason) : IWriteRequest<Response>;

    /// <param name="TransactionId">The transaction in the ledger.</param>
    /// <param name="UserId">Whose account.</param>
    /// <param name="Amount">What was paid in.</param>
    /// <param name="Balance">What the account holds now.</param>
    /// <param name="Reason">What the statement says.</param>
    /// <param name="RecordedAt">When.</param>
    internal sealed record Response(Guid TransactionId, Guid UserId, Money Amount, Money Balance, string Reason, DateTime RecordedAt);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.UserId).NotEmpty().SaysRequired();
            RuleFor(request => request.Amount).PositiveMoney();
            RuleFor(request => request.Amount)
                .Must(amount => amount.Minor <= MaxMinor)
                .WithMessage(request => $"'amount' is at most {new Money(MaxMinor, request.Amount.Currency)} a deposit.")
                .WithErrorCode("validation.deposit_too_large")
                .WithState(request => new Dictionary<string, object> { ["max"] = new Money(MaxMinor, request.Amount.Currency).ToString() })
                .When(request => Currency.IsKnown(request.Amount.Currency));
            RuleFor(request => request.Reason).PlainText(Transaction.MaxPurposeLength);
        }
    }

    /// <summary>Whom the money is for, as the users module knows them.</summary>
    internal sealed class Payee(IQueryBus queries) : QueryPreparation<Request, UserInfo>(queries)
    {
        protected override IQuery<UserInfo> QuestionFor(Request request) => new GetUserInfo(request.UserId);
    }

    internal sealed class Handler(PaymentsDbContext db, Ledger ledger, Payee payee, Caller caller, TimeProvider clock)
        : IRequestHandler<Request, Response>
    {
        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            if (!(await payee.Answer).Found)
            {
                throw ProblemException.Unprocessable("payments.unknown_user", "There is no user with this id.");
            }

            var (amount, currency) = (request.Amount, request.Amount.Currency);
            var account = await ledger.LockOrOpenAccountAsync(request.UserId, currency, cancellationToken);
            var cash = await ledger.SystemAccountAsync(SystemAccountName.Cash, currency, cancellationToken);
            var deposit = Transaction.Deposit(cash, account, amount, request.Reason, caller.Id, clock.GetUtcNow().UtcDateTime);
            db.Transactions.Add(deposit);
            return new Response(deposit.Id, request.UserId, amount, account.Balance, deposit.Purpose, deposit.RecordedAt);
        }
    }
}
