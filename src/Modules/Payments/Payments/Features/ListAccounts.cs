using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MonolithFirst.Abstractions;
using MonolithFirst.Payments.Domain;
using MonolithFirst.Payments.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;

namespace MonolithFirst.Payments.Features;

/// <summary>What users have stored: everybody sees their own accounts, one for each currency; staff see all.</summary>
internal sealed class ListAccounts : IEndpoint
{
    private static readonly Sorting<UserAccount> Sorting = new Sorting<UserAccount>(account => account.Id)
        .By("currency", account => account.Currency)
        .By("balance", account => account.BalanceMinor)
        .By("openedAt", account => account.OpenedAt);

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/accounts/me", MineAsync).WithName("payments_list_own_accounts").WithSummary("List one's own accounts");
        routes
            .MapGet("/accounts", AllAsync)
            .RequireAuthorization(Policies.Staff)
            .WithName("payments_list_accounts")
            .WithSummary("List the accounts of users");
    }

    private static async Task<Ok<PageOf<Row>>> MineAsync(
        [AsParameters] PageQuery paging,
        Caller caller,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(caller.Id, null, paging), cancellationToken));

    private static async Task<Ok<PageOf<Row>>> AllAsync(
        Guid? userId,
        string? currency,
        [AsParameters] PageQuery paging,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new Request(userId, currency, paging), cancellationToken));

    internal sealed record Request(Guid? UserId, string? Currency, PageQuery Paging) : IReadRequest<PageOf<Row>>;

    /// <param name="Id">The account.</param>
    /// <param name="UserId">Whose account.</param>
    /// <param name="Currency">Its currency.</param>
    /// <param name="Balance">What it holds.</param>
    /// <param name="OpenedAt">When it came into use.</param>
    internal sealed record Row(Guid Id, Guid UserId, string Currency, Money Balance, DateTime OpenedAt);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.Currency).CurrencyCode();
    }

    internal sealed class Handler(PaymentsDbContext db) : IRequestHandler<Request, PageOf<Row>>
    {
        public Task<PageOf<Row>> Handle(Request request, CancellationToken cancellationToken)
        {
            var accounts = db.UserAccounts.AsQueryable();
            if (request.UserId is { } userId)
            {
                accounts = accounts.Where(account => account.UserId == userId);
            }

            if (request.Currency is { } currency)
            {
                accounts = accounts.Where(account => account.Currency == currency);
            }

            return accounts.ToPageAsync(
                request.Paging,
                Sorting,
                account => new Row(
                    account.Id,
                    account.UserId,
                    account.Currency,
                    new Money(account.BalanceMinor, account.Currency),
                    account.OpenedAt
                ),
                cancellationToken
            );
        }
    }
}
