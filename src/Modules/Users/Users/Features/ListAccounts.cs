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

/// <summary>Administrators list and search accounts.</summary>
internal sealed class ListAccounts : IEndpoint
{
    private const int MaxSearch = 100;

    private static readonly Sorting<Account> Sorting = new Sorting<Account>(account => account.Id)
        .By("email", account => account.Email)
        .By("displayName", account => account.DisplayName)
        .By("createdAt", account => account.CreatedAt);

    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "",
                async (string? search, [AsParameters] PageQuery paging, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(search, paging), cancellationToken))
            )
            .RequireAuthorization(Policies.Admin)
            .WithName("users_list_accounts")
            .WithSummary("Lists and searches accounts");

    /// <param name="Search">Words that must all be found in name or e-mail address, without regard to case.</param>
    /// <param name="Paging">Which page, in which order.</param>
    internal sealed record Query(string? Search, PageQuery Paging) : IReadRequest<PageOf<AccountResponse>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Search).PlainTextOrBlank(MaxSearch);
    }

    internal sealed class Handler(UsersDbContext db, TimeProvider clock) : IRequestHandler<Query, PageOf<AccountResponse>>
    {
        public Task<PageOf<AccountResponse>> Handle(Query query, CancellationToken cancellationToken) =>
            db
                .Accounts.AsNoTracking()
                .WithWords(query.Search, account => account.SearchText)
                .ToPageAsync(query.Paging, Sorting, AccountResponse.Row(clock), cancellationToken);
    }
}
