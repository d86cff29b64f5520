using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Security;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Features;

/// <summary>
/// An administrator locks an account until it is unlocked, and its sessions end; never the own account, nor the last administrator.
/// Access tokens that it holds are good until they expire.
/// </summary>
internal sealed class LockAccount : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/{id:guid}/lock",
                async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Policies.Admin)
            .Refuses(StatusCodes.Status409Conflict)
            .WithName("users_lock_account")
            .WithSummary("Locks an account");

    internal sealed record Command(Guid AccountId) : IWriteRequest<Unit>;

    internal sealed class Handler(
        UsersDbContext db,
        UserManager<Account> manager,
        Sessions sessions,
        Caller caller,
        TimeProvider clock,
        ILogger<LockAccount> logger
    ) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await db.AdministratorsToChangeAsync(cancellationToken);
            var account = await db.AccountToChangeAsync(command.AccountId, cancellationToken) ?? throw AccountResponse.NotFound();
            if (account.Id == caller.Id || await manager.IsInRoleAsync(account, Platform.Web.Roles.Admin))
            {
                await db.MustKeepAnAdministratorAsync(account.Id, caller.Id, cancellationToken);
            }

            account.Lock(clock.GetUtcNow().UtcDateTime);
            await sessions.EndAllAsync(account.Id, cancellationToken);
            logger.LogInformation("{Administrator} locked account {AccountId}", caller.Id, account.Id);
            return Unit.Value;
        }
    }
}
