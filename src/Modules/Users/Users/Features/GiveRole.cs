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

/// <summary>An administrator gives an account a role. It is in the tokens that the account gets from then on.</summary>
internal sealed class GiveRole : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPut(
                "/{id:guid}/roles/{role}",
                async (Guid id, string role, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(id, role), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .RequireAuthorization(Policies.Admin)
            .WithName("users_give_role")
            .WithSummary("Gives a role");

    internal sealed record Command(Guid AccountId, string Role) : IWriteRequest<Unit>;

    internal sealed class Handler(UsersDbContext db, UserManager<Account> manager, Caller caller, ILogger<GiveRole> logger)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            AdministratorRules.RoleMustExist(command.Role);
            await db.AdministratorsToChangeAsync(cancellationToken);
            var account = await db.AccountToChangeAsync(command.AccountId, cancellationToken) ?? throw AccountResponse.NotFound();
            if (!await manager.IsInRoleAsync(account, command.Role))
            {
                (await manager.AddToRoleAsync(account, command.Role)).OrThrow();
                logger.LogInformation("{Administrator} gave account {AccountId} the role {Role}", caller.Id, account.Id, command.Role);
            }

            return Unit.Value;
        }
    }
}
