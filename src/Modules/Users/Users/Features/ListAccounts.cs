using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Persistence;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>Administrators list and search accounts, and find those whose addresses or ids they know.</summary>
internal sealed class ListAccounts : IEndpoint
{
    private const int MaxSearch = 100;
    private const int MaxIds = Paging.MaxPageSize;

    private static readonly Sorting<Account> Sorting = new Sorting<Account>(account => account.Id)
        .By("email", account => account.Email)
        .By("displayName", account => account.DisplayName)
        .By("createdAt", account => account.CreatedAt);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "",
                async (
                    string? search,
                    string? email,
                    Guid[]? id,
                    [AsParameters] PageQuery paging,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) => TypedResults.Ok(await mediator.Send(new Query(search, email, id ?? [], paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Admin)
            .WithName("users_list_accounts")
            .WithSummary("Lists and searches accounts")
            .WithDescription(
                "Search is for words that must all be found in name or e-mail address; email is one whole address. With id, as often as "
                    + $"needed and at most {MaxIds} times, only these accounts are listed."
            );

    /// <param name="Search">Words that must all be found in name or e-mail address, without regard to case.</param>
    /// <param name="Email">The whole address, without regard to case.</param>
    /// <param name="Ids">Only these; all where there are none.</param>
    /// <param name="Paging">Which page, in which order.</param>
    internal sealed record Query(string? Search, string? Email, IReadOnlyList<Guid> Ids, PageQuery Paging)
        : IReadRequest<PageOf<AccountResponse>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Search).PlainTextOrBlank(MaxSearch);
            RuleFor(query => query.Email).EmailAddressOfAccount();
            RuleFor(query => query.Ids)
                .Must(ids => ids.Count <= MaxIds)
                .Says("validation.too_many_values", $"'id' is given at most {MaxIds} times.", ("max", MaxIds))
                .OverridePropertyName("id");
        }
    }

    internal sealed class Handler(UsersDbContext db, TimeProvider clock) : IRequestHandler<Query, PageOf<AccountResponse>>
    {
        public Task<PageOf<AccountResponse>> Handle(Query query, CancellationToken cancellationToken)
        {
            var accounts = db.Accounts.AsNoTracking().WithWords(query.Search, account => account.SearchText);
            if (query.Email is not null)
            {
                var email = EmailAddress.Normalise(query.Email);
                accounts = accounts.Where(account => account.Email == email);
            }

            if (query.Ids is { Count: > 0 } ids)
            {
                accounts = accounts.Where(account => ids.Contains(account.Id));
            }

            return accounts.ToPageAsync(query.Paging, Sorting, AccountResponse.Row(clock), cancellationToken);
        }
    }
}
