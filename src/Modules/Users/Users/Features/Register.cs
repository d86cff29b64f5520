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
/// Anybody opens an account, as a customer. The address is the account's for good; taken addresses are told, because a person who
/// forgot having one must learn it somehow.
/// </summary>
internal sealed class Register : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/register",
                async (Request request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var hash = await mediator.Send(request, cancellationToken);
                    var profile = await mediator.Send(
                        new Command(
                            EmailAddress.Normalise(request.Email)!,
                            request.DisplayName.Trim(),
                            request.PhoneNumber,
                            request.Password,
                            new PasswordHash(hash)
                        ),
                        cancellationToken
                    );
                    return TypedResults.Created("/api/users/me", profile);
                }
            )
            .AllowAnonymous()
            .Idempotent()
            .LimitAttempts()
            .Refuses(StatusCodes.Status409Conflict)
            .WithExample(new Request("ada@example.com", "correct horse battery", "Ada", "+4930123456"))
            .WithName("users_register")
            .WithSummary("Opens an account");

    /// <param name="Email">The address to sign in with.</param>
    /// <param name="Password">10 to 128 characters, of any kind.</param>
    /// <param name="DisplayName">What the person wants to be called.</param>
    /// <param name="PhoneNumber">In E.164 form: a plus sign, then 7 to 15 digits.</param>
    internal sealed record Request(string Email, string Password, string DisplayName, string? PhoneNumber = null) : IReadRequest<string>;

    internal sealed record Command(string Email, string DisplayName, string? PhoneNumber, string Password, PasswordHash PasswordHash)
        : IWriteRequest<Profile>,
            IPasswordRequest;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(request => request.Email).EmailAddressOfAccount();
            RuleFor(request => request.Password).NewPassword();
            RuleFor(request => request.DisplayName).PlainText(Account.MaxDisplayName);
            RuleFor(request => request.PhoneNumber).PhoneNumber();
        }
    }

    internal sealed class Hasher(Passwords passwords) : IRequestHandler<Request, string>
    {
        public Task<string> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(passwords.Hash(request.Password));
    }

    internal sealed class Handler(UsersDbContext db, UserManager<Account> manager, TimeProvider clock) : IRequestHandler<Command, Profile>
    {
        public async Task<Profile> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (await IsTakenAsync(command.Email, cancellationToken))
            {
                throw EmailTaken();
            }

            var account = Account.Open(command.Email, command.DisplayName, command.PhoneNumber, command.PasswordHash.Hash, now);
            (await manager.CreateAsync(account)).OrThrow();
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                // Somebody may have registered it since it was looked for; the unique index is what decides.
                db.ChangeTracker.Clear();
                if (await IsTakenAsync(command.Email, cancellationToken))
                {
                    throw EmailTaken();
                }

                throw;
            }

            // Only now, because Identity takes what it gives a role to for a row that is saved.
            (await manager.AddToRoleAsync(account, Platform.Web.Roles.Customer)).OrThrow();
            return Profile.Of(account);
        }

        private Task<bool> IsTakenAsync(string email, CancellationToken cancellationToken) =>
            db.Accounts.AnyAsync(account => account.Email == email, cancellationToken);

        private static ProblemException EmailTaken() =>
            ProblemException.Conflict("users.email_taken", "There is an account with this e-mail address already.");
    }
}
