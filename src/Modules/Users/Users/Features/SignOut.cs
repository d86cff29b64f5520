using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using MonolithFirst.Platform.Web;
using MonolithFirst.Users.Domain;
using MonolithFirst.Users.Persistence;
using MonolithFirst.Users.Security;

namespace MonolithFirst.Users.Features;

/// <summary>
/// Ends the session that a refresh token belongs to. Holding the token is enough, so that a client whose access token has expired can
/// sign out too; a session that is over already stays so.
/// </summary>
internal sealed class SignOut : IEndpoint
{
    public static void Map(RouteGroupBuilder routes) =>
        routes
            .MapPost(
                "/sign-out",
                async (Request request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(request, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .AllowAnonymous()
            .LimitAttempts()
            .WithExample(new Request("q0Xy5n1UuW3o5bq8b0mJv0mY7C3Yp8o0rHk2cF4tXoM"))
            .WithName("users_sign_out")
            .WithSummary("Ends a session");

    /// <param name="RefreshToken">A refresh token of the session.</param>
    internal sealed record Request(string RefreshToken) : IWriteRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(request => request.RefreshToken).PlainText(RefreshToken.MaxSecret);
    }

    internal sealed class Handler(UsersDbContext db, Sessions sessions) : IRequestHandler<Request, Unit>
    {
        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            var hash = RefreshToken.HashOf(request.RefreshToken);
            var token = await db.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
            if (token is not null && await db.AccountToChangeAsync(token.AccountId, cancellationToken) is not null)
            {
                await sessions.EndAsync(token.FamilyId, cancellationToken);
            }

            return Unit.Value;
        }
    }
}
