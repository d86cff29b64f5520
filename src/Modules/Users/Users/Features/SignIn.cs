using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Features;

/// <summary>
/// Begins a session with address and password. Every refusal is the same answer after the same work, whether the account does not
/// exist, the password is wrong, or the account is locked (then even for the right password): nothing is learnt from it.
/// </summary>
internal sealed class SignIn : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/sign-in",
                async (Request request, HttpResponse response, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var check = await mediator.Send(request, cancellationToken);
                    // The refusal is thrown out here, because the count of failed sign-ins is to be committed.
                    var tokens =
                        await mediator.Send(new Command(check), cancellationToken)
                        ?? throw ProblemException.Unauthorized("users.sign_in_failed", "The e-mail address or the password is not right.");
                    response.Headers.CacheControl = "no-store";
                    return TypedResults.Ok(tokens);
                }
            )
            .AllowAnonymous()
            .LimitAttempts()
            .Refuses(StatusCodes.Status401Unauthorized)
            .WithExample(new Request("ada@example.com", "correct horse battery"))
            .WithName("users_sign_in")
            .WithSummary("Begins a session");

    /// <param name="Email">The account's address.</param>
    /// <param name="Password">The account's password.</param>
    internal sealed record Request(string Email, string Password) : IReadRequest<PasswordCheck>;

    internal sealed record Command(PasswordCheck Check) : IWriteRequest<Tokens?>;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            // Only what is too long to be one; more would tell an account's rules apart from a wrong password.
            RuleFor(request => request.Email).AtMost(EmailAddress.MaxLength);
            RuleFor(request => request.Password).AtMost(Account.MaxPassword);
        }
    }

    internal sealed class Checker(UsersDbContext db, Passwords passwords) : IRequestHandler<Request, PasswordCheck>
    {
        public async Task<PasswordCheck> Handle(Request request, CancellationToken cancellationToken)
        {
            var email = EmailAddress.Normalise(request.Email) ?? "";
            var account = await db
                .Accounts.Where(account => account.Email == email)
                .Select(account => new { account.Id, account.PasswordHash })
                .SingleOrDefaultAsync(cancellationToken);
            return passwords.Check(account?.Id, account?.PasswordHash, request.Password);
        }
    }

    internal sealed class Handler(
        UsersDbContext db,
        UserManager<Account> manager,
        Sessions sessions,
        TimeProvider clock,
        ILogger<SignIn> logger
    ) : IRequestHandler<Command, Tokens?>
    {
        public async Task<Tokens?> Handle(Command command, CancellationToken cancellationToken)
        {
            var (accountId, hash, isRight, rehashed) = command.Check;
            var account = await db.AccountToChangeAsync(accountId ?? Guid.Empty, cancellationToken);
            if (account is null || account.PasswordHash != hash || account.IsLocked(clock.GetUtcNow().UtcDateTime))
            {
                return null;
            }

            if (!isRight)
            {
                (await manager.AccessFailedAsync(account)).OrThrow();
                if (account.IsLocked(clock.GetUtcNow().UtcDateTime))
                {
                    logger.LogWarning("Account {AccountId} is locked for a while after wrong passwords", account.Id);
                }

                return null;
            }

            if (account.AccessFailedCount > 0)
            {
                (await manager.ResetAccessFailedCountAsync(account)).OrThrow();
            }

            account.PasswordHash = rehashed ?? account.PasswordHash;
            return await sessions.OpenAsync(account, cancellationToken);
        }
    }
}
