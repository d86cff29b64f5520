using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Features;

/// <summary>
/// The signed-in person changes the password, proving the current one, and all sessions of the account end. Wrong current passwords
/// count like failed sign-ins, so that a stolen access token is no way around the lockout.
/// </summary>
internal sealed class ChangePassword : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/me/password",
                async (Request request, Caller caller, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var change = await mediator.Send(new Check(caller.Id, request.CurrentPassword, request.NewPassword), cancellationToken);
                    // The refusal is thrown out here, because the count of failed attempts is to be committed.
                    return await mediator.Send(change, cancellationToken)
                        ? TypedResults.NoContent()
                        : throw ProblemException.Unprocessable("users.wrong_password", "The current password is not right.");
                }
            )
            .LimitAttempts()
            .Refuses(StatusCodes.Status422UnprocessableEntity)
            .WithExample(new Request("correct horse battery", "staple correct horse"))
            .WithName("users_change_password")
            .WithSummary("Changes one's own password");

    /// <param name="CurrentPassword">The password so far.</param>
    /// <param name="NewPassword">10 to 128 characters, of any kind.</param>
    internal sealed record Request(string CurrentPassword, string NewPassword);

    internal sealed record Check(Guid AccountId, string CurrentPassword, string NewPassword) : IReadRequest<Command>;

    internal sealed record Command(PasswordCheck Current, PasswordHash New) : IWriteRequest<bool>;

    internal sealed class Validator : AbstractValidator<Check>
    {
        public Validator()
        {
            RuleFor(check => check.CurrentPassword).AtMost(Account.MaxPassword);
            RuleFor(check => check.NewPassword).NewPassword();
        }
    }

    internal sealed class Checker(UsersDbContext db, Passwords passwords) : IRequestHandler<Check, Command>
    {
        public async Task<Command> Handle(Check check, CancellationToken cancellationToken)
        {
            var hash = await db
                .Accounts.Where(account => account.Id == check.AccountId)
                .Select(account => account.PasswordHash)
                .SingleOrDefaultAsync(cancellationToken);
            return new Command(
                passwords.Check(check.AccountId, hash, check.CurrentPassword),
                new PasswordHash(passwords.Hash(check.NewPassword))
            );
        }
    }

    internal sealed class Handler(UsersDbContext db, UserManager<Account> manager, Sessions sessions, TimeProvider clock)
        : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await db.AccountToChangeAsync(command.Current.AccountId!.Value, cancellationToken);
            if (account is null || account.PasswordHash != command.Current.Hash || account.IsLocked(clock.GetUtcNow().UtcDateTime))
            {
                return false;
            }

            if (!command.Current.IsRight)
            {
                (await manager.AccessFailedAsync(account)).OrThrow();
                return false;
            }

            account.PasswordHash = command.New.Hash;
            account.AccessFailedCount = 0;
            (await manager.UpdateSecurityStampAsync(account)).OrThrow();
            await sessions.EndAllAsync(account.Id, cancellationToken);
            return true;
        }
    }
}
