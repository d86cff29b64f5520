using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>Administrators read one account.</summary>
internal sealed class ReadAccount : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapGet(
                "/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await mediator.Send(new Query(id), cancellationToken))
            )
            .RequireAuthorization(Policies.Admin)
            .WithName("users_read_account")
            .WithSummary("Reads an account");

    internal sealed record Query(Guid AccountId) : IReadRequest<AccountResponse>;

    internal sealed class Handler(UsersDbContext db, TimeProvider clock) : IRequestHandler<Query, AccountResponse>
    {
        public async Task<AccountResponse> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Accounts.AsNoTracking()
                .Where(account => account.Id == query.AccountId)
                .Select(AccountResponse.Row(clock))
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw AccountResponse.NotFound();
    }
}
