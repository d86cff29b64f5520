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
/// An administrator takes a role from an account; never the own administrator's role, nor that of the last administrator. Tokens that
/// the account holds keep it until they expire.
/// </summary>
internal sealed class TakeRole : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapDelete(
                "/{id:guid}/roles/{role}",
                async (Guid id, string role, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id, role), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Policies.Admin)
            .Refuses(StatusCodes.Status409Conflict)
            .WithName("users_take_role")
            .WithSummary("Takes a role away");

    internal sealed record Command(Guid AccountId, string Role) : IWriteRequest<Unit>;

    internal sealed class Handler(UsersDbContext db, UserManager<Account> manager, Caller caller, ILogger<TakeRole> logger)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            AdministratorRules.RoleMustExist(command.Role);
            await db.AdministratorsToChangeAsync(cancellationToken);
            var account = await db.AccountToChangeAsync(command.AccountId, cancellationToken) ?? throw AccountResponse.NotFound();
            if (!await manager.IsInRoleAsync(account, command.Role))
            {
                return Unit.Value;
            }

            if (command.Role == Platform.Web.Roles.Admin)
            {
                await db.MustKeepAnAdministratorAsync(account.Id, caller.Id, cancellationToken);
            }

            (await manager.RemoveFromRoleAsync(account, command.Role)).OrThrow();
            logger.LogInformation("{Administrator} took the role {Role} from account {AccountId}", caller.Id, command.Role, account.Id);
            return Unit.Value;
        }
    }
}
