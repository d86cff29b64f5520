using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Persistence;

namespace MonolithFirst.Users.Features;

/// <summary>An administrator unlocks an account, whether an administrator or wrong passwords locked it.</summary>
internal sealed class UnlockAccount : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/{id:guid}/unlock",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Policies.Admin)
            .WithName("users_unlock_account")
            .WithSummary("Unlocks an account");

    internal sealed record Command(Guid AccountId) : IWriteRequest<Unit>;

    internal sealed class Handler(UsersDbContext db, Caller caller, ILogger<UnlockAccount> logger) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await db.AccountToChangeAsync(command.AccountId, cancellationToken) ?? throw AccountResponse.NotFound();
            account.Unlock();
            logger.LogInformation("{Administrator} unlocked account {AccountId}", caller.Id, account.Id);
            return Unit.Value;
        }
    }
}
