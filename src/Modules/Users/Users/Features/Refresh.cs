using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Features;

/// <summary>
/// Goes on with a session: exchanges a refresh token, once, for new tokens. Presenting one that was exchanged a while before ends the
/// session, because one of the two who hold it is a thief.
/// </summary>
internal sealed class Refresh : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/refresh",
                async (
                    Request request,
                    HttpResponse response,
                    IMediator mediator,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var command = new Command(request.RefreshToken, clock.GetUtcNow().UtcDateTime);
                    // The refusal is thrown out here, because the end of a session is to be committed.
                    var tokens =
                        await mediator.Send(command, cancellationToken)
                        ?? throw ProblemException.Unauthorized("users.refresh_failed", "This refresh token is not good any more; sign in.");
                    response.Headers.CacheControl = "no-store";
                    return TypedResults.Ok(tokens);
                }
            )
            .AllowAnonymous()
            .LimitAttempts()
            .Refuses(StatusCodes.Status401Unauthorized)
            .WithExample(new Request("q0Xy5n1UuW3o5bq8b0mJv0mY7C3Yp8o0rHk2cF4tXoM"))
            .WithName("users_refresh")
            .WithSummary("Exchanges a refresh token for new tokens");

    /// <param name="RefreshToken">The refresh token that the session got last.</param>
    internal sealed record Request(string RefreshToken);

    internal sealed record Command(string RefreshToken, DateTime ArrivedAt) : IWriteRequest<Tokens?>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.RefreshToken).PlainText(RefreshToken.MaxSecret);
    }

    internal sealed class Handler(UsersDbContext db, Sessions sessions, UsersOptions options, TimeProvider clock, ILogger<Refresh> logger)
        : IRequestHandler<Command, Tokens?>
    {
        public async Task<Tokens?> Handle(Command command, CancellationToken cancellationToken)
        {
            var hash = RefreshToken.HashOf(command.RefreshToken);
            var accountId = await db
                .RefreshTokens.Where(row => row.Hash == hash)
                .Select(row => row.AccountId)
                .SingleOrDefaultAsync(cancellationToken);
            var account = await db.AccountToChangeAsync(accountId, cancellationToken);
            // Read only now that nobody else can change the account's sessions.
            var token = await db.RefreshTokens.SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
            var now = clock.GetUtcNow().UtcDateTime;
            if (account is null || token is null || account.EndsSessions)
            {
                return null;
            }

            switch (token.StateAt(now, command.ArrivedAt, options.RefreshTokenGrace))
            {
                case RefreshTokenState.Good:
                    return await sessions.ContinueAsync(account, token, command.RefreshToken, cancellationToken);
                case RefreshTokenState.JustUsed:
                    return await sessions.ContinueAgainAsync(account, token, command.RefreshToken, cancellationToken);
                case RefreshTokenState.Reused:
                    logger.LogWarning("A used refresh token of account {AccountId} was presented again; its session is ended", accountId);
                    await sessions.EndAsync(token.FamilyId, cancellationToken);
                    return null;
                default:
                    return null;
            }
        }
    }
}
